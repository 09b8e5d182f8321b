using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Digitize.Pages.Imaging;

namespace Digitize.Pages.Recognition;

/// <summary>
/// Brings a part of a page to the size of a strip: first across, then down, each with a triangle of weights; columns are shifted down with the slope of the baseline.
/// Every number is rounded where one pixel after the other would round it, so that the width of vectors changes no bit.
/// </summary>
/// <param name="reach">Half the width of the triangles, in pixels of the part.</param>
/// <param name="step">Pixels of the part for one of the strip.</param>
internal sealed class StripSampler(GrayPixels part, double reach, double step)
{
    private readonly int _mostTaps = (int)Math.Ceiling(2 * reach) + 2;

    /// <param name="left">Where in the part the strip begins.</param>
    /// <param name="top">The same for its middle column.</param>
    public GrayPixels Sample(double left, double top, double slope, int width, int height)
    {
        var narrow = ArrayPool<float>.Shared.Rent(part.Height * width);
        try
        {
            NarrowRows(narrow, left, width);
            var samples = new byte[width * height];
            for (var y = 0; y < height; y++)
            {
                SampleRow(narrow, samples.AsSpan(y * width, width), top, (y + 0.5) * step, slope);
            }

            return new GrayPixels(width, height, samples);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(narrow);
        }
    }

    /// <summary>Weights, together 1, of the places around <paramref name="center"/>; answers with the first of them.</summary>
    public static int Weigh(double center, double reach, int length, Span<float> weights, out int count)
    {
        center = Math.Clamp(center, 0, length - 1);
        var first = Math.Max(0, (int)Math.Floor(center - reach) + 1);
        var last = Math.Min(length - 1, (int)Math.Ceiling(center + reach) - 1);
        count = last - first + 1;
        double sum = 0;
        for (var i = 0; i < count; i++)
        {
            var weight = reach - Math.Abs(first + i - center);
            weights[i] = (float)weight;
            sum += weight;
        }

        for (var i = 0; i < count; i++)
        {
            weights[i] = (float)(weights[i] / sum);
        }

        return first;
    }

    private void NarrowRows(Span<float> narrow, double left, int width)
    {
        var firsts = new int[width];
        var weights = new float[width * _mostTaps];
        var taps = 0;
        for (var x = 0; x < width; x++)
        {
            firsts[x] = Weigh(left + ((x + 0.5) * step) - 0.5, reach, part.Width, weights.AsSpan(x * _mostTaps, _mostTaps), out var count);
            taps = Math.Max(taps, count);
        }

        // Places behind the last of a column have no weight, but are read.
        var row = new float[part.Width + _mostTaps];
        for (var y = 0; y < part.Height; y++)
        {
            Widen(part.Row(y), row);
            NarrowRow(row, firsts, weights, taps, narrow.Slice(y * width, width));
        }
    }

    private static void Widen(ReadOnlySpan<byte> from, Span<float> to)
    {
        var x = 0;
        for (; x + 16 <= from.Length; x += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(from[x..]));
            var (first, second) = Vector128.Widen(low);
            var (third, fourth) = Vector128.Widen(high);
            Vector128.ConvertToSingle(first.AsInt32()).CopyTo(to[x..]);
            Vector128.ConvertToSingle(second.AsInt32()).CopyTo(to[(x + 4)..]);
            Vector128.ConvertToSingle(third.AsInt32()).CopyTo(to[(x + 8)..]);
            Vector128.ConvertToSingle(fourth.AsInt32()).CopyTo(to[(x + 12)..]);
        }

