namespace Digitize.Pages.Pdf;

/// <summary>A rendition to be changed; and the last steps of every PDF of ours: what is active goes, what PDF/A wants is mended and claimed, and the claim is taken back where the check of the written file finds something.</summary>
internal static class RenditionFile
{
    /// <exception cref="UnreadableException">It is a signed file that was kept as it came.</exception>
    public static PdfDocument Open(string path)
    {
        var rendition = PdfDocument.Open(path);
        if (!IsSigned(rendition))
        {
            return rendition;
        }

        rendition.Dispose();
        throw new UnreadableException(FailureCode.Signed, "The file is signed, and a changed copy would not be signed any more.");
    }

    /// <param name="pages">How many the document has.</param>
    public static AssembledPdf Write(PdfDocument document, ArchivalMetadata metadata, string outputPath, int pages, CancellationToken cancel)
    {
        ActiveContent.Remove(document);
        ArchivalRepairs.Apply(document);
        metadata.WriteTo(document, claimsPdfA: true);
        document.Write(outputPath);
        cancel.ThrowIfCancellationRequested();
        var findings = PdfChecks.Archival(outputPath, cancel);
        if (findings.Count > 0)
        {
            TakeClaimBack(metadata, outputPath);
        }

        return new AssembledPdf(findings.Count == 0, findings, pages, new FileInfo(outputPath).Length);
    }

    /// <summary>A signed file is the one rendition that is a stranger's file and not of our making.</summary>
    private static bool IsSigned(PdfDocument rendition)
    {
        var form = rendition.Catalog["/AcroForm"];
        return rendition.Catalog["/Perms"].Has("/DocMDP") || ((form["/SigFlags"].Integer ?? 0) & 1) != 0
            || form["/Fields"].Items().Any(field => field["/FT"].Name == "/Sig" && field["/V"].IsDictionary);
    }

    /// <summary>From the finished file, because qpdf cannot write one open document twice.</summary>
    private static void TakeClaimBack(ArchivalMetadata metadata, string outputPath)
    {
        var plainPath = outputPath + ".plain";
        using (var document = PdfDocument.Open(outputPath))
        {
            metadata.WriteTo(document, claimsPdfA: false);
            document.Write(plainPath);
        }

        File.Move(plainPath, outputPath, overwrite: true);
    }
}
