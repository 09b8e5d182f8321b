namespace Digitize.Pages.Imaging;

/// <summary>Ink that runs straight for a length: what a morphological opening with a line of that length leaves.</summary>
internal static class StraightRuns
{
    /// <summary>From left to right.</summary>
    public static BitPlane Across(BitPlane ink, int length)
    {
        var runs = new BitPlane(ink.Width, ink.Height);
        for (var y = 0; y < ink.Height; y++)
        {
            var row = ink.Row(y);
            for (var x = 0; BitPlane.NextRun(row, ink.Width, ref x, out var end); x = end)
            {
                if (end - x >= length)
                {
                    runs.SetRun(y, x, end);
                }
            }
        }

        return runs;
    }

    /// <summary>From top to bottom.</summary>
    public static BitPlane Down(BitPlane ink, int length)
    {
        var runs = ink.Copy();
        if (length > ink.Height)
        {
            runs.Clear();
            return runs;
        }

        // First where a run of the length begins, then all of it: each round takes twice as many rows together as the one before.
        for (var done = 1; done < length;)
        {
            var by = Math.Min(done, length - done);
            for (var y = 0; y < ink.Height; y++)
            {
                And(runs.Row(y), y + by < ink.Height ? runs.Row(y + by) : default);
            }

            done += by;
        }

        for (var done = 1; done < length;)
        {
            var by = Math.Min(done, length - done);
            for (var y = ink.Height - 1; y >= by; y--)
            {
                Or(runs.Row(y), runs.Row(y - by));
            }

            done += by;
        }

        return runs;
    }

    private static void And(Span<ulong> row, ReadOnlySpan<ulong> other)
    {
        if (other.IsEmpty)
        {
            row.Clear();
            return;
        }

        for (var i = 0; i < row.Length; i++)
        {
            row[i] &= other[i];
        }
    }

    private static void Or(Span<ulong> row, ReadOnlySpan<ulong> other)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] |= other[i];
        }
    }
}
