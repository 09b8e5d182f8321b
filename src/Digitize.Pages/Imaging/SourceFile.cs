using Digitize.Pages.Imaging.PdfPages;

namespace Digitize.Pages.Imaging;

/// <summary>
/// One upload, opened: its format, its pages and what each of them is. Nothing is decoded before <see cref="ReadPage"/>.
/// Owns what it opened until disposed; the file must stay where it is until then.
/// </summary>
public sealed class SourceFile : IDisposable
{
    private readonly PictureSource? _pictures;
    private readonly PdfSource? _pdf;

    private SourceFile(FileFormat format, PictureSource? pictures, PdfSource? pdf)
    {
        Format = format;
        _pictures = pictures;
        _pdf = pdf;
        Pages = pictures?.Pages ?? pdf!.Pages;
    }

    public FileFormat Format { get; }

    /// <summary>All pages in their order; at least one of them can be read.</summary>
    public IReadOnlyList<SourcePage> Pages { get; }

    /// <summary>Null for picture files.</summary>
    public PdfFacts? Pdf => _pdf?.Facts;

    /// <summary>Null for other files than TIFF.</summary>
    internal TiffPages? Tiff => _pictures?.Tiff;

    /// <summary>Finds the format by signature, checks the limits and decides what each page is.</summary>
    /// <exception cref="UnreadableException">The file cannot be worked on at all, or none of its pages can.</exception>
    /// <exception cref="IOException">The file cannot be read from the disk.</exception>
    public static SourceFile Open(string path, PageOptions options, CancellationToken cancel)
    {
        var fullPath = Path.GetFullPath(path);
        var format = FindFormat(fullPath, options.Limits);
        if (format == FileFormat.Pdf)
        {
            return Checked(new SourceFile(format, null, PdfSource.Open(fullPath, options, cancel)));
        }

        cancel.ThrowIfCancellationRequested();
        return Checked(new SourceFile(format, PictureSource.Open(format, File.ReadAllBytes(fullPath), options.Limits), null));
    }

    /// <summary>
    /// Decodes one page and turns it as the file says it is to be shown. The caller disposes the picture. Several threads may read pages side by side.
    /// A page that stays as it is (<see cref="SourcePageKind.KeepText"/>) is drawn.
    /// </summary>
    /// <exception cref="UnreadableException">The page cannot be read; its number is in the failure.</exception>
    public PagePicture ReadPage(PageNumber page, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Value, Pages.Count, nameof(page));
        cancel.ThrowIfCancellationRequested();
        if (Pages[page.Index].Failure is { } known)
        {
            throw new UnreadableException(known);
        }

        try
        {
            return _pictures?.Read(page) ?? _pdf!.Read(page, cancel);
        }
        catch (UnreadableException unreadable) when (unreadable.Failure.Page is null)
        {
            throw new UnreadableException(unreadable.Failure with { Page = page }, unreadable);
        }
    }

    /// <summary>
    /// A page that stays as it is, drawn in grey at 200 dpi to look for barcodes, which is many times faster than <see cref="ReadPage"/>. To be disposed by the caller.
    /// Null when it holds nothing that could be one: most pages of a book.
    /// </summary>
    /// <exception cref="UnreadableException">It cannot be drawn.</exception>
    public PageImage? LookAt(PageNumber page, CancellationToken cancel) => _pdf?.Look(page, cancel);

    /// <summary>The text of a page that stays as it is, one line a line; empty for pages that are to be read.</summary>
    public string TextOf(PageNumber page) => _pdf?.TextOf(page) ?? "";

    /// <summary>The words of a page that stays as it is, with their places on it as it is shown; null for others, and where they cannot be told.</summary>
    internal Recognition.RecognizedPage? WordsOf(PageNumber page, CancellationToken cancel) => _pdf?.WordsOf(page, cancel);

    public void Dispose() => _pdf?.Dispose();

    private static FileFormat FindFormat(string path, Limits limits)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        if (file.Length == 0)
        {
            throw new UnreadableException(FailureCode.NotSupported, "The file is empty.");
        }

        if (file.Length > limits.MaxFileMegabytes * 1_000_000)
        {
            throw new UnreadableException(FailureCode.TooLarge, $"The file has {file.Length / 1_000_000} MB; at most {limits.MaxFileMegabytes} MB are read.");
        }

        Span<byte> start = stackalloc byte[FileSignature.Needed];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return FileSignature.Find(start[..read])
            ?? throw new UnreadableException(FailureCode.NotSupported, "The file is not a PDF and not a picture of a kind that is read (TIFF, JPEG, PNG, WebP, BMP, GIF, JPEG 2000, HEIC).");
    }

    private static SourceFile Checked(SourceFile opened)
    {
        if (opened.Pages.FirstOrDefault(page => page.Failure is null) is not null)
        {
            return opened;
        }

        var first = opened.Pages[0].Failure!;
        opened.Dispose();
        throw new UnreadableException(first);
    }
}
