namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>
/// How light the ground is that strokes stand on, everywhere on a page: paper, a tinted box, a dark bar.
/// Found for cells of a tenth of an inch as what is commonest there and around, and taken evenly from cell to cell.
/// </summary>
internal sealed class GroundLevels
{
    /// <summary>Histogram bins of four levels each.</summary>
    private const int Bins = 64;

    private readonly byte[] _levels;

    private GroundLevels(LumaPlane luma, CellGrid grid, byte[] levels, double noise)
    {
        (Width, Height) = (luma.Width, luma.Height);
        Grid = grid;
        _levels = levels;
        Noise = noise;
    }

    public CellGrid Grid { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Mean distance of ground pixels from their cell's level: about 0 in a rendered page, 3 to 8 in a scan.</summary>
    public double Noise { get; }

    public static GroundLevels Of(LumaPlane luma, Dpi dpi)
    {
        var grid = CellGrid.Of(luma.Width, luma.Height, dpi);
        var counts = Histograms(luma, grid);
        var levels = new byte[grid.Columns * grid.Rows];
        var around = new int[Bins];
        for (var row = 0; row < grid.Rows; row++)
        {
            for (var column = 0; column < grid.Columns; column++)
            {
                Gather(counts, grid, column, row, around);
                levels[(row * grid.Columns) + column] = Commonest(around);
            }
        }

        return new GroundLevels(luma, grid, levels, MeasureNoise(luma, grid, levels));
    }

    /// <summary>By how much at least a stroke differs from its ground: more than noise does.</summary>
    public int Contrast => Math.Clamp((int)(12 + (6 * Noise)), 28, 60);

    /// <summary>The level of the cell that a pixel lies in.</summary>
    public int LevelAt(int x, int y) => _levels[Grid.IndexAt(x, y)];

    /// <summary>The level under every pixel of a row.</summary>
    public void FillRow(int y, Span<byte> target)
    {
        var half = Grid.Size / 2;
        var (upper, lower, share) = Between(y, half, Grid.Rows);
        var step = Grid.Size;
        for (var column = -1; column < Grid.Columns; column++)
        {
            var left = Blend(upper, lower, share, Math.Max(column, 0));
            var right = Blend(upper, lower, share, Math.Min(column + 1, Grid.Columns - 1));
            var start = (column * step) + half;
            var from = Math.Max(start, 0);
            var to = Math.Min(start + step, target.Length);
            var slope = (right - left) / step;
            var value = left + ((from - start) * slope);
            for (var x = from; x < to; x++)
            {
                target[x] = (byte)(value >> 16);
                value += slope;
            }
        }
    }

    private (int Upper, int Lower, int Share) Between(int place, int half, int cells)
    {
        var at = place - half;
        var first = at < 0 ? -1 : at / Grid.Size;
        var share = at - (first * Grid.Size);
        return (Math.Clamp(first, 0, cells - 1), Math.Clamp(first + 1, 0, cells - 1), share);
    }

    /// <summary>In 65536ths, so that steps from pixel to pixel are exact enough.</summary>
    private int Blend(int upper, int lower, int share, int column)
    {
        var a = _levels[(upper * Grid.Columns) + column];
        var b = _levels[(lower * Grid.Columns) + column];
        return (a << 16) + ((b - a) * share * (65536 / Grid.Size)) + 32768;
    }

    /// <summary>Every second pixel of every second row is enough to know what is common.</summary>
    private static ushort[] Histograms(LumaPlane luma, CellGrid grid)
    {
        var counts = new ushort[grid.Columns * grid.Rows * Bins];
        for (var y = 0; y < luma.Height; y += 2)
        {
            var row = luma.Row(y);
            var first = y / grid.Size * grid.Columns;
            for (var column = 0; column < grid.Columns; column++)
            {
                var cell = counts.AsSpan((first + column) * Bins, Bins);
                var end = Math.Min((column + 1) * grid.Size, row.Length);
                for (var x = column * grid.Size; x < end; x += 2)
                {
                    cell[row[x] >> 2]++;
                }
            }
        }

        return counts;
    }

    private static void Gather(ushort[] counts, CellGrid grid, int column, int row, int[] around)
    {
        Array.Clear(around);
        for (var y = Math.Max(row - 1, 0); y <= Math.Min(row + 1, grid.Rows - 1); y++)
        {
            for (var x = Math.Max(column - 1, 0); x <= Math.Min(column + 1, grid.Columns - 1); x++)
            {
                var cell = counts.AsSpan(((y * grid.Columns) + x) * Bins, Bins);
                for (var i = 0; i < Bins; i++)
                {
                    around[i] += cell[i];
                }
            }
        }
    }

    /// <summary>The peak of the histogram; of two peaks nearly as high the lighter, because paper is light and bold headings are ink.</summary>
    private static byte Commonest(int[] counts)
    {
        Span<int> peaks = stackalloc int[Bins];
        var highest = 0;
        for (var i = 0; i < Bins; i++)
        {
            peaks[i] = counts[Math.Max(i - 1, 0)] + (2 * counts[i]) + counts[Math.Min(i + 1, Bins - 1)];
            highest = Math.Max(highest, peaks[i]);
        }

        var bin = Bins - 1;
        while (peaks[bin] * 5 < highest * 3)
        {
            bin--;
        }

        while (bin > 0 && peaks[bin - 1] > peaks[bin])
        {
            bin--;
        }

        return (byte)(bin == Bins - 1 ? 255 : bin == 0 ? 0 : (4 * bin) + 2);
    }

    private static double MeasureNoise(LumaPlane luma, CellGrid grid, byte[] levels)
    {
        const int Near = 20;
        long sum = 0;
        long count = 1;
        for (var y = grid.Size / 2; y < luma.Height; y += grid.Size)
        {
            var row = luma.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var distance = Math.Abs(row[x] - levels[(y / grid.Size * grid.Columns) + (x / grid.Size)]);
                if (distance <= Near)
                {
                    sum += distance;
                    count++;
                }
            }
        }

        return (double)sum / count;
    }
}
