using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>What cleaning a page takes from leptonica.</summary>
internal static partial class Leptonica
{
    /// <summary><paramref name="quads"/> quarter turns clockwise, 0 to 3. Answers a picture of its own, or a second reference for 0.</summary>
    [LibraryImport(Library)]
    internal static partial PixHandle pixRotateOrth(PixHandle pixs, int quads);
}
