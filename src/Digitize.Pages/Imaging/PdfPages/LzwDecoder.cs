namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>LZW as PDF and TIFF have it: codes of 9 to 12 bits, highest bit first; ISO 32000-1 section 7.4.4.</summary>
internal static class LzwDecoder
{
    private const int Clear = 256, End = 257, MostCodes = 4096;

    /// <param name="earlyChange">Codes grow one entry earlier than they need to.</param>
    internal static byte[] Decode(ReadOnlySpan<byte> data, bool earlyChange, long mostBytes)
    {
        // An entry is the bytes of an earlier place of the output: where it began, and one byte more.
        var starts = new int[MostCodes];
        var lengths = new int[MostCodes];
        using var result = new MemoryStream();
        var (next, width, early) = (End + 1, 9, earlyChange ? 1 : 0);
        var (previousStart, previousLength) = (0, 0);
        long bit = 0;
        for (; bit + width <= data.Length * 8L; PdfStreams.Refuse(result.Length, mostBytes))
        {
            var code = Code(data, bit, width);
            bit += width;
            if (code == End)
            {
                break;
            }

            if (code == Clear)
            {
                (next, width, previousLength) = (End + 1, 9, 0);
                continue;
            }

            // The one code that is not in the table yet stands for the entry that is about to be made.
            var start = (int)result.Length;
            var isNew = code == next && previousLength > 0 && next < MostCodes;
            if (code >= next && !isNew)
            {
                break;
            }

            var (from, length) = isNew ? (previousStart, previousLength + 1) : (starts[code], lengths[code]);
            Put(result, code, from, length);
            if (previousLength > 0 && next < MostCodes)
            {
                (starts[next], lengths[next]) = (previousStart, previousLength + 1);
                next++;
            }

            (previousStart, previousLength) = (start, (int)result.Length - start);
            width = Width(next + early);
        }

        return result.ToArray();
    }

    private static int Width(int entries) => entries >= 2048 ? 12 : entries >= 1024 ? 11 : entries >= 512 ? 10 : 9;

    private static int Code(ReadOnlySpan<byte> data, long bit, int width)
    {
        var at = (int)(bit / 8);
        var three = (data[at] << 16) | (at + 1 < data.Length ? data[at + 1] << 8 : 0) | (at + 2 < data.Length ? data[at + 2] : 0);
        return (three >> (24 - width - (int)(bit & 7))) & ((1 << width) - 1);
    }

    /// <summary>Byte by byte, as the piece may reach into what it makes.</summary>
    private static void Put(MemoryStream result, int code, int start, int length)
    {
        if (code < 256)
        {
            result.WriteByte((byte)code);
            return;
        }

        for (var i = 0; i < length; i++)
        {
            result.WriteByte(result.GetBuffer()[start + i]);
        }
    }
}
