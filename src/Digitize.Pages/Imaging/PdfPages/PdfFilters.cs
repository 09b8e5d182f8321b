using System.IO.Compression;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>One filter of a stream with its parameters, copied out of the PDF.</summary>
internal sealed record PdfFilter(string Name)
{
    internal int Predictor { get; init; } = 1;

    internal int Colors { get; init; } = 1;

    internal int Bits { get; init; } = 8;

    internal int Columns { get; init; } = 1;

    internal bool EarlyChange { get; init; } = true;

    /// <summary>CCITT: negative is group 4, 0 group 3 in one dimension, positive in two.</summary>
    internal int K { get; init; }

    internal bool BlackIs1 { get; init; }

    internal bool ByteAligned { get; init; }

    /// <summary>CCITT: an end-of-line code stands before each row.</summary>
    internal bool HasEndOfLine { get; init; }

    /// <summary>CCITT: an end-of-block code ends the data.</summary>
    internal bool EndOfBlock { get; init; } = true;

    internal bool HasColorTransform { get; init; }

    /// <summary>CCITT: the columns were given; else the standard's 1728 are meant.</summary>
    internal bool HasColumns { get; init; }

    /// <summary>JBIG2 segments shared with other pictures, decoded.</summary>
    internal byte[]? Globals { get; init; }

    private static readonly Dictionary<string, string> ShortNames = new()
    {
        ["Fl"] = "FlateDecode",
        ["LZW"] = "LZWDecode",
        ["A85"] = "ASCII85Decode",
        ["AHx"] = "ASCIIHexDecode",
        ["RL"] = "RunLengthDecode",
        ["CCF"] = "CCITTFaxDecode",
        ["DCT"] = "DCTDecode",
    };

    /// <summary>More than any writer chains; each could multiply the size by a thousand.</summary>
    private const int MostFilters = 4;

    /// <summary>The filters in the order in which decoding takes them off; null when they make no sense.</summary>
    internal static IReadOnlyList<PdfFilter>? Of(PdfObject stream, long mostBytes)
    {
        var filter = stream["Filter"];
        if (filter.IsNull)
        {
            return [];
        }

        var parms = stream["DecodeParms"];
        if (!filter.IsArray)
        {
            return filter.Name is { } only ? [One(only, parms.IsArray ? parms[0] : parms, mostBytes)] : null;
        }

        if (filter.Count > MostFilters)
        {
            return null;
        }

        var filters = new List<PdfFilter>();
        for (var i = 0; i < filter.Count; i++)
        {
            if (filter[i].Name is not { } name)
            {
                return null;
            }

            filters.Add(One(name, parms.IsArray && i < parms.Count ? parms[i] : parms, mostBytes));
        }

        return filters;
    }

    private static PdfFilter One(string name, PdfObject parms, long mostBytes)
    {
        var filter = new PdfFilter(ShortNames.GetValueOrDefault(name, name));
        if (!parms.IsDictionary)
        {
            return filter;
        }

        var globals = parms["JBIG2Globals"];
        return filter with
        {
            Predictor = parms["Predictor"].Int ?? 1,
            Colors = parms["Colors"].Int ?? 1,
            Bits = parms["BitsPerComponent"].Int ?? 8,
            Columns = parms["Columns"].Int ?? 1,
            HasColumns = parms.Has("Columns"),
            EarlyChange = (parms["EarlyChange"].Int ?? 1) != 0,
            K = parms["K"].Int ?? 0,
            BlackIs1 = parms["BlackIs1"].Bool ?? false,
            ByteAligned = parms["EncodedByteAlign"].Bool ?? false,
            HasEndOfLine = parms["EndOfLine"].Bool ?? false,
            EndOfBlock = parms["EndOfBlock"].Bool ?? true,
            HasColorTransform = parms.Has("ColorTransform"),
            Globals = globals.IsStream ? PdfStreams.Decode(globals, mostBytes) : null,
        };
    }
}

/// <summary>Streams of a PDF, decoded in managed code so that none becomes larger than it may.</summary>
internal static class PdfStreams
{
    /// <summary>The stream without its filters; null when it has one that is not for data (a picture's), or is no stream.</summary>
    /// <exception cref="UnreadableException">TooLarge.</exception>
    internal static byte[]? Decode(PdfObject stream, long mostBytes)
    {
        if (!stream.IsStream || PdfFilter.Of(stream, mostBytes) is not { } filters || stream.Raw is not { } data)
        {
            return null;
        }

        foreach (var filter in filters)
        {
            if (Decode(data, filter, mostBytes) is not { } decoded)
            {
                return null;
            }

            data = decoded;
        }

        return data;
    }

    /// <summary>One filter taken off; null when it is not one for data. Data that ends early gives what there is.</summary>
    internal static byte[]? Decode(byte[] data, PdfFilter filter, long mostBytes)
    {
        var decoded = filter.Name switch
        {
            "FlateDecode" => Inflate(data, mostBytes),
            "LZWDecode" => LzwDecoder.Decode(data, filter.EarlyChange, mostBytes),
            "ASCII85Decode" => AsciiDecoders.Base85(data),
            "ASCIIHexDecode" => AsciiDecoders.Hex(data),
            "RunLengthDecode" => RunLength(data, mostBytes),
            _ => null,
        };
        return decoded is null || filter.Predictor <= 1 || filter.Name is not ("FlateDecode" or "LZWDecode")
            ? decoded
            : Predictors.Undo(decoded, filter);
    }

    private static byte[] Inflate(byte[] data, long mostBytes)
    {
        using var source = new ZLibStream(new MemoryStream(data, writable: false), CompressionMode.Decompress);
        using var result = new MemoryStream();
        var buffer = new byte[32 * 1024];
        while (ReadSome(source, buffer) is var read and > 0)
        {
            result.Write(buffer, 0, read);
            Refuse(result.Length, mostBytes);
        }

        return result.ToArray();
    }

    /// <summary>0 at the end, and also where the data is damaged: what came before it still counts.</summary>
    internal static int ReadSome(Stream source, Span<byte> buffer)
    {
        try
        {
            return source.Read(buffer);
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    private static byte[] RunLength(ReadOnlySpan<byte> data, long mostBytes)
    {
        using var result = new MemoryStream();
        Span<byte> run = stackalloc byte[128];
        for (var at = 0; at < data.Length && data[at] != 128;)
        {
            int length = data[at++];
            if (length < 128)
            {
                var copied = Math.Min(length + 1, data.Length - at);
                result.Write(data.Slice(at, copied));
                at += copied;
            }
            else if (at < data.Length)
            {
                run.Fill(data[at++]);
                result.Write(run[..(257 - length)]);
            }

            Refuse(result.Length, mostBytes);
        }

        return result.ToArray();
    }

    internal static void Refuse(long bytes, long mostBytes)
    {
        if (bytes > mostBytes)
        {
            throw new UnreadableException(FailureCode.TooLarge, $"A stream of the PDF unpacks to more than {mostBytes / 1_000_000} MB.");
        }
    }
}
