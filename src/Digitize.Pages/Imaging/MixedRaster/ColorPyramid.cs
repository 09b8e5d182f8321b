using System.Runtime.Intrinsics;

namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>The sum of some pixels. Red and blue share a word: at most 64 pixels go into one.</summary>
internal record struct ColorSum(uint RedBlue, uint Green, int Count)
{
    /// <param name="color">0x00RRGGBB.</param>
    public void Add(uint color)
    {
        RedBlue += color & 0xFF00FF;
        Green += color >> 8 & 0xFF;
        Count++;
    }

    public readonly uint Mean
    {
        get
        {
            var (n, half) = ((uint)Count, (uint)Count / 2);
            return ((((RedBlue >> 16) + half) / n) << 16) | (((Green + half) / n) << 8) | (((RedBlue & 0xFFFF) + half) / n);
        }
    }
}

/// <summary>A small colour picture, 0x00RRGGBB, in which some pixels are not known until they are filled from what lies around.</summary>
internal sealed class ColorPyramid(int width, int height)
{
    private const uint Unknown = 0xFF000000;

    /// <summary>Six on both sides and the pixel itself twice make eight, which a shift divides by.</summary>
    private const int Reach = 3;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public uint[] Colors { get; private set; } = new uint[width * height];

    public void Set(int x, int y, ColorSum sum) => Colors[(y * Width) + x] = sum.Count == 0 ? Unknown : sum.Mean;

    /// <summary>Each unknown pixel takes what its surroundings, the nearest that are known at all, have in the mean.</summary>
    public void FillGaps()
    {
        if (Array.IndexOf(Colors, Unknown) < 0)
        {
            return;
        }

        if (Width == 1 && Height == 1)
        {
            Colors[0] = 0xFFFFFF;
            return;
        }

        var half = new ColorPyramid((Width + 1) / 2, (Height + 1) / 2);
        var sums = new ColorSum[half.Width];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (Colors[(y * Width) + x] is var color && color != Unknown)
                {
                    sums[x >> 1].Add(color);
                }
            }

