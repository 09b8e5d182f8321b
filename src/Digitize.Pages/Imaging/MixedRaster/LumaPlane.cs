using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>How light each pixel of a page is, 0 to 255; outside managed memory, which would keep the room of a large page long after it is done.</summary>
internal sealed unsafe class LumaPlane : IDisposable
{
    /// <summary>Room to read past the end of the last row by a vector.</summary>
    private const int Slack = 64;

    private byte* _samples;

    private LumaPlane(int width, int height)
    {
        Width = width;
        Height = height;
        _samples = (byte*)NativeMemory.AllocZeroed(((nuint)width * (nuint)height) + Slack);
    }

    public int Width { get; }

    public int Height { get; }

    public ReadOnlySpan<byte> Row(int y) => Samples(y);

    /// <param name="image">8 or 32 bits a pixel.</param>
    public static LumaPlane Of(PageImage image)
    {
        var plane = new LumaPlane(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            var target = plane.Samples(y);
            var words = new PixelRow(image, y).Words;
            if (image.Depth == 8)
            {
                CopyGray(words, target);
            }
            else
            {
                Weigh(words, target);
            }
        }

        return plane;
    }

    public void Dispose()
    {
        NativeMemory.Free(_samples);
        _samples = null;
    }

    private Span<byte> Samples(int y)
    {
        ObjectDisposedException.ThrowIf(_samples is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return new(_samples + ((long)y * Width), Width);
    }

    private static void CopyGray(ReadOnlySpan<uint> words, Span<byte> target)
    {
        var whole = target.Length / 4;
        System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(words[..whole], MemoryMarshal.Cast<byte, uint>(target[..(4 * whole)]));
        for (var x = 4 * whole; x < target.Length; x++)
        {
            target[x] = (byte)(words[x >> 2] >> (24 - (8 * (x & 3))));
        }
    }

    /// <summary>The weights of Rec. 601 in 256ths, which JPEG uses too.</summary>
    private static void Weigh(ReadOnlySpan<uint> words, Span<byte> target)
    {
        var x = 0;
        for (; x <= target.Length - 16; x += 16)
        {
            var low = Vector128.Narrow(Weigh(Vector128.Create(words[x..])), Weigh(Vector128.Create(words[(x + 4)..])));
            var high = Vector128.Narrow(Weigh(Vector128.Create(words[(x + 8)..])), Weigh(Vector128.Create(words[(x + 12)..])));
            Vector128.Narrow(low, high).CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
        {
            target[x] = Of(words[x]);
        }
    }

    /// <summary>How light one pixel 0xRRGGBBxx is.</summary>
    public static byte Of(uint word) => (byte)(((word >> 24) * 77 + (word >> 16 & 0xFF) * 150 + (word >> 8 & 0xFF) * 29) >> 8);

    private static Vector128<uint> Weigh(Vector128<uint> words)
    {
        var one = Vector128.Create(0xFFu);
        return (((words >> 24) * Vector128.Create(77u)) + (((words >> 16) & one) * Vector128.Create(150u)) + (((words >> 8) & one) * Vector128.Create(29u))) >> 8;
    }
}
