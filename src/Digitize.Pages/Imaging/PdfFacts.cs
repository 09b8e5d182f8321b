namespace Digitize.Pages.Imaging;

/// <summary>What callers have to know of a PDF before they make another one of it.</summary>
/// <param name="IsSigned">Some signature field is filled in, or the document is certified: a copy with text would not be signed any more.</param>
/// <param name="AllowsChanges">False when its author forbade changes with an owner's password.</param>
/// <param name="HasTextOnEveryPage">Every page stays as it is.</param>
/// <param name="Title">Of the document's information; null when there is none.</param>
/// <param name="Language">BCP 47, from the catalog; null when there is none.</param>
public sealed record PdfFacts(bool IsSigned, bool IsEncrypted, bool AllowsChanges, bool HasTextOnEveryPage, string? Title, string? Language)
{
    /// <summary>Pages have numbers of their own, such as i, ii, 1, 2.</summary>
    public bool HasPageLabels { get; init; }

    public bool HasOutline { get; init; }

    /// <summary>Fields to fill in.</summary>
    public bool HasForm { get; init; }

    /// <summary>A structure tree for screen readers.</summary>
    public bool IsTagged { get; init; }
}
