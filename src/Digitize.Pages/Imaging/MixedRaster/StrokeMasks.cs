using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>
/// What stands out from its ground: strokes darker than it, strokes lighter than it (white on a dark bar), and pixels that are neither ground nor near a stroke, of which photographs are full.
/// </summary>
/// <param name="Dark">At <paramref name="Scale"/> times the pixels of the page a side.</param>
/// <param name="Light">Likewise.</param>
/// <param name="OffGround">At the page's own pixels: not the ground's level.</param>
internal sealed record StrokeMasks(BitPlane Dark, BitPlane Light, BitPlane OffGround, int Scale)
{
    /// <summary>A pixel off by less is ground with noise.</summary>
    private const int GroundTolerance = 24;

    /// <summary>Below this resolution a mask without greys shows stairs when enlarged: it is made from pixels twice as fine, interpolated.</summary>
    private const int FineEnough = 350;

    /// <summary>
    /// A stroke's edge lies halfway between its own darkest and its ground: so thin grey strokes keep their weight beside bold black ones.
    /// The darkest is looked for as far as half a usual stroke is wide, a hundred-and-twentieth of an inch.
    /// </summary>
    public static StrokeMasks Find(LumaPlane luma, GroundLevels ground, Dpi dpi, CancellationToken cancel)
    {
        var scale = dpi.Value < FineEnough ? 2 : 1;
        var masks = new StrokeMasks(
            new BitPlane(luma.Width * scale, luma.Height * scale), new BitPlane(luma.Width * scale, luma.Height * scale), new BitPlane(luma.Width, luma.Height), scale);
        new Finder(luma, ground, masks, Math.Clamp((int)(dpi.Value / 120), 1, 6), ground.Contrast).Run(cancel);
        return masks;
    }

    /// <summary>Goes down the page once. How far a pixel is beyond its threshold is kept for two rows, for the finer mask is interpolated from it.</summary>
    private sealed class Finder(LumaPlane luma, GroundLevels ground, StrokeMasks masks, int reach, int contrast)
    {
        private const int Margin = 64;
        private readonly int _width = luma.Width;
        private readonly byte[] _ground = new byte[luma.Width + Margin];
        private readonly byte[] _darkest = new byte[luma.Width + (2 * Margin)];
        private readonly byte[] _lightest = new byte[luma.Width + (2 * Margin)];
        private readonly bool[] _stands = new bool[(luma.Width / 16) + 4];
        private short[] _dark = new short[luma.Width + Margin + 2];
        private short[] _light = new short[luma.Width + Margin + 2];
        private short[] _darkAbove = new short[luma.Width + Margin + 2];
        private short[] _lightAbove = new short[luma.Width + Margin + 2];

        /// <summary>What pixels hold that are far from any stroke.</summary>
        private Vector128<short> Flat => Vector128.Create((short)contrast);

        public void Run(CancellationToken cancel)
        {
            for (var y = 0; y < luma.Height; y++)
            {
                if ((y & 63) == 0)
                {
                    cancel.ThrowIfCancellationRequested();
                }

                ground.FillRow(y, _ground.AsSpan(0, _width));
                Extremes(y);
                Excess(y, masks.OffGround.Row(y));
                if (masks.Scale == 1)
                {
                    Threshold(_dark.AsSpan(1, _width), masks.Dark.Row(y));
                    Threshold(_light.AsSpan(1, _width), masks.Light.Row(y));
                    continue;
                }

                if (y > 0)
                {
                    Interpolate(_darkAbove, _dark, masks.Dark.Row((2 * y) - 1), masks.Dark.Row(2 * y));
                    Interpolate(_lightAbove, _light, masks.Light.Row((2 * y) - 1), masks.Light.Row(2 * y));
                }

                (_dark, _darkAbove) = (_darkAbove, _dark);
                (_light, _lightAbove) = (_lightAbove, _light);
            }
        }

