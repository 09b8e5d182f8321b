using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>Finds each library under the names that Debian and Ubuntu releases give it.</summary>
internal static class NativeLibraries
{
    private static readonly Dictionary<string, string[]> Names = new()
    {
        [Leptonica.Library] = ["libleptonica.so.6", "liblept.so.5"],
        [Tesseract.Library] = ["libtesseract.so.5"],
        [Qpdf.Library] = ["libqpdf.so.30", "libqpdf.so.29"],
        [Zbar.Library] = ["libzbar.so.0"],
        [Heif.Library] = ["libheif.so.1"],
    };

    /// <summary>Runs before the first native call of the assembly.</summary>
#pragma warning disable CA2255 // The resolver has to be there before any declaration of this assembly is called, whoever calls it first.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>The first candidate that loads; null when none does.</summary>
    internal static string? Find(string library) =>
        Names[library].FirstOrDefault(name => NativeLibrary.TryLoad(name, out _));

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        if (!Names.TryGetValue(library, out var candidates))
        {
            return 0;
        }

        foreach (var candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle))
            {
                Quiet(library, handle);
                return handle;
            }
        }

        throw new DllNotFoundException($"None of {string.Join(", ", candidates)} is installed. Run ./digitize, which installs what is missing.");
    }

    /// <summary>Leptonica is told before its first call to keep to itself what it thinks of a file; a later call would be too late for that file.</summary>
    private static unsafe void Quiet(string library, nint handle)
    {
        if (library == Leptonica.Library)
        {
            var setMsgSeverity = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(handle, "setMsgSeverity");
            _ = setMsgSeverity(Leptonica.L_SEVERITY_NONE);
        }
    }
}
