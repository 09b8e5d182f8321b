using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>libqpdf 11 and later, qpdf-c.h. Each subject has a file of its own.</summary>
internal static partial class Qpdf
{
    internal const string Library = "qpdf";

    [LibraryImport(Library)]
    internal static partial QpdfHandle qpdf_init();

    [LibraryImport(Library)]
    internal static partial void qpdf_cleanup(ref nint qpdf);
}
