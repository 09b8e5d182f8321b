using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Digitize.Pages.Native;

/// <summary>Objects of a PDF file: numbers that mean something only together with the file they were taken from.</summary>
internal static partial class Qpdf
{
    [LibraryImport(Library)]
    internal static partial void qpdf_oh_release(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial uint qpdf_get_trailer(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial uint qpdf_get_root(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial uint qpdf_get_object_by_id(QpdfHandle qpdf, int objid, int generation);

    [LibraryImport(Library)]
    internal static partial uint qpdf_make_indirect_object(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial void qpdf_replace_object(QpdfHandle qpdf, int objid, int generation, uint oh);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_get_type_code(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_get_object_id(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_get_generation(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(QpdfText))]
    internal static partial uint qpdf_oh_parse(QpdfHandle qpdf, string object_str);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_get_bool_value(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial long qpdf_oh_get_int_value(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial double qpdf_oh_get_numeric_value(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(QpdfText))]
    internal static partial string? qpdf_oh_get_name(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    private static unsafe partial byte* qpdf_oh_get_binary_string_value(QpdfHandle qpdf, uint oh, nuint* length);

    [LibraryImport(Library)]
    private static unsafe partial byte* qpdf_oh_get_binary_utf8_value(QpdfHandle qpdf, uint oh, nuint* length);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_get_array_n_items(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial uint qpdf_oh_get_array_item(QpdfHandle qpdf, uint oh, int n);

    [LibraryImport(Library)]
    internal static partial void qpdf_oh_append_item(QpdfHandle qpdf, uint oh, uint item);

    [LibraryImport(Library)]
    internal static partial void qpdf_oh_begin_dict_key_iter(QpdfHandle qpdf, uint dict);

    [LibraryImport(Library)]
    internal static partial int qpdf_oh_dict_more_keys(QpdfHandle qpdf);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(QpdfText))]
    internal static partial string qpdf_oh_dict_next_key(QpdfHandle qpdf);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(QpdfText))]
    internal static partial uint qpdf_oh_get_key(QpdfHandle qpdf, uint oh, string key);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(QpdfText))]
    internal static partial void qpdf_oh_replace_key(QpdfHandle qpdf, uint oh, string key, uint item);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(QpdfText))]
    internal static partial void qpdf_oh_remove_key(QpdfHandle qpdf, uint oh, string key);

    [LibraryImport(Library)]
    internal static partial uint qpdf_oh_get_dict(QpdfHandle qpdf, uint oh);

    [LibraryImport(Library)]
    internal static partial uint qpdf_oh_new_null(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial uint qpdf_oh_new_stream(QpdfHandle qpdf);

    [LibraryImport(Library)]
    internal static partial uint qpdf_oh_copy_foreign_object(QpdfHandle qpdf, QpdfHandle other_qpdf, uint foreign_oh);

    [LibraryImport(Library)]
    internal static partial void qpdf_oh_replace_stream_data(
        QpdfHandle qpdf, uint stream_oh, ReadOnlySpan<byte> buf, nuint len, uint filter, uint decode_parms);

    [LibraryImport(Library)]
    private static unsafe partial int qpdf_oh_get_stream_data(
        QpdfHandle qpdf, uint stream_oh, int decode_level, int* filtered, byte** bufp, nuint* len);

    /// <summary>The bytes of a string object, copied.</summary>
    internal static unsafe byte[] StringBytes(QpdfHandle qpdf, uint oh)
    {
        nuint length;
        var text = qpdf_oh_get_binary_string_value(qpdf, oh, &length);
        return text is null ? [] : new ReadOnlySpan<byte>(text, checked((int)length)).ToArray();
    }

    /// <summary>The text of a string object, whichever of PDF's encodings it is in.</summary>
    internal static unsafe string StringText(QpdfHandle qpdf, uint oh)
    {
        nuint length;
        var text = qpdf_oh_get_binary_utf8_value(qpdf, oh, &length);
        return text is null ? "" : System.Text.Encoding.UTF8.GetString(text, checked((int)length));
    }

    /// <summary>A stream's bytes as they stand in the file, all filters still on; null when they cannot be read.</summary>
    internal static unsafe byte[]? RawStreamData(QpdfHandle qpdf, uint stream)
    {
        int filtered;
        byte* buffer = null;
        nuint length = 0;
        var answer = qpdf_oh_get_stream_data(qpdf, stream, qpdf_dl_none, &filtered, &buffer, &length);
        try
        {
            return (answer & QPDF_ERRORS) != 0 ? null : buffer is null ? [] : new ReadOnlySpan<byte>(buffer, checked((int)length)).ToArray();
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }
}
