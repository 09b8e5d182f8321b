using System.Numerics;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>The cells of a page that hold photographs or printed screens: there nothing is a stroke, and the background keeps more pixels.</summary>
internal sealed class PictureCells
{
    /// <summary>Share of a cell's pixels that are neither ground nor within a pixel of a stroke. Text has next to none.</summary>
    private const double OddShare = 0.10;

    /// <summary>Edges of strokes for each pixel of a cell. Small print has one in six at most at 300 dpi; a printed screen one in three.</summary>
    private const double EdgeShare = 0.30;

    /// <summary>White letters on a bar are of one ink; what is light in a photograph is of all shades. As a standard deviation, where at least so many pieces of rows are light.</summary>
    private const double LightShades = 24;
    private const int Enough = 10;

    private readonly bool[] _cells;

    private PictureCells(CellGrid grid, bool[] cells)
    {
        Grid = grid;
        _cells = cells;
    }

    public CellGrid Grid { get; }

    public bool Any => Array.IndexOf(_cells, true) >= 0;

    public bool this[int column, int row] => _cells[(row * Grid.Columns) + column];

    public bool At(int x, int y) => _cells[Grid.IndexAt(x, y)];

    public static PictureCells Find(StrokeMasks masks, Strokes light, BitPlane strokes, CellGrid grid, RecognizedPage? recognized)
    {
        var nearStrokes = strokes.Dilated();
        var shades = new ColorSpread[grid.Columns * grid.Rows];
        light.AddColors(grid, shades);
        var odd = new int[grid.Columns * grid.Rows];
        var edges = new int[grid.Columns * grid.Rows];
        for (var y = 0; y < strokes.Height; y++)
        {
            CountRow(masks.OffGround.Row(y), nearStrokes.Row(y), strokes.Row(y), grid, y / grid.Size * grid.Columns, odd, edges);
        }

        var area = grid.Size * grid.Size;
        var cells = new bool[odd.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = odd[i] > OddShare * area || edges[i] > EdgeShare * area || (shades[i].Count >= Enough && shades[i].LumaDeviation > LightShades);
        }

        var found = new PictureCells(grid, cells);
        found.KeepCrowds();
        found.Grow();
        found.LeaveOut(recognized);
        return found;
    }

    /// <summary>How much of a box, in pixels of the page, lies in pictures: 0 to 1.</summary>
    public double ShareOf(PixelBox box)
    {
        var inside = 0;
        var all = 0;
        for (var row = box.Top / Grid.Size; row <= (box.Bottom - 1) / Grid.Size && row < Grid.Rows; row++)
        {
            for (var column = box.Left / Grid.Size; column <= (box.Right - 1) / Grid.Size && column < Grid.Columns; column++)
            {
                all++;
                inside += this[column, row] ? 1 : 0;
            }
        }

        return all == 0 ? 0 : (double)inside / all;
    }

    /// <summary>Cells are a multiple of eight pixels wide, so bits are counted a byte at a time.</summary>
    private static void CountRow(ReadOnlySpan<ulong> off, ReadOnlySpan<ulong> near, ReadOnlySpan<ulong> strokes, CellGrid grid, int first, int[] odd, int[] edges)
    {
        for (var i = 0; i < off.Length; i++)
        {
            var odds = off[i] & ~near[i];
            var ends = strokes[i] ^ (strokes[i] << 1);
            if ((odds | ends) == 0)
            {
                continue;
            }

            for (var part = 0; part < 8; part++)
            {
                var column = ((i << 6) + (part << 3)) / grid.Size;
                if (column >= grid.Columns)
                {
                    break;
                }

                odd[first + column] += BitOperations.PopCount((odds >> (56 - (8 * part))) & 0xFF);
                edges[first + column] += BitOperations.PopCount((ends >> (56 - (8 * part))) & 0xFF);
            }
        }
    }

    /// <summary>A cell alone is a smudge or a piece of a letter; a picture has at least four of nine around.</summary>
    private void KeepCrowds()
    {
        var before = (bool[])_cells.Clone();
        for (var row = 0; row < Grid.Rows; row++)
        {
            for (var column = 0; column < Grid.Columns; column++)
            {
                _cells[(row * Grid.Columns) + column] = Around(before, column, row) >= 4;
            }
        }
    }

    /// <summary>A picture's edge belongs to it.</summary>
    private void Grow()
    {
        var before = (bool[])_cells.Clone();
        for (var row = 0; row < Grid.Rows; row++)
        {
            for (var column = 0; column < Grid.Columns; column++)
            {
                _cells[(row * Grid.Columns) + column] |= Around(before, column, row) >= 2;
            }
        }
    }

    private int Around(bool[] cells, int column, int row)
    {
        var count = 0;
        for (var y = Math.Max(row - 1, 0); y <= Math.Min(row + 1, Grid.Rows - 1); y++)
        {
            for (var x = Math.Max(column - 1, 0); x <= Math.Min(column + 1, Grid.Columns - 1); x++)
            {
                count += cells[(y * Grid.Columns) + x] ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>Words that were read with certainty stay sharp, wherever they stand.</summary>
    private void LeaveOut(RecognizedPage? recognized)
    {
        const double Certain = 0.7;
        foreach (var word in recognized?.Words ?? [])
        {
            if (word.Confidence.Value < Certain || word.Text.Length < 3)
            {
                continue;
            }

            for (var row = Math.Max(word.Box.Top, 0) / Grid.Size; row <= (word.Box.Bottom - 1) / Grid.Size && row < Grid.Rows; row++)
            {
                for (var column = Math.Max(word.Box.Left, 0) / Grid.Size; column <= (word.Box.Right - 1) / Grid.Size && column < Grid.Columns; column++)
                {
                    _cells[(row * Grid.Columns) + column] = false;
                }
            }
        }
    }
}
