using System.Buffers;
using System.IO.Compression;

namespace Digitize.Pages.Pdf;

/// <summary>
/// Undoes the filters of a stream as far as a limit. qpdf does that too, but without one: a stream of a stranger may say a gigabyte in a thousand bytes.
/// </summary>
internal static class StreamDecoder
{
    /// <summary>Null when the data is larger than the limit, damaged from the start, or under a filter that hides no bytes but pictures.</summary>
    public static byte[]? Decode(PdfObject stream, int limit)
    {
        var filters = stream["/Filter"];
        var names = filters.IsArray ? [.. filters.Items().Select(filter => filter.Name)] : filters.IsNull ? [] : new[] { filters.Name };
        var parameters = stream["/DecodeParms"];
        var predicted = (parameters.IsArray ? parameters.Items() : [parameters]).Any(parameter => parameter["/Predictor"].Integer > 1);
        if (predicted || names.Length > 4 || stream.RawData() is not { } data)
        {
            return null;
        }

        foreach (var name in names)
        {
            var decoded = name switch
            {
                "/FlateDecode" or "/Fl" => Inflate(data, limit),
                "/ASCIIHexDecode" or "/AHx" => FromHex(data),
                "/ASCII85Decode" or "/A85" => FromBase85(data),
                _ => null,
            };
            if (decoded is null)
            {
                return null;
            }

            data = decoded;
        }

        return data.Length <= limit ? data : null;
    }

    private static byte[]? Inflate(byte[] data, int limit)
    {
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            int read;
            while ((read = zlib.Read(buffer)) > 0)
            {
                inflated.Write(buffer, 0, read);
                if (inflated.Length > limit)
                {
                    return null;
                }
            }
        }
        catch (InvalidDataException)
        {
            // Many files end too early and viewers show what there is.
            return inflated.Length > 0 ? inflated.ToArray() : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return inflated.ToArray();
    }

    private static byte[]? FromHex(byte[] data)
    {
        var bytes = new List<byte>(data.Length / 2);
        var high = -1;
        foreach (var c in data)
        {
            if (c == '>')
            {
                break;
            }

            if (char.IsAsciiHexDigit((char)c))
            {
                var digit = Convert.ToInt32(((char)c).ToString(), 16);
                if (high >= 0)
                {
                    bytes.Add((byte)((high << 4) | digit));
                }

                high = high >= 0 ? -1 : digit;
            }
        }

        if (high >= 0)
        {
            bytes.Add((byte)(high << 4));
        }

        return [.. bytes];
    }

    private static byte[]? FromBase85(byte[] data)
    {
        var bytes = new List<byte>(data.Length);
        uint group = 0;
        var count = 0;
        foreach (var c in data)
        {
            if (c == '~')
            {
                break;
            }

            if (c == 'z' && count == 0)
            {
                bytes.AddRange([0, 0, 0, 0]);
            }
            else if (c is >= (byte)'!' and <= (byte)'u')
            {
                group = unchecked((group * 85) + (uint)(c - '!'));
                if (++count == 5)
                {
                    Flush(4);
                }
            }
        }

        if (count > 1)
        {
            var missing = 5 - count;
            for (var i = 0; i < missing; i++)
            {
                group = unchecked((group * 85) + 84);
            }

            Flush(4 - missing);
        }

        return [.. bytes];

        void Flush(int length)
        {
            for (var i = 0; i < length; i++)
            {
                bytes.Add((byte)(group >> (24 - (i * 8))));
            }

            group = 0;
            count = 0;
        }
    }
}
