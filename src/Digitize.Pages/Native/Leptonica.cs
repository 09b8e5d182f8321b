using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>liblept, the picture library under tesseract: allheaders.h. Each subject has a file of its own.</summary>
internal static partial class Leptonica
{
    internal const string Library = "leptonica";

    /// <summary>Nothing is printed on standard error.</summary>
    internal const int L_SEVERITY_NONE = 6;

    [LibraryImport(Library)]
    internal static partial PixHandle pixCreate(int width, int height, int depth);

    [LibraryImport(Library)]
    internal static partial void pixDestroy(ref nint ppix);

    [LibraryImport(Library)]
    internal static partial PixHandle pixClone(PixHandle pixs);

    [LibraryImport(Library)]
    internal static partial PixHandle pixCopy(nint pixd, PixHandle pixs);

    [LibraryImport(Library)]
    internal static partial int pixGetWidth(PixHandle pix);

    [LibraryImport(Library)]
    internal static partial int pixGetHeight(PixHandle pix);

    [LibraryImport(Library)]
    internal static partial int pixGetDepth(PixHandle pix);

    [LibraryImport(Library)]
    internal static partial int pixGetWpl(PixHandle pix);

    [LibraryImport(Library)]
    internal static partial int pixGetSpp(PixHandle pix);

    [LibraryImport(Library)]
    internal static partial int pixGetXRes(PixHandle pix);

    [LibraryImport(Library)]
    internal static partial int pixGetYRes(PixHandle pix);

    [LibraryImport(Library)]
    internal static partial int pixSetResolution(PixHandle pix, int xres, int yres);

    [LibraryImport(Library)]
    internal static unsafe partial uint* pixGetData(PixHandle pix);
}
