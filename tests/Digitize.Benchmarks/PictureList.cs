namespace Digitize.Benchmarks;

/// <summary>The pages of a PDF as 300 dpi pictures, in the list file that tesseract takes instead of a picture. Made once, outside the measured time.</summary>
internal static class PictureList
{
    public static string For(ScanFile pdf, string folder)
    {
        var list = Path.Combine(folder, pdf.Name + ".list");
        if (!File.Exists(list))
        {
            var pictures = Path.Combine(folder, pdf.Name + "-pages");
            Directory.CreateDirectory(pictures);
            Tool.Output("pdftoppm", "-r", "300", "-png", pdf.Path, Path.Combine(pictures, "page"));
            File.WriteAllLines(list, Directory.GetFiles(pictures).Order(StringComparer.Ordinal));
        }

        return list;
    }
}
