using System.Numerics;
using System.Runtime.InteropServices;

namespace Digitize.Pages.Imaging;

/// <summary>Ink that hangs together, corners included.</summary>
/// <param name="Area">Pixels of ink.</param>
/// <param name="Darkest">Grey of its darkest pixel; 0 when no grey was given.</param>
/// <param name="Steepest">Largest change of grey over two pixels along a row or column within it; 0 when no grey was given.</param>
internal readonly record struct Blob(PixelBox Box, int Area, byte Darkest, byte Steepest)
{
    public int Width => Box.Width;

    public int Height => Box.Height;
}

/// <summary>Finds the blobs of an ink map in one pass over the runs of its rows.</summary>
internal sealed class Blobs
{
    private readonly List<Run> _runs = [];
    private readonly List<int> _parents = [];

    private Blobs()
    {
    }

    private readonly record struct Run(int Y, int Left, int Right, int Label);

    /// <summary>All blobs, in no order that means anything. <paramref name="gray"/> has the size of the map.</summary>
    public static IReadOnlyList<Blob> Find(InkMap map, GrayPixels? gray = null)
    {
        var blobs = new Blobs();
        blobs.Join(map);
        return blobs.Collect(gray, null, null);
    }

    /// <summary>The pixels of those blobs that <paramref name="wanted"/> picks.</summary>
    public static InkMap Pick(InkMap map, GrayPixels? gray, Func<Blob, bool> wanted)
    {
        var blobs = new Blobs();
        blobs.Join(map);
        var picked = new InkMap(map.Width, map.Height);
        _ = blobs.Collect(gray, wanted, picked);
        return picked;
    }

    private void Join(InkMap map)
    {
        var (previousFrom, previousTo) = (0, 0);
        for (var y = 0; y < map.Height; y++)
        {
            var from = _runs.Count;
            ReadRuns(map.Row(y), y);
            Connect(previousFrom, previousTo, from);
            (previousFrom, previousTo) = (from, _runs.Count);
        }
    }

    private void ReadRuns(ReadOnlySpan<ulong> row, int y)
    {
        var start = -1;
        for (var i = 0; i < row.Length; i++)
        {
            var word = row[i];
            if (start < 0 && word == 0)
            {
                continue;
            }

            for (var bit = 0; bit < 64;)
            {
                var rest = start < 0 ? word >> bit : ~word >> bit;
                if (rest == 0)
                {
                    break;
                }

                bit += BitOperations.TrailingZeroCount(rest);
                if (start < 0)
                {
                    start = (i * 64) + bit;
                }
                else
                {
                    AddRun(y, start, (i * 64) + bit);
                    start = -1;
                }
            }
        }

        if (start >= 0)
        {
            AddRun(y, start, row.Length * 64);
        }
    }

    private void AddRun(int y, int left, int right)
    {
        _runs.Add(new Run(y, left, right, _parents.Count));
        _parents.Add(_parents.Count);
    }

    /// <summary>Two runs of neighbouring rows hang together when they overlap or touch at a corner.</summary>
    private void Connect(int previousFrom, int previousTo, int from)
    {
        var runs = CollectionsMarshal.AsSpan(_runs);
        var above = previousFrom;
        for (var i = from; i < runs.Length; i++)
        {
            while (above < previousTo && runs[above].Right < runs[i].Left)
            {
                above++;
            }

            for (var j = above; j < previousTo && runs[j].Left <= runs[i].Right; j++)
            {
                var (a, b) = (Root(runs[i].Label), Root(runs[j].Label));
                _parents[Math.Max(a, b)] = Math.Min(a, b);
            }
        }
    }

    private int Root(int label)
    {
        var parents = CollectionsMarshal.AsSpan(_parents);
        while (parents[label] != label)
        {
            label = parents[label] = parents[parents[label]];
        }

        return label;
    }

    private List<Blob> Collect(GrayPixels? gray, Func<Blob, bool>? wanted, InkMap? picked)
    {
        var places = new int[_parents.Count];
        var blobs = new List<Blob>();
        foreach (var run in CollectionsMarshal.AsSpan(_runs))
        {
            var root = Root(run.Label);
            var (darkest, steepest) = gray is null ? ((byte)0, (byte)0) : Look(gray, run);
            var here = new Blob(new PixelBox(run.Left, run.Y, run.Right, run.Y + 1), run.Right - run.Left, darkest, steepest);
            if (places[root] == 0)
            {
                blobs.Add(here);
                places[root] = blobs.Count;
                continue;
            }

            ref var blob = ref CollectionsMarshal.AsSpan(blobs)[places[root] - 1];
            blob = new Blob(
                blob.Box.Union(here.Box), blob.Area + here.Area, Math.Min(blob.Darkest, darkest), Math.Max(blob.Steepest, steepest));
        }

        if (picked is not null && wanted is not null)
        {
            var chosen = blobs.ConvertAll(blob => wanted(blob));
            foreach (var run in CollectionsMarshal.AsSpan(_runs))
            {
                if (chosen[places[Root(run.Label)] - 1])
                {
                    picked.SetRun(run.Y, run.Left, run.Right);
                }
            }
        }

        return blobs;
    }

    private static (byte Darkest, byte Steepest) Look(GrayPixels gray, Run run)
    {
        var row = gray.Row(run.Y);
        var above = gray.Row(Math.Max(0, run.Y - 1));
        var below = gray.Row(Math.Min(gray.Height - 1, run.Y + 1));
        byte darkest = 255;
        var steepest = 0;
        for (var x = run.Left; x < Math.Min(run.Right, gray.Width); x++)
        {
            darkest = Math.Min(darkest, row[x]);
            var across = Math.Abs(row[Math.Min(x + 1, gray.Width - 1)] - row[Math.Max(x - 1, 0)]);
            steepest = Math.Max(steepest, Math.Max(across, Math.Abs(below[x] - above[x])));
        }

        return (darkest, (byte)steepest);
    }
}
