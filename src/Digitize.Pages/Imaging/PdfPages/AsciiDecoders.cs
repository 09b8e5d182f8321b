namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>Streams written in letters: ISO 32000-1 sections 7.4.2 and 7.4.3. They only get smaller.</summary>
internal static class AsciiDecoders
{
    internal static byte[] Hex(ReadOnlySpan<byte> data)
    {
        var result = new List<byte>(data.Length / 2);
        var high = -1;
        foreach (var letter in data)
        {
            if (letter == '>')
            {
                break;
            }

            if (!char.IsAsciiHexDigit((char)letter))
            {
                continue;
            }

            var digit = Convert.ToInt32(((char)letter).ToString(), 16);
            if (high < 0)
            {
                high = digit;
            }
            else
            {
                result.Add((byte)((high << 4) | digit));
                high = -1;
            }
        }

        if (high >= 0)
        {
            result.Add((byte)(high << 4));
        }

        return [.. result];
    }

    internal static byte[] Base85(ReadOnlySpan<byte> data)
    {
        var result = new List<byte>(data.Length);
        var (group, count) = (0u, 0);
        foreach (var letter in data)
        {
            if (letter == '~')
            {
                break;
            }

            if (letter == 'z' && count == 0)
            {
                result.AddRange([0, 0, 0, 0]);
            }
            else if (letter is >= (byte)'!' and <= (byte)'u')
            {
                group = unchecked((group * 85) + (uint)(letter - '!'));
                if (++count == 5)
                {
                    Put(result, group, 4);
                    (group, count) = (0, 0);
                }
            }
        }

        if (count > 1)
        {
            for (var i = count; i < 5; i++)
            {
                group = unchecked((group * 85) + 84);
            }

            Put(result, group, count - 1);
        }

        return [.. result];
    }

    private static void Put(List<byte> result, uint group, int bytes)
    {
        for (var i = 0; i < bytes; i++)
        {
            result.Add((byte)(group >> (24 - (8 * i))));
        }
    }
}