        for (; x < from.Length; x++)
        {
            to[x] = from[x];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void NarrowRow(ReadOnlySpan<float> row, ReadOnlySpan<int> firsts, ReadOnlySpan<float> weights, int taps, Span<float> narrow)
    {
        for (var x = 0; x < narrow.Length; x++)
        {
            var from = row.Slice(firsts[x], taps);
            var with = weights.Slice(x * _mostTaps, taps);
            float sum = 0;
            for (var tap = 0; tap < from.Length; tap++)
            {
                sum += from[tap] * with[tap];
            }

            narrow[x] = sum;
        }
    }

    /// <param name="down">How far below its top the row lies, in pixels of the part.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SampleRow(ReadOnlySpan<float> narrow, Span<byte> samples, double top, double down, double slope)
    {
        var middle = samples.Length / 2.0;
        var eight = new Eight(reach, part.Height, stackalloc Vector256<float>[_mostTaps]);
        Span<float> weights = stackalloc float[_mostTaps];
        for (var x = 0; x < samples.Length;)
        {
            if (x + 8 <= samples.Length && eight.Weigh(Center(x), Center(x + 4)))
            {
                eight.Sum(narrow, samples.Length, samples[x..], x);
                x += 8;
                continue;
            }

            var first = Weigh(top + (slope * (x - middle) * step) + down - 0.5, reach, part.Height, weights, out var count);
            float sum = 0;
            for (var i = 0; i < count; i++)
            {
                sum += narrow[((first + i) * samples.Length) + x] * weights[i];
            }

            samples[x++] = (byte)(sum + 0.5f);
        }

        Vector256<double> Center(int x)
        {
            var lift = Vector256.Create(slope) * (Vector256.Create(x, x + 1.0, x + 2, x + 3) - Vector256.Create(middle)) * step;
            return Vector256.Create(top) + lift + Vector256.Create(down) - Vector256.Create(0.5);
        }
    }

    /// <summary>Eight neighbors in a row, whose weights differ but lie on the same rows of the part: nearly all, since lines are nearly level.</summary>
    private ref struct Eight(double reach, int height, Span<Vector256<float>> weights)
    {
        private readonly Span<Vector256<float>> _weights = weights;
        private int _first;
        private int _count;

        /// <summary>False when they lie on different rows.</summary>
        public bool Weigh(Vector256<double> low, Vector256<double> high)
        {
            low = Vector256.Min(Vector256.Max(low, Vector256<double>.Zero), Vector256.Create(height - 1.0));
            high = Vector256.Min(Vector256.Max(high, Vector256<double>.Zero), Vector256.Create(height - 1.0));
            var (first, last) = (First(low), Last(low));
            if (First(high) != first || Last(high) != last || first != Vector256.Create(first[0]) || last != Vector256.Create(last[0]))
            {
                return false;
            }

            _first = (int)first[0];
            _count = (int)last[0] - _first + 1;
            var (lowSum, highSum) = (Vector256<double>.Zero, Vector256<double>.Zero);
            for (var i = 0; i < _count; i++)
            {
                var place = Vector256.Create((double)(_first + i));
                var lowWeight = Vector256.Create(reach) - Vector256.Abs(place - low);
                var highWeight = Vector256.Create(reach) - Vector256.Abs(place - high);
                _weights[i] = Vector256.Narrow(lowWeight, highWeight);
                lowSum += lowWeight;
                highSum += highWeight;
            }

            for (var i = 0; i < _count; i++)
            {
                var (lowWeight, highWeight) = Vector256.Widen(_weights[i]);
                _weights[i] = Vector256.Narrow(lowWeight / lowSum, highWeight / highSum);
            }

            return true;
        }

        public readonly void Sum(ReadOnlySpan<float> narrow, int width, Span<byte> samples, int x)
        {
            var sum = Vector256<float>.Zero;
            for (var i = 0; i < _count; i++)
            {
                sum += Vector256.Create(narrow[(((_first + i) * width) + x)..]) * _weights[i];
            }

            var levels = Vector256.ConvertToInt32(sum + Vector256.Create(0.5f));
            for (var i = 0; i < 8; i++)
            {
                samples[i] = (byte)levels[i];
            }
        }

        private readonly Vector256<double> First(Vector256<double> center) =>
            Vector256.Max(Vector256<double>.Zero, Vector256.Floor(center - Vector256.Create(reach)) + Vector256.Create(1.0));

        private readonly Vector256<double> Last(Vector256<double> center) =>
            Vector256.Min(Vector256.Create(height - 1.0), Vector256.Ceiling(center + Vector256.Create(reach)) - Vector256.Create(1.0));
    }
}