            if ((y & 1) == 1 || y == Height - 1)
            {
                for (var x = 0; x < half.Width; x++)
                {
                    half.Set(x, y >> 1, sums[x]);
                }

                Array.Clear(sums);
            }
        }

        half.FillGaps();
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                ref var color = ref Colors[(y * Width) + x];
                color = color == Unknown ? half.Colors[((y >> 1) * half.Width) + (x >> 1)] : color;
            }
        }
    }

    /// <summary>
    /// Each pixel becomes the mean of those up to three away, across and then down, in which one that differs by more than noise counts as the pixel itself:
    /// edges stay, grain goes. Pixels that are <paramref name="kept"/> stay; null: none are.
    /// </summary>
    public void Smooth(int tolerance, Func<int, int, bool>? kept)
    {
        var across = new uint[Colors.Length];
        var result = new uint[Colors.Length];
        for (var y = 0; y < Height; y++)
        {
            SmoothRow(Colors, across, y * Width, step: 1, before: 0, after: 0, tolerance);
        }

        for (var y = 0; y < Height; y++)
        {
            SmoothRow(across, result, y * Width, Width, Math.Min(y, Reach), Math.Min(Height - 1 - y, Reach), tolerance);
        }

        if (kept is not null)
        {
            for (var i = 0; i < result.Length; i++)
            {
                result[i] = kept(i % Width, i / Width) ? Colors[i] : result[i];
            }
        }

        Colors = result;
    }

    /// <summary>The colour that most pixels have, taken as the mean of the fullest bin of four levels a side.</summary>
    public uint Commonest()
    {
        const int Sample = 5;
        var bins = new int[1 << 18];
        var fullest = 0;
        for (var i = 0; i < Colors.Length; i += Sample)
        {
            var color = Colors[i];
            var bin = (int)((color >> 18 & 0x3F) << 12 | (color >> 10 & 0x3F) << 6 | (color >> 2 & 0x3F));
            if (++bins[bin] > bins[fullest])
            {
                fullest = bin;
            }
        }

        var middle = ((uint)fullest >> 12 << 18 | ((uint)fullest >> 6 & 0x3F) << 10 | ((uint)fullest & 0x3F) << 2) + 0x020202;
        long r = 0, g = 0, b = 0, n = 0;
        foreach (var color in Colors)
        {
            if (Differ(color, middle) <= 4)
            {
                (r, g, b, n) = (r + (color >> 16), g + (color >> 8 & 0xFF), b + (color & 0xFF), n + 1);
            }
        }

        return (uint)(((r / n) << 16) | ((g / n) << 8) | (b / n));
    }

    /// <summary>What differs from the paper by no more than noise becomes paper; up to twice as much, it comes nearer, so that no edge appears.</summary>
    public void Snap(uint paper, int tolerance, Func<int, int, bool>? kept)
    {
        for (var i = 0; i < Colors.Length; i++)
        {
            var distance = Differ(Colors[i], paper);
            if (distance < 2 * tolerance && kept?.Invoke(i % Width, i / Width) != true)
            {
                Colors[i] = distance <= tolerance ? paper : Mix(paper, Colors[i], distance - tolerance, tolerance);
            }
        }
    }

    public bool IsAll(uint color) => !Colors.AsSpan().ContainsAnyExcept(color);

    /// <summary>Down the page (<paramref name="step"/> is a row) beyond the edge the last row counts again; across, the first and last three pixels stay.</summary>
    private void SmoothRow(uint[] source, uint[] target, int start, int step, int before, int after, int tolerance)
    {
        var margin = step == 1 ? Reach : 0;
        var from = start + margin;
        var to = start + Width - margin;
        source.AsSpan(start, Width).CopyTo(target.AsSpan(start));
        var limit = Vector256.Create((byte)tolerance);
        for (var x = from; x + 8 <= to; x += 8)
        {
            var middle = Vector256.Create(source.AsSpan(x)).AsByte();
            var (low, high) = Vector256.Widen(middle);
            low += low;
            high += high;
            for (var k = -Reach; k <= Reach; k++)
            {
                if (k == 0)
                {
                    continue;
                }

                var offset = step == 1 ? k : Math.Clamp(k, -before, after) * step;
                var other = Vector256.Create(source.AsSpan(x + offset)).AsByte();
                var distance = Vector256.Max(middle, other) - Vector256.Min(middle, other);
                var near = Vector256.Equals(Vector256.Max(distance, limit), limit).AsUInt32();
                near = Vector256.Equals(near, Vector256<uint>.AllBitsSet);
                var (l, h) = Vector256.Widen(Vector256.ConditionalSelect(near.AsByte(), other, middle));
                low += l;
                high += h;
            }

            var half = Vector256.Create((ushort)4);
            Vector256.Narrow((low + half) >> 3, (high + half) >> 3).AsUInt32().CopyTo(target.AsSpan(x));
        }
    }

    /// <summary>The largest difference of the three components.</summary>
    private static int Differ(uint a, uint b) => Math.Max(
        Math.Abs((int)(a >> 16) - (int)(b >> 16)),
        Math.Max(Math.Abs((int)(a >> 8 & 0xFF) - (int)(b >> 8 & 0xFF)), Math.Abs((int)(a & 0xFF) - (int)(b & 0xFF))));

    /// <summary>From <paramref name="a"/> towards <paramref name="b"/> by <paramref name="part"/> of <paramref name="whole"/>.</summary>
    private static uint Mix(uint a, uint b, int part, int whole)
    {
        uint Component(int shift)
        {
            var (from, to) = ((int)(a >> shift & 0xFF), (int)(b >> shift & 0xFF));
            return (uint)(from + ((to - from) * part / whole)) << shift;
        }

        return Component(16) | Component(8) | Component(0);
    }
}
