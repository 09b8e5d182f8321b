using Digitize.Pages.Native;

namespace Digitize.Pages.Pdf;

/// <summary>A PDF file opened by qpdf, to be looked at, changed and written anew. Owns every <see cref="PdfObject"/> taken from it.</summary>
internal sealed class PdfDocument : IDisposable
{
    private PdfDocument(QpdfHandle handle)
    {
        Handle = handle;
        Null = new PdfObject(this, Qpdf.qpdf_oh_new_null(handle));
    }

    internal QpdfHandle Handle { get; }

    public PdfObject Null { get; }

    public PdfObject Trailer => new(this, Qpdf.qpdf_get_trailer(Handle));

    public PdfObject Catalog => new(this, Qpdf.qpdf_get_root(Handle));

    public bool IsLinearized => Qpdf.qpdf_is_linearized(Handle) != 0;

    public int PageCount
    {
        get
        {
            var count = Qpdf.qpdf_get_num_pages(Handle);
            if (count < 0)
            {
                ThrowPending();
            }

            return count;
        }
    }

    /// <exception cref="UnreadableException">The file is damaged beyond repair or encrypted.</exception>
    public static PdfDocument Open(string path)
    {
        var handle = NativeCheck.Valid(Qpdf.qpdf_init(), nameof(Qpdf.qpdf_init));
        try
        {
            Qpdf.qpdf_silence_errors(handle);
            Qpdf.qpdf_set_suppress_warnings(handle, 1);
            var answer = Qpdf.qpdf_read(handle, path, null);
            var document = new PdfDocument(handle);
            document.Check(answer);
            return document;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public PdfObject Page(PageNumber number) => new(this, Qpdf.qpdf_get_page_n(Handle, (nuint)number.Index));

    public IEnumerable<PdfObject> Pages()
    {
        var count = PageCount;
        for (var i = 0; i < count; i++)
        {
            yield return Page(PageNumber.FromIndex(i));
        }
    }

    public PdfObject ById((int Id, int Generation) id) => new(this, Qpdf.qpdf_get_object_by_id(Handle, id.Id, id.Generation));

    public PdfObject Parse(string syntax) => new(this, Qpdf.qpdf_oh_parse(Handle, syntax));

    /// <summary>An indirect object out of a direct one.</summary>
    public PdfObject MakeIndirect(PdfObject value) => new(this, Qpdf.qpdf_make_indirect_object(Handle, value.Number));

    /// <summary>A stream without filters; when written it is compressed, unless it is metadata.</summary>
    public PdfObject NewStream(ReadOnlySpan<byte> data)
    {
        var stream = new PdfObject(this, Qpdf.qpdf_oh_new_stream(Handle));
        Qpdf.qpdf_oh_replace_stream_data(Handle, stream.Number, data, (nuint)data.Length, Null.Number, Null.Number);
        return stream;
    }

    /// <summary>Other data for a stream, without filters.</summary>
    public void Fill(PdfObject stream, ReadOnlySpan<byte> data) =>
        Qpdf.qpdf_oh_replace_stream_data(Handle, stream.Number, data, (nuint)data.Length, Null.Number, Null.Number);

    /// <summary>A copy of another file's object with all it refers to; streams are read from that file when this one is written.</summary>
    public PdfObject CopyOf(PdfObject foreign) => new(this, Qpdf.qpdf_oh_copy_foreign_object(Handle, foreign.Document.Handle, foreign.Number));

    /// <summary>Every reference to the object finds null from now on.</summary>
    public void Erase((int Id, int Generation) id) => Qpdf.qpdf_replace_object(Handle, id.Id, id.Generation, Null.Number);

    public void PushInheritedAttributes() => Check(Qpdf.qpdf_push_inherited_attributes_to_page(Handle));

    public void RemovePage(PdfObject page) => Check(Qpdf.qpdf_remove_page(Handle, page.Number));

    /// <summary>A page that was removed, behind all others: the same object.</summary>
    public void AddPage(PdfObject page) => Check(Qpdf.qpdf_add_page(Handle, Handle, page.Number, 0));

    /// <summary>A copy of another file's page, behind all others; that file stays open until this one is written.</summary>
    public void AddCopyOf(PdfObject foreignPage) => Check(Qpdf.qpdf_add_page(Handle, foreignPage.Document.Handle, foreignPage.Number, 0));

    /// <summary>Writes all that can be reached from the trailer. Filters are kept as they are, so that nothing is inflated.</summary>
    public void Write(string path, bool linearized = true)
    {
        Check(Qpdf.qpdf_init_write(Handle, path));
        Qpdf.qpdf_set_decode_level(Handle, Qpdf.qpdf_dl_none);
        Qpdf.qpdf_set_compress_streams(Handle, 1);
        Qpdf.qpdf_set_object_stream_mode(Handle, Qpdf.qpdf_o_generate);
        Qpdf.qpdf_set_newline_before_endstream(Handle, 1);
        Qpdf.qpdf_set_preserve_encryption(Handle, 0);
        Qpdf.qpdf_set_deterministic_ID(Handle, 1);
        Qpdf.qpdf_force_pdf_version_and_extension(Handle, "1.7", 0);
        Qpdf.qpdf_set_linearization(Handle, linearized ? 1 : 0);
        Check(Qpdf.qpdf_write(Handle));
        RefuseCutOff(path);
    }

    /// <summary>What qpdf still held in its buffer when the disk became full is missing from the file without a word of qpdf.</summary>
    internal static void RefuseCutOff(string path)
    {
        var end = "%%EOF\n"u8;
        using var file = File.OpenHandle(path);
        Span<byte> last = stackalloc byte[end.Length];
        var at = RandomAccess.GetLength(file) - end.Length;
        if (at < 0 || RandomAccess.Read(file, last, at) != end.Length || !last.SequenceEqual(end))
        {
            throw new IOException("The PDF could not be written to its end: the disk is full.");
        }
    }

    /// <summary>What qpdf had to say about the file so far; said once.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var warnings = new List<string>();
        while (Qpdf.TakeWarning(Handle) is { } warning)
        {
            warnings.Add(warning);
        }

        return warnings;
    }

    /// <summary>Object handles taken until the answer is disposed are given back then; without it a walk over a large file would hold them all.</summary>
    public HandleScope Scope() => new(this, Mark());

    public void Dispose() => Handle.Dispose();

    private uint Mark()
    {
        // qpdf numbers handles one after the other and has no other way to ask for the latest.
        var mark = Qpdf.qpdf_oh_new_null(Handle);
        Qpdf.qpdf_oh_release(Handle, mark);
        return mark;
    }

    private void Check(int answer)
    {
        if ((answer & Qpdf.QPDF_ERRORS) != 0)
        {
            ThrowPending();
        }
    }

    private void ThrowPending()
    {
        var (code, detail) = Qpdf.TakeError(Handle) ?? throw new InvalidOperationException("qpdf failed and did not say why.");
        throw code switch
        {
            Qpdf.qpdf_e_system => new IOException($"qpdf could not read or write: {detail}."),
            Qpdf.qpdf_e_password => new UnreadableException(FailureCode.Encrypted, "The PDF can only be opened with a password."),
            _ => new UnreadableException(FailureCode.Damaged, $"The PDF is damaged: {detail}."),
        };
    }

    internal readonly struct HandleScope(PdfDocument document, uint first) : IDisposable
    {
        public void Dispose()
        {
            var last = document.Mark();
            for (var number = first + 1; number < last; number++)
            {
                Qpdf.qpdf_oh_release(document.Handle, number);
            }
        }
    }
}
