namespace Digitize.Pages.Pdf;

/// <summary>One way in which a file is not PDF/A-2b.</summary>
/// <param name="Clause">Of ISO 19005-2, such as <c>6.2.11.4.1</c>.</param>
/// <param name="Sentence">What is wrong, for people; never text of the letter.</param>
/// <param name="Place">Where, such as <c>page 3</c> or <c>catalog</c>.</param>
public sealed record PdfFinding(string Clause, string Sentence, string Place)
{
    public override string ToString() => $"{Clause} ({Place}): {Sentence}";
}

/// <summary>A document that was written.</summary>
/// <param name="IsPdfA">The file says that it is PDF/A-2b, and our check of the standard's clauses found nothing against it.</param>
/// <param name="WhyNot">Everything that stands against it; the file is then plain PDF.</param>
/// <param name="Bytes">Length of the file.</param>
public sealed record AssembledPdf(bool IsPdfA, IReadOnlyList<PdfFinding> WhyNot, int PageCount, long Bytes);
