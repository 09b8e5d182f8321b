using Digitize.Pages.Pdf;

namespace Digitize.Pages.Tests.Pdf;

/// <summary>A PDF that was written, seen by programs of others.</summary>
internal static class WrittenPdf
{
    public static void AssertSound(string path, int pages)
    {
        Assert.That(PdfChecks.Faults(path, pages, CancellationToken.None), Is.Empty);
        Assert.That(Workbench.Complaints(path), Is.Empty);
    }

    public static string Text(string path, int page) => Workbench.Run("pdftotext", "-f", $"{page}", "-l", $"{page}", path, "-").Output.Trim();

    public static byte[] Pixels(Workbench bench, string path, int page)
    {
        var prefix = bench.File("drawn");
        Workbench.Run("pdftoppm", "-r", "40", "-gray", "-singlefile", "-f", $"{page}", "-l", $"{page}", path, prefix);
        return File.ReadAllBytes(prefix + ".pgm");
    }
}
