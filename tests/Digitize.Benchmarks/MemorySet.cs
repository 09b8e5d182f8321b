namespace Digitize.Benchmarks;

/// <summary>Two pages that need memory: colour, A4 at 300 dpi and A3 at 600 dpi.</summary>
internal static class MemorySet
{
    public static IReadOnlyList<ScanFile> Make(string typeset, string folder)
    {
        Directory.CreateDirectory(folder);
        var bill = Path.Combine(typeset, "stadtwerke-jahresrechnung.pdf");
        return [Page(bill, folder, "A4-300-dpi", 2480, 3508, "300"), Page(bill, folder, "A3-600-dpi", 7016, 9921, "600")];
    }

    private static ScanFile Page(string pdf, string folder, string name, int width, int height, string dpi)
    {
        var stem = Path.Combine(folder, name);
        Tool.Output("pdftoppm", "-singlefile", "-f", "2", "-l", "2", "-scale-to-x", $"{width}", "-scale-to-y", $"{height}", pdf, stem);
        Tool.Output("convert", "-units", "PixelsPerInch", "-density", dpi, stem + ".ppm", "-quality", "85", stem + ".jpg");
        File.Delete(stem + ".ppm");
        return new ScanFile(stem + ".jpg", 1, "deu+eng", ScanKind.GrayOrColor, Truth: null, AsScanned: true, AssumedDpi: null);
    }
}
