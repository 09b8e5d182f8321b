using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>
/// An object of an open PDF, resolved when it is a reference. Good only while its file's gate is held and until the file forgets its objects.
/// What is not there, or of another type than asked for, is null.
/// </summary>
internal readonly struct PdfObject(QpdfHandle qpdf, uint handle)
{
    /// <summary>qpdf has no number for what was asked of a thing that is no dictionary; ours is 0.</summary>
    private bool IsThere => handle != 0;

    internal bool IsNull => !IsThere || Qpdf.qpdf_oh_is_null(qpdf, handle) != 0;

    internal bool IsDictionary => IsThere && Qpdf.qpdf_oh_is_dictionary(qpdf, handle) != 0;

    internal bool IsStream => IsThere && Qpdf.qpdf_oh_is_stream(qpdf, handle) != 0;

    internal bool IsArray => IsThere && Qpdf.qpdf_oh_is_array(qpdf, handle) != 0;

    /// <summary>0 for a direct object.</summary>
    internal int Id => IsThere ? Qpdf.qpdf_oh_get_object_id(qpdf, handle) : 0;

    internal int Generation => IsThere ? Qpdf.qpdf_oh_get_generation(qpdf, handle) : 0;

    internal int Count => IsArray ? Math.Max(0, Qpdf.qpdf_oh_get_array_n_items(qpdf, handle)) : 0;

    /// <summary>A name without its slash.</summary>
    internal string? Name => IsThere && Qpdf.qpdf_oh_is_name(qpdf, handle) != 0 ? Qpdf.Name(qpdf, handle)[1..] : null;

    internal string? Text => IsThere && Qpdf.qpdf_oh_is_string(qpdf, handle) != 0 ? Qpdf.StringText(qpdf, handle) : null;

    internal byte[]? Bytes => IsThere && Qpdf.qpdf_oh_is_string(qpdf, handle) != 0 ? Qpdf.StringBytes(qpdf, handle) : null;

    internal double? Number => IsThere && Qpdf.qpdf_oh_get_value_as_number(qpdf, handle, out var value) != 0 && double.IsFinite(value) ? value : null;

    internal bool? Bool => IsThere && Qpdf.qpdf_oh_get_value_as_bool(qpdf, handle, out var value) != 0 ? value != 0 : null;

    /// <summary>A whole number that fits; a fraction is cut off.</summary>
    internal int? Int => Number is { } number && Math.Abs(number) < int.MaxValue ? (int)number : null;

    /// <summary>Value of a key (without slash) of a dictionary or of a stream's dictionary.</summary>
    internal PdfObject this[string key]
    {
        get
        {
            var dictionary = IsStream ? Qpdf.qpdf_oh_get_dict(qpdf, handle) : handle;
            var isDictionary = dictionary != 0 && Qpdf.qpdf_oh_is_dictionary(qpdf, dictionary) != 0;
            return isDictionary ? new(qpdf, Qpdf.qpdf_oh_get_key(qpdf, dictionary, "/" + key)) : new(qpdf, 0);
        }
    }

    internal PdfObject this[int index] => index >= Count ? new(qpdf, 0) : new(qpdf, Qpdf.qpdf_oh_get_array_item(qpdf, handle, index));

    internal bool Has(string key) => !this[key].IsNull;

    internal List<string> Keys(int most) => IsDictionary ? Qpdf.Keys(qpdf, handle, most) : [];

    internal double[] Numbers(int most)
    {
        var numbers = new double[Math.Min(Count, most)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = this[i].Number ?? 0;
        }

        return numbers;
    }

    /// <summary>The bytes of a stream with its filters still on; null when the object is no stream or cannot be read.</summary>
    internal byte[]? Raw => IsStream ? Qpdf.RawStreamData(qpdf, handle) : null;

    /// <summary>qpdf keeps every object asked for until told otherwise.</summary>
    internal void Release()
    {
        if (IsThere)
        {
            Qpdf.qpdf_oh_release(qpdf, handle);
        }
    }
}
