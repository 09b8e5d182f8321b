namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>A sum of colours, each as often as it has pixels.</summary>
internal record struct ColorWeight(long Weight, long Red, long Green, long Blue)
{
    public readonly uint Mean => (uint)((Red / Weight << 16) | (Green / Weight << 8) | (Blue / Weight));

    public readonly (byte R, byte G, byte B) MeanColor => ((byte)(Red / Weight), (byte)(Green / Weight), (byte)(Blue / Weight));

    public void Add(uint color, long weight) =>
        this = With(new ColorWeight(weight, weight * (color >> 16), weight * (color >> 8 & 0xFF), weight * (color & 0xFF)));

    public readonly ColorWeight With(ColorWeight other) => new(Weight + other.Weight, Red + other.Red, Green + other.Green, Blue + other.Blue);

    /// <summary>What is in a cell and near it: three cells to both sides, as words go, and one above and below.</summary>
    public static ColorWeight Around(ColorWeight[] cells, CellGrid grid, int cell)
    {
        var (column, row) = (cell % grid.Columns, cell / grid.Columns);
        var sum = default(ColorWeight);
        for (var y = Math.Max(row - 1, 0); y <= Math.Min(row + 1, grid.Rows - 1); y++)
        {
            for (var x = Math.Max(column - 3, 0); x <= Math.Min(column + 3, grid.Columns - 1); x++)
            {
                sum = sum.With(cells[(y * grid.Columns) + x]);
            }
        }

        return sum;
    }
}
