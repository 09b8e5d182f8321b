namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>A page cut into square cells of about a tenth of an inch; the size is a multiple of 8 pixels, so that bits can be counted by the byte.</summary>
internal readonly record struct CellGrid(int Size, int Columns, int Rows)
{
    public static CellGrid Of(int width, int height, Dpi dpi)
    {
        var size = Math.Clamp((int)Math.Round(dpi.Value / 80), 1, 16) * 8;
        return new CellGrid(size, (width + size - 1) / size, (height + size - 1) / size);
    }

    public int IndexAt(int x, int y) => (y / Size * Columns) + (x / Size);
}
