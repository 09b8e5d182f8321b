using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>
/// A PDF opened by qpdf, which repairs what is damaged. Whoever looks at its objects holds <see cref="Gate"/>: qpdf is for one thread at a time.
/// </summary>
internal sealed class PdfFile : IDisposable
{
    private readonly QpdfHandle _qpdf;

    private PdfFile(QpdfHandle qpdf) => _qpdf = qpdf;

    internal Lock Gate { get; } = new();

    internal PdfObject Root => new(_qpdf, Qpdf.qpdf_get_root(_qpdf));

    internal PdfObject Trailer => new(_qpdf, Qpdf.qpdf_get_trailer(_qpdf));

    internal bool IsEncrypted => Qpdf.qpdf_is_encrypted(_qpdf) != 0;

    internal bool AllowsChanges => Qpdf.qpdf_allow_modify_other(_qpdf) != 0;

    /// <exception cref="UnreadableException">Encrypted, or Damaged beyond repair.</exception>
    internal static PdfFile Open(string path)
    {
        var qpdf = NativeCheck.Valid(Qpdf.qpdf_init(), nameof(Qpdf.qpdf_init));
        Qpdf.qpdf_silence_errors(qpdf);
        Qpdf.qpdf_set_suppress_warnings(qpdf, 1);
        if ((Qpdf.qpdf_read(qpdf, path, null) & Qpdf.QPDF_ERRORS) == 0)
        {
            return new PdfFile(qpdf);
        }

        var error = Qpdf.TakeError(qpdf)?.Code;
        qpdf.Dispose();
        throw error == Qpdf.qpdf_e_password
            ? new UnreadableException(FailureCode.Encrypted, "The PDF is encrypted and opens only with a password.")
            : new UnreadableException(FailureCode.Damaged, "The PDF is damaged beyond repair.");
    }

    /// <summary>
    /// The number of pages, found by a walk of our own through the tree: it ends early in a tree that is a circle or that names one page a million times,
    /// before qpdf makes an object for each.
    /// </summary>
    internal int CountPages(int most, CancellationToken cancel)
    {
        var tree = new PageTree(most, cancel);
        tree.Walk(Root["Pages"], 0);
        if (tree.Pages == 0)
        {
            throw new UnreadableException(FailureCode.Damaged, "The PDF has no pages.");
        }

        var counted = Qpdf.qpdf_get_num_pages(_qpdf);
        _ = Qpdf.TakeError(_qpdf);
        return counted > 0 && counted <= most
            ? counted
            : throw new UnreadableException(FailureCode.Damaged, "The PDF's list of pages is damaged.");
    }

    internal PdfObject Page(PageNumber number) => new(_qpdf, Qpdf.qpdf_get_page_n(_qpdf, (nuint)number.Index));

    internal PdfObject Object(int id, int generation) => new(_qpdf, Qpdf.qpdf_get_object_by_id(_qpdf, id, generation));

    /// <summary>All objects handed out until now become invalid.</summary>
    internal void Forget()
    {
        Qpdf.qpdf_oh_release_all(_qpdf);
        _ = Qpdf.TakeError(_qpdf);
    }

    public void Dispose() => _qpdf.Dispose();
}
