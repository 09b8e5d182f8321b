using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>
/// A decoded picture of one page: 1 bit (1 is black), 8-bit grey, or 32-bit colour (red, green, blue, unused). No colour map, no transparency.
/// Owns its pixels outside managed memory. Immutable: whatever changes a picture returns a new one.
/// </summary>
public sealed class PageImage : IDisposable
{
    /// <summary>Takes over <paramref name="handle"/>, which has a depth of 1, 8 or 32 and no colour map.</summary>
    internal PageImage(PixHandle handle, Dpi dpi)
    {
        Handle = handle;
        Dpi = dpi;
        Width = Leptonica.pixGetWidth(handle);
        Height = Leptonica.pixGetHeight(handle);
        Depth = Leptonica.pixGetDepth(handle);
        if (Depth is not (1 or 8 or 32))
        {
            handle.Dispose();
            throw new ArgumentException($"A page picture has 1, 8 or 32 bits a pixel, not {Depth}.", nameof(handle));
        }

        var whole = (int)Math.Round(dpi.Value);
        NativeCheck.Zero(Leptonica.pixSetResolution(handle, whole, whole), nameof(Leptonica.pixSetResolution));
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Bits a pixel: 1, 8 or 32.</summary>
    public int Depth { get; }

    public Dpi Dpi { get; }

    public PageSize Size => new(Dpi.ToPoints(Width), Dpi.ToPoints(Height));

    /// <summary>Stays owned by this picture. Never change its pixels.</summary>
    internal PixHandle Handle { get; }

    /// <summary>A copy at another resolution, to be disposed on its own.</summary>
    public PageImage WithDpi(Dpi dpi) => new(NativeCheck.Valid(Leptonica.pixCopy(0, Handle), nameof(Leptonica.pixCopy)), dpi);

    /// <summary>A picture from grey samples, which are copied.</summary>
    public static unsafe PageImage FromGray(GrayPixels pixels, Dpi dpi)
    {
        var handle = NativeCheck.Valid(Leptonica.pixCreate(pixels.Width, pixels.Height, 8), nameof(Leptonica.pixCreate));
        var wordsPerLine = Leptonica.pixGetWpl(handle);
        var data = Leptonica.pixGetData(handle);
        var line = new byte[wordsPerLine * 4];
        for (var y = 0; y < pixels.Height; y++)
        {
            pixels.Row(y).CopyTo(line);
            var target = new Span<uint>(data + ((long)y * wordsPerLine), wordsPerLine);
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(line), target);
        }

        return new PageImage(handle, dpi);
    }

    /// <summary>The samples of an 8-bit picture, copied.</summary>
    /// <exception cref="InvalidOperationException">The picture is not 8-bit grey.</exception>
    public unsafe GrayPixels ToGrayPixels()
    {
        if (Depth != 8)
        {
            throw new InvalidOperationException($"The picture has {Depth} bits a pixel, not 8.");
        }

        var wordsPerLine = Leptonica.pixGetWpl(Handle);
        var data = Leptonica.pixGetData(Handle);
        var samples = new byte[Width * Height];
        var line = new byte[wordsPerLine * 4];
        for (var y = 0; y < Height; y++)
        {
            var source = new ReadOnlySpan<uint>(data + ((long)y * wordsPerLine), wordsPerLine);
            BinaryPrimitives.ReverseEndianness(source, MemoryMarshal.Cast<byte, uint>(line.AsSpan()));
            line.AsSpan(0, Width).CopyTo(samples.AsSpan(y * Width));
        }

        return new GrayPixels(Width, Height, samples);
    }

    public void Dispose() => Handle.Dispose();
}
