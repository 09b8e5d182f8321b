namespace Digitize.Pages.Imaging;

/// <summary>What one tile of a grey picture looks like.</summary>
/// <param name="Level">What a quarter of its pixels is at least as bright as: bare paper, unless the tile is mostly ink.</param>
/// <param name="Darker">Pixels much darker than the tile's median.</param>
/// <param name="Brighter">Pixels much brighter than the tile's median.</param>
/// <param name="Count">Pixels in all.</param>
internal readonly record struct TileStatistics(byte Level, int Darker, int Brighter, int Count)
{
    public static TileStatistics Of(GrayPixels picture, int left, int top, Span<int> histogram)
    {
        histogram.Clear();
        var (right, bottom) = (Math.Min(left + PaperMap.Tile, picture.Width), Math.Min(top + PaperMap.Tile, picture.Height));
        for (var y = top; y < bottom; y++)
        {
            foreach (var sample in picture.Row(y)[left..right])
            {
                histogram[sample]++;
            }
        }

        var count = (right - left) * (bottom - top);
        var level = Quantile(histogram, count * 3 / 4);
        var median = Quantile(histogram, count / 2);
        var darker = Sum(histogram[..(median * 3 / 4)]);
        var brighter = Sum(histogram[Math.Min(256, (median * 5 / 4) + 10)..]);
        return new TileStatistics(level, darker, brighter, count);
    }

    private static byte Quantile(ReadOnlySpan<int> histogram, int rank)
    {
        var seen = 0;
        for (var value = 0; value < 256; value++)
        {
            seen += histogram[value];
            if (seen > rank)
            {
                return (byte)value;
            }
        }

        return 255;
    }

    private static int Sum(ReadOnlySpan<int> counts)
    {
        var sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}

/// <summary>Tells tiles of paper from those of pictures, dark bars and black borders.</summary>
internal static class PaperTiles
{
    /// <summary>Fewer tiles than this in one piece are a picture or a bar, not paper in shade.</summary>
    private const int SmallestShade = 24;

    public static bool[] Find(TileStatistics[] tiles, int across, double gentlestDrop, int darkestPaper)
    {
        var isPaper = new bool[tiles.Length];
        var brightest = Brightest(tiles);
        for (var i = 0; i < tiles.Length; i++)
        {
            if (!isPaper[i] && tiles[i].Level >= 0.9 * brightest && tiles[i].Level >= darkestPaper)
            {
                _ = Spread(tiles, across, i, isPaper, gentlestDrop, darkestPaper);
            }
        }

        AddShades(tiles, across, isPaper, gentlestDrop, darkestPaper);
        return isPaper;
    }

    /// <summary>Level that one tile in twenty reaches: a few glaring ones do not count.</summary>
    private static int Brightest(TileStatistics[] tiles)
    {
        var levels = Array.ConvertAll(tiles, tile => tile.Level);
        Array.Sort(levels);
        return levels[levels.Length - 1 - (levels.Length / 20)];
    }

    /// <summary>Paper behind a hard edge, such as the part of a sheet in sharp shadow or a coloured slip: smooth, with dark strokes on it and no bright ones.</summary>
    private static void AddShades(TileStatistics[] tiles, int across, bool[] isPaper, double gentlestDrop, int darkestPaper)
    {
        var visited = (bool[])isPaper.Clone();
        for (var i = 0; i < tiles.Length; i++)
        {
            if (visited[i] || tiles[i].Level < darkestPaper)
            {
                continue;
            }

            var shade = Spread(tiles, across, i, visited, gentlestDrop, darkestPaper);
            if (shade.Count >= SmallestShade && HasDarkStrokesOnly(tiles, shade))
            {
                shade.ForEach(tile => isPaper[tile] = true);
            }
        }
    }

    private static bool HasDarkStrokesOnly(TileStatistics[] tiles, List<int> shade)
    {
        var (darker, brighter, count) = (0, 0, 0);
        foreach (var tile in shade)
        {
            darker += tiles[tile].Darker;
            brighter += tiles[tile].Brighter;
            count += tiles[tile].Count;
        }

        return darker > 0.01 * count && darker > 4 * brighter;
    }

    /// <summary>All tiles that can be reached from one without a hard step down.</summary>
    private static List<int> Spread(TileStatistics[] tiles, int across, int from, bool[] reached, double gentlestDrop, int darkestPaper)
    {
        var found = new List<int> { from };
        reached[from] = true;
        for (var next = 0; next < found.Count; next++)
        {
            var tile = found[next];
            var darkest = Math.Max(darkestPaper, gentlestDrop * tiles[tile].Level);
            Visit(tile - across, tile >= across);
            Visit(tile + across, tile + across < tiles.Length);
            Visit(tile - 1, tile % across != 0);
            Visit(tile + 1, (tile + 1) % across != 0);

            void Visit(int neighbour, bool exists)
            {
                if (exists && !reached[neighbour] && tiles[neighbour].Level >= darkest)
                {
                    reached[neighbour] = true;
                    found.Add(neighbour);
                }
            }
        }

        return found;
    }
}
