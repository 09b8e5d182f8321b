using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;

namespace Digitize.Pages.Tests.Recognition;

/// <summary>Where the words of a typeset letter stand in truth, as poppler's pdftotext tells it, in pixels at a resolution.</summary>
internal static class TrueBoxes
{
    public static IReadOnlyList<(string Text, PixelBox Box)> Of(string letter, int dpi)
    {
        using var poppler = Process.Start(new ProcessStartInfo("pdftotext", ["-bbox", "-l", "1", Letters.Pdf(letter), "-"]) { RedirectStandardOutput = true })!;
        var page = XDocument.Parse(poppler.StandardOutput.ReadToEnd());
        poppler.WaitForExit();
        XNamespace html = "http://www.w3.org/1999/xhtml";
        int Pixels(XElement word, string side) => (int)Math.Round(new Dpi(dpi).ToPixels(double.Parse(word.Attribute(side)!.Value, CultureInfo.InvariantCulture)));
        return [.. page.Descendants(html + "word").Select(word => (word.Value, new PixelBox(Pixels(word, "xMin"), Pixels(word, "yMin"), Pixels(word, "xMax"), Pixels(word, "yMax"))))];
    }
}
