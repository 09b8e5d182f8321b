using Digitize.Pages.Native;

namespace Digitize.Pages.Pdf;

internal enum PdfKind
{
    Uninitialized = 0,
    Reserved = 1,
    Null = 2,
    Boolean = 3,
    Integer = 4,
    Real = 5,
    String = 6,
    Name = 7,
    Array = 8,
    Dictionary = 9,
    Stream = 10,
}

/// <summary>
/// One object of an open <see cref="PdfDocument"/>, which owns it; references are followed silently. Names and keys carry their slash.
/// Asking for what is not there, or is of another kind, answers null objects, zero or nothing: files come from strangers.
/// </summary>
internal readonly record struct PdfObject(PdfDocument Document, uint Number)
{
    public PdfKind Kind => (PdfKind)Qpdf.qpdf_oh_get_type_code(Document.Handle, Number);

    public bool IsNull => Kind is PdfKind.Null or PdfKind.Uninitialized or PdfKind.Reserved;

    public bool IsStream => Kind == PdfKind.Stream;

    public bool IsArray => Kind == PdfKind.Array;

    public bool IsDictionary => Kind == PdfKind.Dictionary;

    public bool IsNumber => Kind is PdfKind.Integer or PdfKind.Real;

    /// <summary>Object number and generation; (0, 0) for an object that is part of another.</summary>
    public (int Id, int Generation) Id =>
        (Qpdf.qpdf_oh_get_object_id(Document.Handle, Number), Qpdf.qpdf_oh_get_generation(Document.Handle, Number));

    public bool IsIndirect => Qpdf.qpdf_oh_get_object_id(Document.Handle, Number) != 0;

    /// <summary>Null when this is not a name.</summary>
    public string? Name => Kind == PdfKind.Name ? Qpdf.qpdf_oh_get_name(Document.Handle, Number) : null;

    /// <summary>Null when this is not a number.</summary>
    public double? Value => IsNumber ? Qpdf.qpdf_oh_get_numeric_value(Document.Handle, Number) : null;

    /// <summary>Null when this is not an integer.</summary>
    public long? Integer => Kind == PdfKind.Integer ? Qpdf.qpdf_oh_get_int_value(Document.Handle, Number) : null;

    public bool IsTrue => Kind == PdfKind.Boolean && Qpdf.qpdf_oh_get_bool_value(Document.Handle, Number) != 0;

    /// <summary>Text of a string; null when this is none.</summary>
    public string? Text => Kind == PdfKind.String ? Qpdf.StringText(Document.Handle, Number) : null;

    /// <summary>Bytes of a string; null when this is none.</summary>
    public byte[]? Bytes => Kind == PdfKind.String ? Qpdf.StringBytes(Document.Handle, Number) : null;

    /// <summary>Items of an array; 0 for anything else.</summary>
    public int Count => IsArray ? Qpdf.qpdf_oh_get_array_n_items(Document.Handle, Number) : 0;

    /// <summary>The dictionary itself, or that of a stream; null for anything else.</summary>
    public PdfObject? Dictionary => Kind switch
    {
        PdfKind.Dictionary => this,
        PdfKind.Stream => new PdfObject(Document, Qpdf.qpdf_oh_get_dict(Document.Handle, Number)),
        _ => null,
    };

    public PdfObject this[string key] =>
        Dictionary is { } dictionary ? new(Document, Qpdf.qpdf_oh_get_key(Document.Handle, dictionary.Number, key)) : Document.Null;

    public PdfObject this[int index] =>
        index < Count ? new(Document, Qpdf.qpdf_oh_get_array_item(Document.Handle, Number, index)) : Document.Null;

    /// <summary>Keys of a dictionary or stream, in the order of their bytes.</summary>
    public List<string> Keys()
    {
        var keys = new List<string>();
        if (Dictionary is not { } dictionary)
        {
            return keys;
        }

        Qpdf.qpdf_oh_begin_dict_key_iter(Document.Handle, dictionary.Number);
        while (Qpdf.qpdf_oh_dict_more_keys(Document.Handle) != 0)
        {
            keys.Add(Qpdf.qpdf_oh_dict_next_key(Document.Handle));
        }

        return keys;
    }

    /// <summary>Items of an array; none for anything else.</summary>
    public IEnumerable<PdfObject> Items()
    {
        var count = Count;
        for (var i = 0; i < count; i++)
        {
            yield return this[i];
        }
    }

    public bool Has(string key) => !this[key].IsNull;

    public void Set(string key, PdfObject value)
    {
        if (Dictionary is { } dictionary)
        {
            Qpdf.qpdf_oh_replace_key(Document.Handle, dictionary.Number, key, value.Number);
        }
    }

    /// <param name="value">In PDF's own writing.</param>
    public void Set(string key, string value) => Set(key, Document.Parse(value));

    public void Remove(string key)
    {
        if (Dictionary is { } dictionary)
        {
            Qpdf.qpdf_oh_remove_key(Document.Handle, dictionary.Number, key);
        }
    }

    /// <summary>Removes every key but these.</summary>
    public void KeepOnly(IReadOnlySet<string> keys)
    {
        foreach (var key in Keys())
        {
            if (!keys.Contains(key))
            {
                Remove(key);
            }
        }
    }

    public void Append(PdfObject item) => Qpdf.qpdf_oh_append_item(Document.Handle, Number, item.Number);

    /// <summary>Bytes of a stream as they stand in the file, with all filters on; null when they cannot be read.</summary>
    public byte[]? RawData() => IsStream ? Qpdf.RawStreamData(Document.Handle, Number) : null;
}
