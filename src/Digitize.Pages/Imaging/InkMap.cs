using System.Numerics;
using System.Runtime.Intrinsics;

namespace Digitize.Pages.Imaging;

/// <summary>One bit a pixel in managed memory, set where there is ink; pixel x of a row is bit x % 64 of its word x / 64.</summary>
internal sealed class InkMap(int width, int height)
{
    private readonly ulong[] _words = new ulong[(width + 63) / 64 * height];

    public int Width { get; } = width;

    public int Height { get; } = height;

    public int WordsPerRow { get; } = (width + 63) / 64;

    public Span<ulong> Row(int y) => _words.AsSpan(y * WordsPerRow, WordsPerRow);

    public bool this[int x, int y] => (_words[(y * WordsPerRow) + (x >> 6)] >> (x & 63) & 1) != 0;

    /// <summary>Ink is what is darker than <paramref name="threshold"/>.</summary>
    public static InkMap Darker(GrayPixels pixels, byte threshold)
    {
        var map = new InkMap(pixels.Width, pixels.Height);
        for (var y = 0; y < pixels.Height; y++)
        {
            Darker(pixels.Row(y), threshold, map.Row(y));
        }

        return map;
    }

    public static void Darker(ReadOnlySpan<byte> row, byte threshold, Span<ulong> bits)
    {
        var limit = Vector256.Create(threshold);
        var whole = row.Length / 64;
        for (var i = 0; i < whole; i++)
        {
            var at = row.Slice(i * 64, 64);
            ulong low = Vector256.LessThan(Vector256.Create(at), limit).ExtractMostSignificantBits();
            ulong high = Vector256.LessThan(Vector256.Create(at[32..]), limit).ExtractMostSignificantBits();
            bits[i] = low | (high << 32);
        }

        if (whole < bits.Length)
        {
            ulong rest = 0;
            for (var x = whole * 64; x < row.Length; x++)
            {
                rest |= row[x] < threshold ? 1ul << (x & 63) : 0;
            }

            bits[whole] = rest;
        }
    }

    /// <summary>Ink is what is darker than the limit at its place.</summary>
    public static void Darker(ReadOnlySpan<byte> row, ReadOnlySpan<byte> limits, Span<ulong> bits)
    {
        var whole = row.Length / 64;
        for (var i = 0; i < whole; i++)
        {
            var at = row.Slice(i * 64, 64);
            var limit = limits.Slice(i * 64, 64);
            ulong low = Vector256.LessThan(Vector256.Create(at), Vector256.Create(limit)).ExtractMostSignificantBits();
            ulong high = Vector256.LessThan(Vector256.Create(at[32..]), Vector256.Create(limit[32..])).ExtractMostSignificantBits();
            bits[i] = low | (high << 32);
        }

        if (whole < bits.Length)
        {
            ulong rest = 0;
            for (var x = whole * 64; x < row.Length; x++)
            {
                rest |= row[x] < limits[x] ? 1ul << (x & 63) : 0;
            }

            bits[whole] = rest;
        }
    }

    public long Count()
    {
        long count = 0;
        foreach (var word in _words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Sets the pixels of one row from <paramref name="left"/> up to but not including <paramref name="right"/>.</summary>
    public void SetRun(int y, int left, int right)
    {
        var row = Row(y);
        for (var x = left; x < right;)
        {
            var end = Math.Min(right, (x | 63) + 1);
            var bits = end - x == 64 ? ulong.MaxValue : ((1ul << (end - x)) - 1) << (x & 63);
            row[x >> 6] |= bits;
            x = end;
        }
    }

    /// <summary>Adds the ink of another map of the same size.</summary>
    public void Add(InkMap other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] |= other._words[i];
        }
    }

    /// <summary>Takes out what is ink in another map of the same size.</summary>
    public void Remove(InkMap other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= ~other._words[i];
        }
    }

    /// <summary>Ink grown by <paramref name="x"/> pixels to either side and <paramref name="y"/> up and down.</summary>
    public InkMap Grown(int x, int y)
    {
        var wide = new InkMap(Width, Height);
        for (var row = 0; row < Height; row++)
        {
            GrowRow(Row(row), wide.Row(row), x);
        }

        var grown = new InkMap(Width, Height);
        for (var row = 0; row < Height; row++)
        {
            var target = grown.Row(row);
            for (var from = Math.Max(0, row - y); from <= Math.Min(Height - 1, row + y); from++)
            {
                var source = wide.Row(from);
                for (var i = 0; i < target.Length; i++)
                {
                    target[i] |= source[i];
                }
            }
        }

        return grown;
    }

    private static void GrowRow(ReadOnlySpan<ulong> source, Span<ulong> target, int by)
    {
        source.CopyTo(target);
        for (var shift = 1; shift <= by; shift++)
        {
            var (words, bits) = (shift >> 6, shift & 63);
            for (var i = 0; i < source.Length; i++)
            {
                target[i] |= Shifted(source, i - words, i - words - 1, bits) | ShiftedBack(source, i + words, i + words + 1, bits);
            }
        }
    }

    private static ulong Shifted(ReadOnlySpan<ulong> row, int from, int before, int bits) =>
        (At(row, from) << bits) | (bits == 0 ? 0 : At(row, before) >> (64 - bits));

    private static ulong ShiftedBack(ReadOnlySpan<ulong> row, int from, int after, int bits) =>
        (At(row, from) >> bits) | (bits == 0 ? 0 : At(row, after) << (64 - bits));

    private static ulong At(ReadOnlySpan<ulong> row, int i) => (uint)i < (uint)row.Length ? row[i] : 0;
}