        /// <summary>The darkest and lightest of each pixel's neighbourhood: down first, then across.</summary>
        private void Extremes(int y)
        {
            var first = Math.Max(y - reach, 0);
            var last = Math.Min(y + reach, luma.Height - 1);
            var darkest = _darkest.AsSpan(Margin, _width);
            var lightest = _lightest.AsSpan(Margin, _width);
            luma.Row(first).CopyTo(darkest);
            luma.Row(first).CopyTo(lightest);
            for (var row = first + 1; row <= last; row++)
            {
                Merge(luma.Row(row), darkest, lightest);
            }

            _darkest.AsSpan(0, Margin).Fill(255);
            _darkest.AsSpan(Margin + _width).Fill(255);
            _lightest.AsSpan(0, Margin).Clear();
            _lightest.AsSpan(Margin + _width).Clear();
        }

        private static void Merge(ReadOnlySpan<byte> row, Span<byte> darkest, Span<byte> lightest)
        {
            var x = 0;
            for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
            {
                var samples = new Vector<byte>(row[x..]);
                Vector.Min(samples, new Vector<byte>(darkest[x..])).CopyTo(darkest[x..]);
                Vector.Max(samples, new Vector<byte>(lightest[x..])).CopyTo(lightest[x..]);
            }

            for (; x < row.Length; x++)
            {
                darkest[x] = Math.Min(darkest[x], row[x]);
                lightest[x] = Math.Max(lightest[x], row[x]);
            }
        }

        /// <summary>How far each pixel is below (dark) or above (light) its threshold, negative inside a stroke; and which pixels are off the ground.</summary>
        private void Excess(int y, Span<ulong> offGround)
        {
            var row = luma.Row(y);
            offGround.Clear();
            MarkBlocks();
            Span<byte> tail = stackalloc byte[16];
            for (var x = 0; x < _width; x += 16)
            {
                var whole = x + 16 <= _width;
                if (!whole)
                {
                    row[x..].CopyTo(tail);
                }

                var samples = Vector128.Create(whole ? row[x..] : tail);
                var level = Vector128.Create(_ground.AsSpan(x));
                var distance = Vector128.Max(samples, level) - Vector128.Min(samples, level);
                var off = Reverse16(Vector128.GreaterThan(distance, Vector128.Create((byte)GroundTolerance)).ExtractMostSignificantBits());
                offGround[x >> 6] |= (ulong)off << (48 - (x & 63));
                var block = x >> 4;
                if (_stands[block] || _stands[block + 1] || _stands[block + 2])
                {
                    var (darkest, lightest) = Across(x);
                    Store(samples, level, darkest, lightest, Hairlines(samples, x, y), x);
                }
                else
                {
                    Flat.CopyTo(_dark, x + 1);
                    Flat.CopyTo(_dark, x + 9);
                    Flat.CopyTo(_light, x + 1);
                    Flat.CopyTo(_light, x + 9);
                }
            }

            offGround[^1] &= ulong.MaxValue << ((64 - (_width & 63)) & 63);
            Edge(_dark);
            Edge(_light);
        }

        /// <summary>Which blocks of sixteen pixels hold, in this row or as far above and below as a stroke reaches, anything that may stand out; most of a page does not.</summary>
        private void MarkBlocks()
        {
            // The ground changes by no more than this on the way from a stroke to the farthest pixel that compares with it.
            const int Slope = 8;
            var enough = Vector128.Create((byte)(contrast - Slope));
            for (var x = 0; x < _width; x += 16)
            {
                var level = Vector128.Create(_ground.AsSpan(x));
                var below = level - Vector128.Min(level, Vector128.Create(_darkest.AsSpan(Margin + x)));
                var above = Vector128.Max(level, Vector128.Create(_lightest.AsSpan(Margin + x))) - level;
                _stands[(x >> 4) + 1] = Vector128.GreaterThanAny(Vector128.Max(below, above), enough);
            }
        }

        private (Vector128<byte> Darkest, Vector128<byte> Lightest) Across(int x)
        {
            var (darkest, lightest) = (Vector128.Create((byte)255), Vector128<byte>.Zero);
            for (var dx = -reach; dx <= reach; dx++)
            {
                darkest = Vector128.Min(darkest, Vector128.Create(_darkest.AsSpan(Margin + x + dx)));
                lightest = Vector128.Max(lightest, Vector128.Create(_lightest.AsSpan(Margin + x + dx)));
            }

            return (darkest, lightest);
        }

