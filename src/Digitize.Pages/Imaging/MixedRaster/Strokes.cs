using System.Runtime.InteropServices;

namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>One connected piece of a mask: a letter, a dot, a rule, a frame.</summary>
/// <param name="Runs">Pieces of rows it consists of.</param>
/// <param name="Pixels">Of the mask.</param>
/// <param name="Box">In pixels of the mask.</param>
/// <param name="Color">0xRRGGBB, where it is purest.</param>
/// <param name="IsMixed">Its parts differ in colour: lines of a map that cross, a signature over print.</param>
internal record struct Stroke(int Runs, int Pixels, PixelBox Box, uint Color, bool IsMixed);

/// <summary>The connected pieces of one mask, with the colour each has in the page.</summary>
internal sealed class Strokes
{
    /// <summary>Where a stroke is mixed, a colour is that of a square of a fortieth of an inch.</summary>
    private const double SquaresPerInch = 40;

    /// <summary>In inches: what is larger is a frame, a bar, a drawing.</summary>
    private const double LargestLetter = 0.5;

    private readonly int _width;
    private List<Run> _runs = [];
    private List<int> _strokeOfRun = [];
    private List<uint> _colors = [];

    private Strokes(int width, int scale, bool light) => (_width, Scale, IsLight) = (width, scale, light);

    public List<Stroke> All { get; } = [];

    /// <summary>Pixels of the mask for each of the page a side.</summary>
    public int Scale { get; }

    public bool IsLight { get; }

    private readonly record struct Run(int Y, int Start, int End);

    /// <param name="scale">Pixels of the mask for each of <paramref name="image"/> a side.</param>
    /// <param name="light">The strokes are lighter than their ground.</param>
    public static Strokes Of(BitPlane mask, int scale, PageImage image, bool light, CancellationToken cancel)
    {
        var strokes = new Strokes(mask.Width, scale, light);
        var parents = strokes.FindRuns(mask, cancel);
        strokes.Number(parents);
        strokes.Measure(image);
        return strokes;
    }

    /// <summary>
    /// Gives letters the colour of the letters around: a thin one is a little lighter than a thick one, and a word whose letters fell to two inks would flicker.
    /// What differs clearly from its surroundings keeps its own.
    /// </summary>
    public void EvenOut(CellGrid grid)
    {
        var cells = new ColorWeight[grid.Columns * grid.Rows];
        var strokes = CollectionsMarshal.AsSpan(All);
        foreach (var stroke in strokes)
        {
            if (IsLetter(stroke, grid))
            {
                cells[CellOf(stroke, grid)].Add(stroke.Color, stroke.Pixels);
            }
        }

        foreach (ref var stroke in strokes)
        {
            if (IsLetter(stroke, grid) && ColorWeight.Around(cells, grid, CellOf(stroke, grid)).Mean is var mean && IsShade(stroke.Color, mean))
            {
                stroke.Color = mean;
            }
        }
    }

    /// <summary>Adds to each cell of the page the colours of the runs that begin in it.</summary>
    public void AddColors(CellGrid grid, ColorSpread[] cells)
    {
        for (var i = 0; i < _runs.Count; i++)
        {
            cells[grid.IndexAt(_runs[i].Start / Scale, _runs[i].Y / Scale)].Add(_colors[i]);
        }
    }

    /// <summary>Pieces of one row that have one colour: the stroke's own, or that of the piece where the stroke is mixed.</summary>
    public int Pieces => _runs.Count;

    public (int Stroke, uint Color, int Pixels) Piece(int index)
    {
        var number = _strokeOfRun[index];
        var stroke = All[number];
        return (number, stroke.IsMixed ? _colors[index] : stroke.Color, _runs[index].End - _runs[index].Start);
    }

    /// <summary>Makes <paramref name="plane"/>, of the mask's size, hold the pieces for which <paramref name="inkOf"/> says <paramref name="ink"/> and nothing else.</summary>
    public void Draw(BitPlane plane, ReadOnlySpan<sbyte> inkOf, int ink)
    {
        plane.Words.AsSpan().Clear();
        for (var i = 0; i < inkOf.Length; i++)
        {
            if (inkOf[i] == ink)
            {
                var run = _runs[i];
                plane.SetRun(run.Y, run.Start, run.End);
            }
        }
    }

