using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages;

/// <summary>A symbol found on a page, such as a QR code or a separator sheet.</summary>
/// <param name="Kind">ZBar's name of the symbology: <c>QR-Code</c>, <c>CODE-128</c>, …; <c>PATCH-T</c> for a separator.</param>
/// <param name="Box">In pixels of the picture for display.</param>
public sealed record Barcode(string Kind, string Text, PixelBox Box)
{
    public bool IsSeparator => Kind == "PATCH-T" || Text == "PATCHT";
}

/// <summary>Whether a page is empty, and why we think so.</summary>
/// <param name="InkShare">Share of the page, borders left out, that is covered by what looks like ink.</param>
/// <param name="Reason">One clause for people: "no ink", "only bleed-through of the other side", "12 lines of ink".</param>
public sealed record Blankness(bool IsBlank, double InkShare, string Reason);

/// <summary>All that the assembler needs of one page that came as a picture.</summary>
/// <param name="Number">In the upload.</param>
/// <param name="Size">On paper, after turning.</param>
/// <param name="Recognized">Null when the page could not be read: it goes into the PDF as a picture, with <see cref="Failure"/> saying why.</param>
public sealed record FinishedPage(PageNumber Number, PageSize Size, EncodedPicture Picture, RecognizedPage? Recognized, CleaningReport Done)
{
    /// <summary>Why the page was not read or, where <paramref name="Recognized"/> is there, why a part of it is missing; null when all is well.</summary>
    public Failure? Failure { get; init; }

    public Blankness? Blank { get; init; }

    public IReadOnlyList<Barcode> Barcodes { get; init; } = [];
}