        /// <summary>
        /// How much darker (lighter) each pixel is than both its neighbors a stroke's width away, in whichever direction that is most. A hairline between thick stems, as on top of an "n",
        /// never gets as dark as halfway to them, and without this an "n" would become a "u".
        /// </summary>
        private (Vector128<byte> Valley, Vector128<byte> Peak) Hairlines(Vector128<byte> samples, int x, int y)
        {
            var away = reach + 1;
            if (y < away || y >= luma.Height - away || x < away || x + 16 + away > _width)
            {
                return (Vector128<byte>.Zero, Vector128<byte>.Zero);
            }

            var (valley, peak) = (samples, samples);
            var here = luma.Row(y);
            Deepen(here, here, here, here, x, 1, away, ref valley, ref peak);
            Deepen(luma.Row(y - 1), luma.Row(y + 1), luma.Row(y - away), luma.Row(y + away), x, 0, 0, ref valley, ref peak);
            Deepen(luma.Row(y - 1), luma.Row(y + 1), luma.Row(y - away), luma.Row(y + away), x, 1, away, ref valley, ref peak);
            Deepen(luma.Row(y + 1), luma.Row(y - 1), luma.Row(y + away), luma.Row(y - away), x, 1, away, ref valley, ref peak);
            return (valley - samples, samples - peak);

            // Only the middle of a line counts, which is no lighter than its neighbors across: the frayed edge of a thick stroke is not a line.
            void Deepen(
                ReadOnlySpan<byte> near1, ReadOnlySpan<byte> near2, ReadOnlySpan<byte> far1, ReadOnlySpan<byte> far2, int at, int dx, int dxFar,
                ref Vector128<byte> deepest, ref Vector128<byte> highest)
            {
                var (n1, n2) = (Vector128.Create(near1[(at - dx)..]), Vector128.Create(near2[(at + dx)..]));
                var (f1, f2) = (Vector128.Create(far1[(at - dxFar)..]), Vector128.Create(far2[(at + dxFar)..]));
                var low = Vector128.Equals(Vector128.Min(samples, Vector128.Min(n1, n2)), samples);
                var high = Vector128.Equals(Vector128.Max(samples, Vector128.Max(n1, n2)), samples);
                deepest = Vector128.ConditionalSelect(low, Vector128.Max(deepest, Vector128.Min(f1, f2)), deepest);
                highest = Vector128.ConditionalSelect(high, Vector128.Min(highest, Vector128.Max(f1, f2)), highest);
            }
        }

        private void Store(
            Vector128<byte> samples, Vector128<byte> level, Vector128<byte> darkest, Vector128<byte> lightest, (Vector128<byte> Valley, Vector128<byte> Peak) hairlines, int x)
        {
            var (s0, s1) = Vector128.Widen(samples);
            var (g0, g1) = Vector128.Widen(level);
            var (d0, d1) = Vector128.Widen(darkest);
            var (l0, l1) = Vector128.Widen(lightest);
            var (v0, v1) = Vector128.Widen(hairlines.Valley);
            var (p0, p1) = Vector128.Widen(hairlines.Peak);
            Below(s0.AsInt16(), g0.AsInt16(), d0.AsInt16(), v0.AsInt16()).CopyTo(_dark, x + 1);
            Below(s1.AsInt16(), g1.AsInt16(), d1.AsInt16(), v1.AsInt16()).CopyTo(_dark, x + 9);
            Below(-s0.AsInt16(), -g0.AsInt16(), -l0.AsInt16(), p0.AsInt16()).CopyTo(_light, x + 1);
            Below(-s1.AsInt16(), -g1.AsInt16(), -l1.AsInt16(), p1.AsInt16()).CopyTo(_light, x + 9);
        }

