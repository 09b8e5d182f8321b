namespace Digitize.Pages.Recognition;

/// <summary>A row of cells, or one line of a column, as a person would read it.</summary>
/// <param name="Cells">From left to right, at least one.</param>
/// <param name="StartsParagraph">Something ends above: the block, or the even spacing of the lines.</param>
internal sealed record ReadingRow(IReadOnlyList<FoundLine> Cells, bool StartsParagraph);

/// <summary>
/// Puts the lines of a page into the order in which they are read. The page is cut into bands; bands with a gap at the same place are one block;
/// a block of running text is read column by column, every other block (tables, forms, letterheads) row by row.
/// </summary>
internal static class ReadingOrder
{
    public static List<ReadingRow> Arrange(IReadOnlyList<FoundLine> lines, RulingLines rules)
    {
        var rows = new List<ReadingRow>();
        Arrange([.. lines], rules, rows);
        return rows;
    }

    private static void Arrange(List<FoundLine> lines, RulingLines rules, List<ReadingRow> rows)
    {
        var bands = Bands(lines);
        for (var first = 0; first < bands.Count;)
        {
            var (last, gutter) = Block(bands, first);
            List<FoundLine> block = [.. bands[first..(last + 1)].SelectMany(band => band)];
            if (gutter is { } gap && IsColumns(block, gap, rules))
            {
                Arrange([.. block.Where(line => line.Box.Left < gap.Left)], rules, rows);
                Arrange([.. block.Where(line => line.Box.Left >= gap.Left)], rules, rows);
            }
            else
            {
                AddRows(block, rows);
            }

            first = last + 1;
        }
    }

    /// <summary>Cuts wherever no small letter crosses: ascenders and descenders of neighboring lines may overlap.</summary>
    private static List<List<FoundLine>> Bands(List<FoundLine> lines)
    {
        var bands = new List<List<FoundLine>>();
        var end = double.MinValue;
        foreach (var line in lines.OrderBy(Top))
        {
            if (Top(line) >= end)
            {
                bands.Add([]);
            }

            bands[^1].Add(line);
            end = Math.Max(end, Foot(line));
        }

        return bands;
    }

    /// <summary>The bands from <paramref name="first"/> on that have a gap at the same place, and the widest such gap; one band when it has none.</summary>
    private static (int Last, PixelBox? Gutter) Block(List<List<FoundLine>> bands, int first)
    {
        var lines = new List<FoundLine>();
        (int Last, PixelBox? Gutter) block = (first, null);
        for (var band = first; band < bands.Count; band++)
        {
            var letter = bands[band].Max(line => line.XHeight);
            // A long pause ends a block, else a letterhead and the letter below it would be two columns.
            if (band > first && bands[band].Min(Top) - bands[band - 1].Max(Foot) > 6 * letter)
            {
                break;
            }

            lines.AddRange(bands[band]);
            var gutter = WidestGap(lines);
            if (gutter is not null)
            {
                block = (band, gutter);
            }
            else if (band > first)
            {
                // Not at the first band: where one column begins a little higher, its first line is a band by itself.
                break;
            }
        }

        return block;
    }

    private static PixelBox? WidestGap(List<FoundLine> lines)
    {
        PixelBox? widest = null;
        var letter = lines.Select(line => line.XHeight).Order().ElementAt(lines.Count / 2);
        var right = int.MinValue;
        foreach (var box in lines.Select(line => line.Box).OrderBy(box => box.Left))
        {
            if (right != int.MinValue && box.Left - right > 1.2 * letter && (widest is not { } found || box.Left - right > found.Width))
            {
                widest = new PixelBox(right, lines.Min(line => line.Box.Top), box.Left, lines.Max(line => line.Box.Bottom));
            }

            right = Math.Max(right, box.Right);
        }

        return widest;
    }

    /// <summary>Whether what stands left and right of the gap is to be read one after the other.</summary>
    private static bool IsColumns(List<FoundLine> block, PixelBox gap, RulingLines rules)
    {
        var left = block.Where(line => line.Box.Left < gap.Left).ToArray();
        var right = block.Where(line => line.Box.Left >= gap.Left).ToArray();
        if (left.Length < 3 || right.Length < 3)
        {
            return false;
        }

        // Rules that run through the gap tie both sides together: a table.
        var ties = rules.Across.Count(rule => rule.Left < gap.Left && rule.Right > gap.Right && rule.Top > gap.Top && rule.Bottom < gap.Bottom);
        if (ties >= 3)
        {
            return false;
        }

        if (IsRunningText(left) && IsRunningText(right))
        {
            return true;
        }

        var letter = block.Select(line => line.XHeight).Order().ElementAt(block.Count / 2);
        var aligned = right.Count(line => left.Any(other => Math.Abs(Base(line) - Base(other)) < 0.35 * letter));
        return ties == 0 && aligned < 0.4 * Math.Min(left.Length, right.Length);
    }

    private static bool IsRunningText(FoundLine[] side)
    {
        var width = side.Max(line => line.Box.Right) - side.Min(line => line.Box.Left);
        // Eighteen letters are three words; cells of tables have fewer. Most lines of running text are nearly full.
        return side.Count(line => line.Glyphs.Count >= 18 && line.Box.Width > 0.55 * width) >= 0.5 * side.Length;
    }

    private static void AddRows(List<FoundLine> block, List<ReadingRow> rows)
    {
        var found = new List<List<FoundLine>>();
        foreach (var line in block.OrderBy(Base))
        {
            var row = found.Count > 0 ? found[^1] : null;
            if (row is null || Base(line) - Base(row[0]) > 0.5 * Math.Min(line.XHeight, row[0].XHeight))
            {
                found.Add(row = []);
            }

            row.Add(line);
        }

        for (var i = 0; i < found.Count; i++)
        {
            found[i].Sort((a, b) => a.Box.Left.CompareTo(b.Box.Left));
            var starts = i == 0 ? !ContinuesText(rows, found[0]) : IsPause(found, i);
            rows.Add(new ReadingRow(found[i], starts));
        }
    }

    /// <summary>A block that begins where the one before would have gone on: its next line, at the usual distance.</summary>
    private static bool ContinuesText(List<ReadingRow> rows, List<FoundLine> next)
    {
        if (rows.Count == 0)
        {
            return false;
        }

        var last = rows[^1].Cells[0];
        var step = Base(next[0]) - Base(last);
        return step > 0 && step < 3.2 * last.XHeight && Math.Abs(next[0].Box.Left - last.Box.Left) < 2 * last.XHeight
            && next[0].XHeight < 1.3 * last.XHeight && last.XHeight < 1.3 * next[0].XHeight;
    }

    private static bool IsPause(List<List<FoundLine>> rows, int at)
    {
        var (line, above) = (rows[at][0], rows[at - 1][0]);
        var step = Base(line) - Base(above);
        var usual = Enumerable.Range(1, rows.Count - 1).Select(i => Base(rows[i][0]) - Base(rows[i - 1][0])).Order().ElementAt((rows.Count - 1) / 2);
        return step > 1.35 * Math.Min(usual, 3.2 * above.XHeight) || line.XHeight > 1.4 * above.XHeight;
    }

    private static double Base(FoundLine line) => line.Baseline.At((line.Box.Left + line.Box.Right) / 2.0);

    private static double Top(FoundLine line) => Base(line) - line.XHeight;

    private static double Foot(FoundLine line) => Base(line);
}
