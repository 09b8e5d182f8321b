using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

internal static partial class Leptonica
{
    internal const int IFF_TIFF_G4 = 8;

    [LibraryImport(Library)]
    internal static partial int pixWriteMemTiff(out nint pdata, out nuint psize, PixHandle pix, int comptype);

    [LibraryImport(Library)]
    internal static partial int pixWriteMemJpeg(out nint pdata, out nuint psize, PixHandle pix, int quality, int progressive);

    [LibraryImport(Library)]
    internal static partial int pixWriteMemPng(out nint pfiledata, out nuint pfilesize, PixHandle pix, float gamma);

    [LibraryImport(Library)]
    internal static partial void lept_free(nint ptr);

    /// <summary>A TIFF file with one CCITT group 4 strip.</summary>
    internal static byte[] WriteG4Tiff(PixHandle pix)
    {
        NativeCheck.Zero(pixWriteMemTiff(out var data, out var size, pix, IFF_TIFF_G4), nameof(pixWriteMemTiff));
        return TakeOver(data, size);
    }

    /// <summary>A JPEG file with colour at half resolution and Huffman tables of its own.</summary>
    internal static byte[] WriteJpeg(PixHandle pix, int quality)
    {
        NativeCheck.Zero(pixWriteMemJpeg(out var data, out var size, pix, quality, progressive: 1), nameof(pixWriteMemJpeg));
        return TakeOver(data, size);
    }

    /// <summary>A PNG file without a gamma value.</summary>
    internal static byte[] WritePng(PixHandle pix)
    {
        NativeCheck.Zero(pixWriteMemPng(out var data, out var size, pix, gamma: 0), nameof(pixWriteMemPng));
        return TakeOver(data, size);
    }

    private static byte[] TakeOver(nint data, nuint size)
    {
        try
        {
            var bytes = new byte[size];
            Marshal.Copy(data, bytes, 0, bytes.Length);
            return bytes;
        }
        finally
        {
            lept_free(data);
        }
    }
}