    private bool IsLetter(Stroke stroke, CellGrid grid) => !stroke.IsMixed && Math.Max(stroke.Box.Width, stroke.Box.Height) < 5 * grid.Size * Scale;

    private int CellOf(Stroke stroke, CellGrid grid) =>
        grid.IndexAt((stroke.Box.Left + stroke.Box.Right) / 2 / Scale, (stroke.Box.Top + stroke.Box.Bottom) / 2 / Scale);

    /// <summary>Whether two colours may be one ink, thick and thin.</summary>
    private static bool IsShade(uint a, uint b)
    {
        const int Luma = 50;
        const int Chroma = 24;
        int Red(uint color) => (int)(color >> 16) - (int)(color >> 8 & 0xFF);
        int Blue(uint color) => (int)(color & 0xFF) - (int)(color >> 8 & 0xFF);
        return Math.Abs(LumaPlane.Of(a << 8) - LumaPlane.Of(b << 8)) <= Luma && Math.Abs(Red(a) - Red(b)) <= Chroma && Math.Abs(Blue(a) - Blue(b)) <= Chroma;
    }

    /// <summary>Runs that touch, also by a corner, belong together; each knows one that stands before it, the first of a piece itself.</summary>
    private List<int> FindRuns(BitPlane mask, CancellationToken cancel)
    {
        var parents = new List<int>();
        var above = 0;
        for (var y = 0; y < mask.Height; y++)
        {
            cancel.ThrowIfCancellationRequested();
            var first = _runs.Count;
            var candidate = above;
            ReadOnlySpan<ulong> row = mask.Row(y);
            var end = 0;
            for (var x = 0; BitPlane.NextRun(row, mask.Width, ref x, out end); x = end)
            {
                parents.Add(_runs.Count);
                _runs.Add(new Run(y, x, end));
                while (candidate < first && _runs[candidate].End < x)
                {
                    candidate++;
                }

                for (var other = candidate; other < first && _runs[other].Start <= end; other++)
                {
                    Join(CollectionsMarshal.AsSpan(parents), parents.Count - 1, other);
                }
            }

            above = first;
        }

        return parents;
    }

