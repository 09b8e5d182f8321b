using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Digitize.Pages.Native;

/// <summary>Changing and writing of PDF files.</summary>
internal static partial class Qpdf
{
    internal const int QPDF_ERRORS = 1 << 1;

    /// <summary>qpdf_error_code_e: reading or writing a file failed.</summary>
    internal const int qpdf_e_system = 2;

    /// <summary>qpdf_error_code_e: the file wants a password.</summary>
    internal const int qpdf_e_password = 4;

    /// <summary>qpdf_object_stream_e.</summary>
    internal const int qpdf_o_disable = 0;

    /// <summary>qpdf_object_stream_e.</summary>
    internal const int qpdf_o_generate = 2;

    /// <summary>qpdf_stream_decode_level_e: filters stay as they are.</summary>
    internal const int qpdf_dl_none = 0;

    /// <summary>qpdf_stream_decode_level_e: Flate, LZW and the ASCII filters are undone.</summary>
    internal const int qpdf_dl_generalized = 1;

    [LibraryImport(Library)]
    internal static partial void qpdf_silence_errors(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial void qpdf_set_suppress_warnings(QpdfHandle qpdf, int value);

    [LibraryImport(Library)]
    private static partial int qpdf_has_error(QpdfHandle qpdf);

    [LibraryImport(Library)]
    private static partial nint qpdf_get_error(QpdfHandle qpdf);

    [LibraryImport(Library)]
    private static partial int qpdf_more_warnings(QpdfHandle qpdf);

    [LibraryImport(Library)]
    private static partial nint qpdf_next_warning(QpdfHandle qpdf);

    [LibraryImport(Library)]
    private static partial int qpdf_get_error_code(QpdfHandle qpdf, nint e);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(QpdfText))]
    private static partial string? qpdf_get_error_message_detail(QpdfHandle qpdf, nint e);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int qpdf_read(QpdfHandle qpdf, string filename, string? password);

    [LibraryImport(Library)]
    internal static partial int qpdf_check_pdf(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial int qpdf_is_linearized(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial int qpdf_is_encrypted(QpdfHandle qpdf);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int qpdf_init_write(QpdfHandle qpdf, string filename);

    [LibraryImport(Library)]
    internal static partial void qpdf_set_object_stream_mode(QpdfHandle qpdf, int mode);

    [LibraryImport(Library)]
    internal static partial void qpdf_set_compress_streams(QpdfHandle qpdf, int value);

    [LibraryImport(Library)]
    internal static partial void qpdf_set_decode_level(QpdfHandle qpdf, int level);

    [LibraryImport(Library)]
    internal static partial void qpdf_set_newline_before_endstream(QpdfHandle qpdf, int value);

    [LibraryImport(Library)]
    internal static partial void qpdf_set_qdf_mode(QpdfHandle qpdf, int value);

    [LibraryImport(Library)]
    internal static partial void qpdf_set_suppress_original_object_IDs(QpdfHandle qpdf, int value);

    [LibraryImport(Library)]
    internal static partial void qpdf_set_deterministic_ID(QpdfHandle qpdf, int value);

    [LibraryImport(Library)]
    internal static partial void qpdf_set_static_ID(QpdfHandle qpdf, int value);

    [LibraryImport(Library)]
    internal static partial void qpdf_set_preserve_encryption(QpdfHandle qpdf, int value);

    [LibraryImport(Library)]
    internal static partial void qpdf_set_linearization(QpdfHandle qpdf, int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void qpdf_force_pdf_version_and_extension(QpdfHandle qpdf, string version, int extension_level);

    [LibraryImport(Library)]
    internal static partial int qpdf_write(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial int qpdf_get_num_pages(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial uint qpdf_get_page_n(QpdfHandle qpdf, nuint zero_based_index);

    [LibraryImport(Library)]
    internal static partial int qpdf_push_inherited_attributes_to_page(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial int qpdf_remove_page(QpdfHandle qpdf, uint page);

    [LibraryImport(Library)]
    internal static partial int qpdf_add_page(QpdfHandle qpdf, QpdfHandle newpage_qpdf, uint newpage, int first);

    /// <summary>What went wrong in the last call, which is forgotten with this; null when nothing did.</summary>
    internal static (int Code, string Detail)? TakeError(QpdfHandle qpdf)
    {
        if (qpdf_has_error(qpdf) == 0)
        {
            return null;
        }

        var error = qpdf_get_error(qpdf);
        return (qpdf_get_error_code(qpdf, error), qpdf_get_error_message_detail(qpdf, error) ?? "");
    }

    /// <summary>The oldest complaint that nobody has taken yet; null when there is none.</summary>
    internal static string? TakeWarning(QpdfHandle qpdf) =>
        qpdf_more_warnings(qpdf) == 0 ? null : qpdf_get_error_message_detail(qpdf, qpdf_next_warning(qpdf)) ?? "";
}
