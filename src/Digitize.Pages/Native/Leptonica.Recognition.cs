using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>What finding lines of text needs: thresholds and morphology on whole pages.</summary>
internal static partial class Leptonica
{
    [LibraryImport(Library)]
    internal static partial PixHandle pixOpenBrick(nint pixd, PixHandle pixs, int hsize, int vsize);

    [LibraryImport(Library)]
    internal static partial PixHandle pixCloseBrick(nint pixd, PixHandle pixs, int hsize, int vsize);

    [LibraryImport(Library)]
    internal static partial PixHandle pixDilateBrick(nint pixd, PixHandle pixs, int hsize, int vsize);

    [LibraryImport(Library)]
    internal static partial PixHandle pixSubtract(nint pixd, PixHandle pixs1, PixHandle pixs2);

    [LibraryImport(Library)]
    internal static partial PixHandle pixOr(nint pixd, PixHandle pixs1, PixHandle pixs2);

    [LibraryImport(Library)]
    internal static partial PixHandle pixBlockconvGray(PixHandle pixs, nint pixacc, int wc, int hc);

    /// <summary>Each 2×2 pixels become one, black when at least so many of them are; a level of 0 ends the cascade.</summary>
    [LibraryImport(Library)]
    internal static partial PixHandle pixReduceRankBinaryCascade(PixHandle pixs, int level1, int level2, int level3, int level4);

    [LibraryImport(Library)]
    internal static partial PixHandle pixExpandReplicate(PixHandle pixs, int factor);

    [LibraryImport(Library)]
    internal static partial PixHandle pixXor(nint pixd, PixHandle pixs1, PixHandle pixs2);

    [LibraryImport(Library)]
    internal static partial PixHandle pixInvert(nint pixd, PixHandle pixs);

    [LibraryImport(Library)]
    internal static partial int pixZero(PixHandle pix, out int pempty);

    [LibraryImport(Library)]
    internal static partial int pixSetMasked(PixHandle pixd, PixHandle pixm, uint val);

    [LibraryImport(Library)]
    internal static partial int pixCombineMasked(PixHandle pixd, PixHandle pixs, PixHandle pixm);
}
