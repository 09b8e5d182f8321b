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

    public uint[] Colors { get; } = new uint[width * height];

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
        // Only the seven rows that a row is mixed from are there twice: what they were smoothed across from may be overwritten above them.
        var across = new uint[(2 * Reach) + 1][];
        for (var i = 0; i < across.Length; i++)
        {
            across[i] = new uint[Width];
            SmoothAcross(Row(Math.Clamp(i - Reach, 0, Height - 1)), across[i], tolerance);
        }

        var smooth = new uint[Width];
        for (var y = 0; y < Height; y++)
        {
            SmoothDown(across, smooth, tolerance);
            for (var x = 0; kept is not null && x < Width; x++)
            {
                smooth[x] = kept(x, y) ? Colors[(y * Width) + x] : smooth[x];
            }

            var oldest = across[0];
            Array.Copy(across, 1, across, 0, across.Length - 1);
            across[^1] = oldest;
            if (y + Reach + 1 < Height)
            {
                SmoothAcross(Row(y + Reach + 1), oldest, tolerance);
            }
            else
            {
                across[^2].CopyTo(oldest, 0);
            }

            smooth.CopyTo(Row(y));
        }
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

    private Span<uint> Row(int y) => Colors.AsSpan(y * Width, Width);

    /// <summary>The first and last three pixels stay.</summary>
    private static void SmoothAcross(ReadOnlySpan<uint> source, Span<uint> target, int tolerance)
    {
        source.CopyTo(target);
        for (var x = Reach; x + 8 <= source.Length - Reach; x += 8)
        {
            var mix = new Mixture(source[x..], tolerance);
            for (var k = 1; k <= Reach; k++)
            {
                mix.Add(source[(x - k)..]);
                mix.Add(source[(x + k)..]);
            }

            mix.Mean.CopyTo(target[x..]);
        }
    }

    /// <summary>The middle one of the rows is mixed with the others.</summary>
    private static void SmoothDown(uint[][] rows, Span<uint> target, int tolerance)
    {
        rows[Reach].CopyTo(target);
        for (var x = 0; x + 8 <= target.Length; x += 8)
        {
            var mix = new Mixture(rows[Reach].AsSpan(x), tolerance);
            for (var k = 1; k <= Reach; k++)
            {
                mix.Add(rows[Reach - k].AsSpan(x));
                mix.Add(rows[Reach + k].AsSpan(x));
            }

            mix.Mean.CopyTo(target[x..]);
        }
    }

    /// <summary>Eight pixels, twice, with six others each; one that differs by more than noise counts as the pixel itself.</summary>
    private ref struct Mixture
    {
        private readonly Vector256<byte> _middle;
        private readonly Vector256<byte> _limit;
        private Vector256<ushort> _low;
        private Vector256<ushort> _high;

        public Mixture(ReadOnlySpan<uint> middle, int tolerance)
        {
            _middle = Vector256.Create(middle).AsByte();
            _limit = Vector256.Create((byte)tolerance);
            (_low, _high) = Vector256.Widen(_middle);
            _low += _low;
            _high += _high;
        }

        public readonly Vector256<uint> Mean
        {
            get
            {
                var half = Vector256.Create((ushort)4);
                return Vector256.Narrow((_low + half) >> 3, (_high + half) >> 3).AsUInt32();
            }
        }

        public void Add(ReadOnlySpan<uint> pixels)
        {
            var other = Vector256.Create(pixels).AsByte();
            var distance = Vector256.Max(_middle, other) - Vector256.Min(_middle, other);
            var near = Vector256.Equals(Vector256.Max(distance, _limit), _limit).AsUInt32();
            near = Vector256.Equals(near, Vector256<uint>.AllBitsSet);
            var (low, high) = Vector256.Widen(Vector256.ConditionalSelect(near.AsByte(), other, _middle));
            _low += low;
            _high += high;
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