        /// <summary>
        /// Twice the sample less ground and darkest: negative where the sample is nearer to the darkest; or negative because it is a hairline. Where neither stands out, nothing is a stroke.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector128<short> Below(Vector128<short> sample, Vector128<short> level, Vector128<short> darkest, Vector128<short> depth)
        {
            var stands = Vector128.GreaterThanOrEqual(level - darkest, Vector128.Create((short)contrast));
            var nearer = sample + sample - level - darkest;
            var deep = Vector128.Max(Vector128.Create((short)(contrast * 3 / 4)), (level - darkest) >> 2);
            var thin = deep + deep - depth - depth;

            // A groove in something on the other side of the ground is no hairline: the gap between two white letters is not ink.
            thin = Vector128.ConditionalSelect(Vector128.LessThan(sample, level - deep), thin, Vector128.Create((short)contrast));
            return Vector128.ConditionalSelect(stands, Vector128.Min(nearer, thin), Vector128.Create((short)contrast));
        }

        /// <summary>The row's ends go on as they are, for interpolation.</summary>
        private void Edge(short[] values)
        {
            values[0] = values[1];
            values[_width + 1] = values[_width];
        }

        private void Threshold(ReadOnlySpan<short> values, Span<ulong> target)
        {
            for (var x = 0; x < _width; x += 8)
            {
                var bits = Negative(ref MemoryMarshal.GetReference(values), x);
                target[x >> 6] |= (ulong)Reverse8(bits) << (56 - (x & 63));
            }

            target[^1] &= ulong.MaxValue << ((64 - (_width & 63)) & 63);
        }

        /// <summary>Two rows of twice as many pixels, that lie a quarter and three quarters of the way from the row above to this one.</summary>
        private void Interpolate(short[] above, short[] here, Span<ulong> first, Span<ulong> second)
        {
            Blend(above, here, first);
            Blend(here, above, second);
        }

        private void Blend(short[] near, short[] far, Span<ulong> target)
        {
            for (var x = 0; x < _width; x += 8)
            {
                var here = Vector128.Create(near.AsSpan(x)) | Vector128.Create(near.AsSpan(x + 2)) | Vector128.Create(far.AsSpan(x)) | Vector128.Create(far.AsSpan(x + 2));
                if (here.ExtractMostSignificantBits() == 0)
                {
                    // No stroke near: nine tenths of a page.
                    continue;
                }

                var middle = Weigh(near, far, x + 1);
                var left = Vector128.LessThan(middle + middle + middle + Weigh(near, far, x), Vector128<short>.Zero).ExtractMostSignificantBits();
                var right = Vector128.LessThan(middle + middle + middle + Weigh(near, far, x + 2), Vector128<short>.Zero).ExtractMostSignificantBits();
                var pairs = ((uint)Spread(Reverse8(left)) << 1) | Spread(Reverse8(right));
                target[x >> 5] |= (ulong)pairs << (48 - ((2 * x) & 63));
            }

            target[^1] &= ulong.MaxValue << ((64 - ((2 * _width) & 63)) & 63);
        }

        private static Vector128<short> Weigh(short[] near, short[] far, int x)
        {
            var value = Vector128.Create(near.AsSpan(x, 8));
            return value + value + value + Vector128.Create(far.AsSpan(x, 8));
        }

        private static uint Negative(ref short values, int x) =>
            Vector128.LessThan(Vector128.LoadUnsafe(ref values, (nuint)x), Vector128<short>.Zero).ExtractMostSignificantBits();

        private static uint Reverse8(uint bits)
        {
            bits = ((bits & 0x55) << 1) | ((bits >> 1) & 0x55);
            bits = ((bits & 0x33) << 2) | ((bits >> 2) & 0x33);
            return ((bits & 0x0F) << 4) | (bits >> 4);
        }

        private static uint Reverse16(uint bits) => (Reverse8(bits & 0xFF) << 8) | Reverse8(bits >> 8);

        /// <summary>Eight bits, each followed to the left by a 0.</summary>
        private static ushort Spread(uint bits)
        {
            bits = (bits | (bits << 4)) & 0x0F0F;
            bits = (bits | (bits << 2)) & 0x3333;
            return (ushort)((bits | (bits << 1)) & 0x5555);
        }
    }
}
