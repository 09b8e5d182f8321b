using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>What decodes pictures and brings them into the three shapes of a page.</summary>
internal static partial class Leptonica
{
    /// <summary>The depth that the colors of the map need.</summary>
    internal const int REMOVE_CMAP_BASED_ON_SRC = 4;

    /// <summary>A JPEG that ends early gives what there is, the rest in grey; without this it gives nothing.</summary>
    internal const int L_JPEG_CONTINUE_WITH_BAD_DATA = 2;

    /// <summary>The destination becomes the source.</summary>
    internal const int PIX_SRC = 0xc << 1;

    [LibraryImport(Library)]
    internal static unsafe partial PixHandle pixReadMemPng(byte* filedata, nuint filesize);

    [LibraryImport(Library)]
    internal static unsafe partial PixHandle pixReadMemJpeg(byte* data, nuint size, int cmflag, int reduction, out int pnwarn, int hint);

    [LibraryImport(Library)]
    internal static unsafe partial PixHandle pixReadMemJp2k(byte* data, nuint size, uint reduction, nint box, int hint, int debug);

    [LibraryImport(Library)]
    internal static unsafe partial PixHandle pixReadMemFromMultipageTiff(byte* cdata, nuint size, ref nuint poffset);

    [LibraryImport(Library)]
    internal static unsafe partial PixHandle pixReadMemBmp(byte* cdata, nuint size);

    [LibraryImport(Library)]
    internal static unsafe partial PixHandle pixReadMemGif(byte* cdata, nuint size);

    [LibraryImport(Library)]
    internal static unsafe partial PixHandle pixReadMemWebP(byte* filedata, nuint filesize);

    [LibraryImport(Library)]
    private static partial nint pixGetColormap(PixHandle pix);

    [LibraryImport(Library)]
    internal static partial PixHandle pixRemoveColormap(PixHandle pixs, int type);

    [LibraryImport(Library)]
    internal static partial PixHandle pixConvertTo8(PixHandle pixs, int cmapflag);

    [LibraryImport(Library)]
    internal static partial PixHandle pixConvertTo32(PixHandle pixs);

    [LibraryImport(Library)]
    internal static partial PixHandle pixConvertRGBToLuminance(PixHandle pixs);

    [LibraryImport(Library)]
    internal static partial PixHandle pixAlphaBlendUniform(PixHandle pixs, uint color);

    [LibraryImport(Library)]
    internal static partial PixHandle pixFlipLR(nint pixd, PixHandle pixs);

    [LibraryImport(Library)]
    internal static partial PixHandle pixFlipTB(nint pixd, PixHandle pixs);

    [LibraryImport(Library)]
    internal static partial PixHandle pixScaleToSize(PixHandle pixs, int wd, int hd);

    [LibraryImport(Library)]
    internal static partial int pixSetSpp(PixHandle pix, int spp);

    internal static bool HasColormap(PixHandle pix) => pixGetColormap(pix) != 0;
}
