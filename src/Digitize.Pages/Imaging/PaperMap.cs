using System.Runtime.Intrinsics;

namespace Digitize.Pages.Imaging;

/// <summary>
/// How bright the bare paper is, place by place: a coarse map in square tiles. Shade that sets in gently is paper; what begins with a hard edge (a dark
/// bar with white letters, a photograph) is not, and gets the level of the paper around it, so that evening leaves it as it is.
/// </summary>
internal sealed class PaperMap
{
    /// <summary>Pixels a side of a tile, in the reduced picture that the map is made from.</summary>
    public const int Tile = 16;

    /// <summary>Paper of the next tile is at least this share as bright; the half-shade of a hand or a lamp falls off over several tiles.</summary>
    private const double GentlestDrop = 0.78;

    /// <summary>Below this, there is no telling ink from paper.</summary>
    private const int DarkestPaper = 40;

    private readonly int _across;
    private readonly int _down;
    private readonly float[] _levels;

    private PaperMap(int across, int down, float[] levels)
    {
        (_across, _down, _levels) = (across, down, levels);
        var sorted = (float[])levels.Clone();
        Array.Sort(sorted);
        Darkest = sorted[sorted.Length / 50];
        Brightest = sorted[sorted.Length - 1 - (sorted.Length / 50)];
    }

    /// <summary>Level of the darkest paper, stray tiles left out.</summary>
    public double Darkest { get; }

    /// <summary>Level of the brightest paper, stray tiles left out.</summary>
    public double Brightest { get; }

    /// <summary>Shade or a tint strong enough to trouble a reader that takes one threshold for the whole page.</summary>
    public bool NeedsEvening => Darkest < 0.9 * Brightest || Brightest < 225;

    public static PaperMap Make(GrayPixels reduced)
    {
        var (across, down) = ((reduced.Width + Tile - 1) / Tile, (reduced.Height + Tile - 1) / Tile);
        var tiles = new TileStatistics[across * down];
        Span<int> histogram = stackalloc int[256];
        for (var row = 0; row < down; row++)
        {
            for (var column = 0; column < across; column++)
            {
                tiles[(row * across) + column] = TileStatistics.Of(reduced, column * Tile, row * Tile, histogram);
            }
        }

        var isPaper = PaperTiles.Find(tiles, across, GentlestDrop, DarkestPaper);
        return new PaperMap(across, down, FillGaps(tiles, isPaper, across, down));
    }

    /// <summary>
    /// Row <paramref name="y"/> of a picture with <paramref name="factor"/> times as many pixels a side as the map was made from, brought to where paper is
    /// white: each sample by 255 over the level of the paper there.
    /// </summary>
    public void Even(int y, double factor, Span<byte> row, Span<float> levels)
    {
        var position = (((y + 0.5) / factor) / Tile) - 0.5;
        var upper = Math.Clamp((int)Math.Floor(position), 0, _down - 1);
        var lower = Math.Min(upper + 1, _down - 1);
        var weight = (float)Math.Clamp(position - upper, 0, 1);
        for (var i = 0; i < _across; i++)
        {
            var level = (_levels[(upper * _across) + i] * (1 - weight)) + (_levels[(lower * _across) + i] * weight);
            levels[i] = 255 / level;
        }

        var step = (float)(1 / (factor * Tile));
        var half = (int)(factor * Tile / 2);
        for (var i = -1; i < _across; i++)
        {
            var from = Math.Clamp((int)Math.Round((i + 0.5) * factor * Tile), 0, row.Length);
            var to = Math.Clamp((int)Math.Round((i + 1.5) * factor * Tile), 0, row.Length);
            var (left, right) = (levels[Math.Max(i, 0)], levels[Math.Min(i + 1, _across - 1)]);
            Scale(row[from..to], left, (right - left) * step, i < 0 ? half : 0);
        }
    }

    /// <summary>Floats the map needs in the buffer given to <see cref="Even"/>.</summary>
    public int Columns => _across;

    private static void Scale(Span<byte> samples, float gain, float step, int start)
    {
        gain += step * start;
        var x = 0;
        var ramp = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7) * step;
        var white = Vector256.Create(255f);
        for (; x + 16 <= samples.Length; x += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.Create<byte>(samples[x..]));
            var first = Scaled(low, Vector256.Create(gain + (step * x)) + ramp, white);
            var second = Scaled(high, Vector256.Create(gain + (step * (x + 8))) + ramp, white);
            Vector128.Narrow(first, second).CopyTo(samples[x..]);
        }

        for (; x < samples.Length; x++)
        {
            samples[x] = (byte)Math.Min(255, (samples[x] * (gain + (step * x))) + 0.5f);
        }
    }

    private static Vector128<ushort> Scaled(Vector128<ushort> samples, Vector256<float> gain, Vector256<float> white)
    {
        var (low, high) = Vector128.Widen(samples);
        var wide = Vector256.ConvertToSingle(Vector256.Create(low, high).AsInt32());
        var scaled = Vector256.ConvertToInt32(Vector256.Min(Vector256.MultiplyAddEstimate(wide, gain, Vector256.Create(0.5f)), white)).AsUInt32();
        return Vector128.Narrow(scaled.GetLower(), scaled.GetUpper());
    }

    /// <summary>Tiles that are not paper take the mean of the nearest that are, ring by ring; then neighbours are evened out.</summary>
    private static float[] FillGaps(TileStatistics[] tiles, bool[] isPaper, int across, int down)
    {
        var levels = new float[tiles.Length];
        var open = new List<int>();
        for (var i = 0; i < tiles.Length; i++)
        {
            levels[i] = isPaper[i] ? tiles[i].Level : 0;
            if (!isPaper[i])
            {
                open.Add(i);
            }
        }

        if (open.Count == tiles.Length)
        {
            Array.Fill(levels, 255f);
            return levels;
        }

        while (open.Count > 0)
        {
            var filled = open.ConvertAll(i => (Tile: i, Level: MeanAround(levels, i, across, down)));
            foreach (var (tile, level) in filled)
            {
                levels[tile] = level;
            }

            _ = open.RemoveAll(i => levels[i] > 0);
        }

        var smooth = new float[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            smooth[i] = MeanAround(levels, i, across, down);
        }

        return smooth;
    }

    private static float MeanAround(float[] levels, int tile, int across, int down)
    {
        var (row, column) = (tile / across, tile % across);
        var (sum, count) = (0f, 0);
        for (var y = Math.Max(0, row - 1); y <= Math.Min(down - 1, row + 1); y++)
        {
            for (var x = Math.Max(0, column - 1); x <= Math.Min(across - 1, column + 1); x++)
            {
                var level = levels[(y * across) + x];
                sum += level;
                count += level > 0 ? 1 : 0;
            }
        }

        return count == 0 ? 0 : sum / count;
    }
}
