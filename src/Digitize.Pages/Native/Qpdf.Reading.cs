using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>
/// What looks into a PDF. An object is a number that qpdf keeps a reference for until it is released; a C++ exception inside is caught by qpdf
/// and becomes null, zero or an error that <see cref="qpdf_has_error"/> tells of.
/// </summary>
internal static partial class Qpdf
{
    [LibraryImport(Library)]
    internal static partial int qpdf_allow_modify_other(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial void qpdf_oh_release_all(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_is_null(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_is_name(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_is_string(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_is_array(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_is_dictionary(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_is_stream(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_get_value_as_bool(QpdfHandle qpdf, uint oh, out int value);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_get_value_as_number(QpdfHandle qpdf, uint oh, out double value);

    /// <summary>A name with its slash.</summary>
    internal static string Name(QpdfHandle qpdf, uint oh) => qpdf_oh_get_name(qpdf, oh) ?? "";

    /// <summary>At most <paramref name="most"/> keys, with their slashes.</summary>
    internal static List<string> Keys(QpdfHandle qpdf, uint dict, int most)
    {
        var keys = new List<string>();
        qpdf_oh_begin_dict_key_iter(qpdf, dict);
        while (keys.Count < most && qpdf_oh_dict_more_keys(qpdf) != 0)
        {
            keys.Add(qpdf_oh_dict_next_key(qpdf) ?? "");
        }

        return keys;
    }
}