    private static void Join(Span<int> parents, int a, int b)
    {
        a = Root(parents, a);
        b = Root(parents, b);
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(Span<int> parents, int run)
    {
        while (parents[run] != run)
        {
            parents[run] = parents[parents[run]];
            run = parents[run];
        }

        return run;
    }

    private void Number(List<int> parents)
    {
        _strokeOfRun = new List<int>(_runs.Count);
        for (var i = 0; i < _runs.Count; i++)
        {
            var (y, start, end) = _runs[i];
            var box = new PixelBox(start, y, end, y + 1);
            if (parents[i] == i)
            {
                _strokeOfRun.Add(All.Count);
                All.Add(new Stroke(1, end - start, box, 0, false));
                continue;
            }

            var number = _strokeOfRun[parents[i]];
            _strokeOfRun.Add(number);
            ref var stroke = ref CollectionsMarshal.AsSpan(All)[number];
            stroke = new Stroke(stroke.Runs + 1, stroke.Pixels + end - start, stroke.Box.Union(box), 0, false);
        }
    }

    /// <summary>
    /// A run's colour is that of the pixel that stands out most, and a stroke's the mean of those runs that stand out more than its mean: at the edges ink and paper are mixed.
    /// </summary>
    private void Measure(PageImage image)
    {
        _colors = new List<uint>(_runs.Count);
        foreach (var run in _runs)
        {
            _colors.Add(Purest(new PixelRow(image, run.Y / Scale), run.Start / Scale, (run.End + Scale - 1) / Scale, IsLight));
        }

        var runs = RunsByStroke();
        var strokes = CollectionsMarshal.AsSpan(All);
        var largest = image.Dpi.Value * Scale * LargestLetter;
        var end = 0;
        foreach (ref var stroke in strokes)
        {
            var own = runs.AsSpan(end, stroke.Runs);
            end += stroke.Runs;
            var spread = SpreadOf(own);
            stroke.Color = PureColor(own, spread.MeanLuma);
            stroke.IsMixed = spread.IsMixed || (spread.IsShaded && Math.Max(stroke.Box.Width, stroke.Box.Height) > largest);
        }
    }

    /// <summary>Numbers of the runs, those of the first stroke first. One stroke after the other needs one spread; all at once would need a hundred megabytes of them on a page of texture.</summary>
    private int[] RunsByStroke()
    {
        var next = new int[All.Count];
        for (var i = 1; i < next.Length; i++)
        {
            next[i] = next[i - 1] + All[i - 1].Runs;
        }

        var runs = new int[_runs.Count];
        for (var i = 0; i < runs.Length; i++)
        {
            runs[next[_strokeOfRun[i]]++] = i;
        }

        return runs;
    }

    private ColorSpread SpreadOf(ReadOnlySpan<int> runs)
    {
        var spread = default(ColorSpread);
        foreach (var run in runs)
        {
            spread.Add(_colors[run]);
        }

        return spread;
    }

    private uint PureColor(ReadOnlySpan<int> runs, int mean)
    {
        var pure = default(ColorSpread);
        foreach (var run in runs)
        {
            var luma = LumaPlane.Of(_colors[run] << 8);
            if (IsLight ? luma >= mean : luma <= mean)
            {
                pure.Add(_colors[run]);
            }
        }

        return pure.Mean;
    }

    /// <summary>
    /// Runs of mixed strokes are cut where squares of the page meet, and all pieces in a square get its mean: one run's own colour would leave streaks.
    /// </summary>
    public void SplitMixed(PageImage image)
    {
        if (!All.Exists(stroke => stroke.IsMixed))
        {
            return;
        }

        var size = Math.Max(4, (int)(image.Dpi.Value * Scale / SquaresPerInch));
        Cut(image, size);

        // Runs come row by row: one row of squares after the other is enough.
        var squares = new ColorSpread[(_width / size) + 1];
        for (var first = 0; first < _runs.Count;)
        {
            Array.Clear(squares);
            var end = first;
            for (var row = _runs[first].Y / size; end < _runs.Count && _runs[end].Y / size == row; end++)
            {
                if (All[_strokeOfRun[end]].IsMixed)
                {
                    squares[_runs[end].Start / size].Add(_colors[end]);
                }
            }

            for (; first < end; first++)
            {
                if (All[_strokeOfRun[first]].IsMixed)
                {
                    _colors[first] = squares[_runs[first].Start / size].Mean;
                }
            }
        }
    }

    private void Cut(PageImage image, int size)
    {
        var (runs, owners, colors) = (_runs, _strokeOfRun, _colors);
        (_runs, _strokeOfRun, _colors) = (new(runs.Count), new(runs.Count), new(runs.Count));
        for (var i = 0; i < runs.Count; i++)
        {
            var (y, start, end) = runs[i];
            var mixed = All[owners[i]].IsMixed;
            while (start < end)
            {
                var cut = mixed ? Math.Min(end, (start / size * size) + size) : end;
                _runs.Add(new Run(y, start, cut));
                _strokeOfRun.Add(owners[i]);
                _colors.Add(mixed ? Purest(new PixelRow(image, y / Scale), start / Scale, (cut + Scale - 1) / Scale, IsLight) : colors[i]);
                start = cut;
            }
        }
    }

    /// <summary>In a long run the middle is pure, and the darkest of many pixels would be noise.</summary>
    private static uint Purest(PixelRow row, int start, int end, bool light)
    {
        const int Long = 12;
        if (end - start > Long)
        {
            return row[(start + end) / 2];
        }

        var best = row[start];
        var bestLuma = LumaPlane.Of(best << 8);
        for (var x = start + 1; x < end; x++)
        {
            var color = row[x];
            var luma = LumaPlane.Of(color << 8);
            if (light ? luma > bestLuma : luma < bestLuma)
            {
                (best, bestLuma) = (color, luma);
            }
        }

        return best;
    }
}
