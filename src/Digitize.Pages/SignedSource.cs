using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;

namespace Digitize.Pages;

/// <summary>A signed PDF: a copy with text would not be signed any more, and one whose pages all have text needs none.</summary>
internal static class SignedSource
{
    /// <summary>Whether the file goes through as it is.</summary>
    /// <exception cref="UnreadableException">It is signed, it needs work, and nobody asked for an unsigned copy.</exception>
    public static bool IsCopied(SourceFile source, PageOptions options)
    {
        if (source.Pdf is not { IsSigned: true } || options.UnsignedCopy)
        {
            return false;
        }

        return source.Pages.All(page => page.Kind == SourcePageKind.KeepText)
            ? true
            : throw new UnreadableException(FailureCode.Signed, "The file is signed, and a copy with text added would not be signed any more.");
    }

    public static DocumentResult Copy(SourceFile source, string input, string output, IReadOnlyList<PageResult> pages)
    {
        File.Copy(input, output, overwrite: true);
        var pdf = new AssembledPdf(IsPdfA: false, [new PdfFinding("signature", "A signed file is copied as it is.", "document")], pages.Count, new FileInfo(output).Length);
        return new DocumentResult(source.Format, pages, pdf, CopiedUnchanged: true);
    }
}
