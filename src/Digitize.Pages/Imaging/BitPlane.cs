using System.Numerics;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>One bit a pixel in managed memory: 1 is ink. Words of 64 pixels, the leftmost in the highest bit; bits right of the last pixel are 0.</summary>
internal sealed class BitPlane
{
    public BitPlane(int width, int height)
    {
        Width = width;
        Height = height;
        WordsPerRow = (width + 63) / 64;
        Words = new ulong[(long)WordsPerRow * height];
    }

    public int Width { get; }

    public int Height { get; }

    public int WordsPerRow { get; }

    public ulong[] Words { get; }

    public Span<ulong> Row(int y) => Words.AsSpan(y * WordsPerRow, WordsPerRow);

    public void Clear() => Words.AsSpan().Clear();

    public BitPlane Copy()
    {
        var copy = new BitPlane(Width, Height);
        Words.CopyTo(copy.Words, 0);
        return copy;
    }

    public bool IsEmpty => !Words.AsSpan().ContainsAnyExcept(0UL);

    public bool this[int x, int y]
    {
        get => (Words[(y * WordsPerRow) + (x >> 6)] >> (63 - (x & 63)) & 1) != 0;
        set
        {
            var bit = 1UL << (63 - (x & 63));
            ref var word = ref Words[(y * WordsPerRow) + (x >> 6)];
            word = value ? word | bit : word & ~bit;
        }
    }

    /// <summary>Sets the pixels from <paramref name="start"/> up to but not including <paramref name="end"/>.</summary>
    public void SetRun(int y, int start, int end)
    {
        var row = Row(y);
        var first = start >> 6;
        var last = (end - 1) >> 6;
        var head = ulong.MaxValue >> (start & 63);
        var tail = ulong.MaxValue << (63 - ((end - 1) & 63));
        if (first == last)
        {
            row[first] |= head & tail;
            return;
        }

        row[first] |= head;
        row[(first + 1)..last].Fill(ulong.MaxValue);
        row[last] |= tail;
    }

    public long Count()
    {
        long count = 0;
        foreach (var word in Words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Where the next run of ink at or after <paramref name="x"/> begins and ends; false when the row has none.</summary>
    public static bool NextRun(ReadOnlySpan<ulong> row, int width, ref int x, out int end)
    {
        x = Find(row, width, x, 0);
        end = x >= width ? width : Find(row, width, x, ulong.MaxValue);
        return x < width;
    }

    /// <summary>The same pixels as a 1-bit picture.</summary>
    public static unsafe BitPlane Of(PageImage image)
    {
        if (image.Depth != 1)
        {
            throw new ArgumentException($"The picture has {image.Depth} bits a pixel, not 1.", nameof(image));
        }

        var plane = new BitPlane(image.Width, image.Height);
        var wordsPerLine = Leptonica.pixGetWpl(image.Handle);
        var data = Leptonica.pixGetData(image.Handle);
        var last = ulong.MaxValue << ((64 - (image.Width & 63)) & 63);
        for (var y = 0; y < image.Height; y++)
        {
            var source = new ReadOnlySpan<uint>(data + ((long)y * wordsPerLine), wordsPerLine);
            var target = plane.Row(y);
            for (var i = 0; i < target.Length; i++)
            {
                var low = (2 * i) + 1 < wordsPerLine ? source[(2 * i) + 1] : 0;
                target[i] = ((ulong)source[2 * i] << 32) | low;
            }

            target[^1] &= last;
        }

        GC.KeepAlive(image);
        return plane;
    }

    /// <summary>A new leptonica picture of these pixels, given away.</summary>
    public unsafe PixHandle ToPix()
    {
        var pix = NativeCheck.Valid(Leptonica.pixCreate(Width, Height, 1), nameof(Leptonica.pixCreate));
        var wordsPerLine = Leptonica.pixGetWpl(pix);
        var data = Leptonica.pixGetData(pix);
        for (var y = 0; y < Height; y++)
        {
            var row = Row(y);
            var target = new Span<uint>(data + ((long)y * wordsPerLine), wordsPerLine);
            for (var i = 0; i < wordsPerLine; i++)
            {
                target[i] = (uint)(row[i >> 1] >> ((i & 1) == 0 ? 32 : 0));
            }
        }

        return pix;
    }

    /// <summary>Adds all ink of <paramref name="other"/>, which has the same size.</summary>
    public void Add(BitPlane other)
    {
        for (var i = 0; i < Words.Length; i++)
        {
            Words[i] |= other.Words[i];
        }
    }

    /// <summary>Everything within one pixel of ink, across, down and diagonally, becomes ink.</summary>
    public BitPlane Dilated()
    {
        // Three rows, spread across, wander down the page: a plane of them would be as large as the result.
        var (above, here, below) = (new ulong[WordsPerRow], new ulong[WordsPerRow], new ulong[WordsPerRow]);
        var result = new BitPlane(Width, Height);
        Spread(Row(0), here);
        here.CopyTo(above, 0);
        for (var y = 0; y < Height; y++)
        {
            Spread(Row(Math.Min(y + 1, Height - 1)), below);
            var target = result.Row(y);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = here[i] | above[i] | below[i];
            }

            (above, here, below) = (here, below, above);
        }

        return result;
    }

    /// <summary>Half as many pixels a side, rounded up; ink where any of the four had ink.</summary>
    public BitPlane Halved()
    {
        var half = new BitPlane((Width + 1) / 2, (Height + 1) / 2);
        for (var y = 0; y < half.Height; y++)
        {
            var upper = Row(2 * y);
            var lower = Row(Math.Min((2 * y) + 1, Height - 1));
            var target = half.Row(y);
            for (var i = 0; i < upper.Length; i++)
            {
                target[i >> 1] |= (ulong)EveryOther(upper[i] | lower[i]) << ((i & 1) == 0 ? 32 : 0);
            }
        }

        return half;
    }

    private static uint EveryOther(ulong pairs)
    {
        var x = (pairs | (pairs >> 1)) & 0x5555555555555555;
        x = (x | (x >> 1)) & 0x3333333333333333;
        x = (x | (x >> 2)) & 0x0F0F0F0F0F0F0F0F;
        x = (x | (x >> 4)) & 0x00FF00FF00FF00FF;
        x = (x | (x >> 8)) & 0x0000FFFF0000FFFF;
        return (uint)(x | (x >> 16));
    }

    private void Spread(ReadOnlySpan<ulong> source, Span<ulong> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            var word = source[i];
            var left = i > 0 ? source[i - 1] << 63 : 0;
            var right = i + 1 < source.Length ? source[i + 1] >> 63 : 0;
            target[i] = word | (word >> 1) | (word << 1) | left | right;
        }

        target[^1] &= ulong.MaxValue << ((64 - (Width & 63)) & 63);
    }

    private static int Find(ReadOnlySpan<ulong> row, int width, int x, ulong invert)
    {
        var index = x >> 6;
        if (index >= row.Length)
        {
            return width;
        }

        var word = (row[index] ^ invert) & (ulong.MaxValue >> (x & 63));
        while (word == 0)
        {
            if (++index == row.Length)
            {
                return width;
            }

            word = row[index] ^ invert;
        }

        return Math.Min((index << 6) + BitOperations.LeadingZeroCount(word), width);
    }
}
