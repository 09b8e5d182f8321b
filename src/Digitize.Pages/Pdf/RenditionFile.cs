namespace Digitize.Pages.Pdf;

/// <summary>The last steps of every PDF of ours: what is active goes, what PDF/A wants is mended and claimed, and the claim is taken back where the check of the written file finds something.</summary>
internal static class RenditionFile
{
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
