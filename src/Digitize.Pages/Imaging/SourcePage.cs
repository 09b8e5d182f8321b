namespace Digitize.Pages.Imaging;

/// <summary>What a page of an upload is, decided page by page.</summary>
public enum SourcePageKind
{
    /// <summary>A page of a picture file.</summary>
    Picture,

    /// <summary>A PDF page that is one scan and nothing else: its picture is taken out as it is.</summary>
    EmbeddedScan,

    /// <summary>A PDF page to be drawn by poppler: vector art, several pictures, or a page that is to be read by force.</summary>
    Rendered,

    /// <summary>A PDF page with good text, which stays as it is.</summary>
    KeepText,
}

/// <summary>One page as found when the file was opened; nothing of it is decoded yet.</summary>
/// <param name="Size">As a viewer shows it, after the page's own /Rotate or the picture's EXIF orientation.</param>
public sealed record SourcePage(PageNumber Number, SourcePageKind Kind, PageSize Size)
{
    /// <summary>One clause for people: why the page is taken as it is.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Nothing at all is drawn on it.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>A page that is known to be unreadable; the others of the document still can be read.</summary>
    public Failure? Failure { get; init; }
}

/// <summary>
/// A page's decoded picture, turned as the file says it is to be shown.
/// <paramref name="Original"/> is the coded picture as it came, where the PDF can hold it unchanged; <paramref name="OriginalTurn"/> is what was done to its pixels to get <paramref name="Image"/>.
/// </summary>
public sealed record PagePicture(PageImage Image, PictureStream? Original, QuarterTurn OriginalTurn) : IDisposable
{
    /// <summary>What our own decoder found wrong with a scan that poppler drew all the same, perhaps as nothing but paper; null for a sound page.</summary>
    public Failure? Damage { get; init; }

    public void Dispose() => Image.Dispose();
}
