using System.Numerics;

namespace Digitize.Pages.Imaging.Jbig2;

/// <summary>
/// Codes a bitonal picture pixel by pixel and without loss (ITU-T T.88, 6.2): template 0 with the adaptive pixels in their nominal places, so that a context is
/// five pixels two rows above, seven of the row above and the four to the left; rows that repeat the one above cost one decision (TPGDON).
/// </summary>
internal static class GenericRegion
{
    /// <summary>Where the four adaptive pixels stand, as signed bytes x, y: figure 8 of the standard.</summary>
    public static ReadOnlySpan<byte> AdaptivePixels => [3, 0xFF, 0xFD, 0xFF, 2, 0xFE, 0xFE, 0xFE];

    /// <summary>The context that says whether a row repeats the one above: figure 8's pixels as the standard sets them.</summary>
    private const int RepeatContext = 0x9B25;

    private const int AllInk = 0xFFFF;

    /// <summary>A context without the pixels that leave it when it moves one to the right.</summary>
    private const int Staying = 0x7BF7;

    /// <summary>The arithmetic-coded data, with the marker that ends them.</summary>
    public static byte[] Encode(BitPlane picture, CancellationToken cancel)
    {
        var coder = new ArithmeticCoder();
        var blank = new ulong[picture.WordsPerRow];
        var repeated = false;
        for (var y = 0; y < picture.Height; y++)
        {
            if ((y & 255) == 0)
            {
                cancel.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<ulong> row = picture.Row(y);
            var above = y > 0 ? picture.Row(y - 1) : blank;
            var repeats = row.SequenceEqual(above);
            coder.Encode(RepeatContext, repeats == repeated ? 0u : 1u);
            repeated = repeats;
            if (!repeats)
            {
                EncodeRow(coder, row, above, y > 1 ? picture.Row(y - 2) : blank, picture.Width);
            }
        }

        return coder.Finish().ToArray();
    }

    private static void EncodeRow(ArithmeticCoder coder, ReadOnlySpan<ulong> row, ReadOnlySpan<ulong> above, ReadOnlySpan<ulong> above2, int width)
    {
        // Before the first pixel, the context holds x-2..x+2 and x-3..x+3: what is left of the picture is white.
        var context = (int)(above2[0] >> 61 << 11) | (int)(above[0] >> 60 << 4);
        long white = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var more = i + 1 < row.Length;
            var current = row[i];
            var next1 = (above[i] << 4) | (more ? above[i + 1] >> 60 : 0);
            var next2 = (above2[i] << 3) | (more ? above2[i + 1] >> 61 : 0);
            var left = Math.Min(64, width - (i << 6));
            if (context == 0 && (current | next1 | next2) == 0)
            {
                white += left;
                continue;
            }

            coder.EncodeRun(0, 0, white);
            white = 0;
            context = EncodeWord(coder, context, current, next1, next2, left);
        }

        coder.EncodeRun(0, 0, white);
    }

    private static int EncodeWord(ArithmeticCoder coder, int context, ulong current, ulong next1, ulong next2, int left)
    {
        while (left > 0)
        {
            var run = context switch
            {
                0 => BitOperations.LeadingZeroCount(current | next1 | next2),
                AllInk => BitOperations.LeadingZeroCount(~(current & next1 & next2)),
                _ => 0,
            };
            if (run > 1)
            {
                run = Math.Min(run, left);
                coder.EncodeRun(context, (uint)context & 1, run);
                current = run == 64 ? 0 : current << run;
                next1 = run == 64 ? 0 : next1 << run;
                next2 = run == 64 ? 0 : next2 << run;
                left -= run;
                continue;
            }

            var bit = (uint)(current >> 63);
            coder.Encode(context, bit);
            context = ((context & Staying) << 1) | (int)bit | ((int)(next1 >> 63) << 4) | ((int)(next2 >> 63) << 11);
            current <<= 1;
            next1 <<= 1;
            next2 <<= 1;
            left--;
        }

        return context;
    }
}
