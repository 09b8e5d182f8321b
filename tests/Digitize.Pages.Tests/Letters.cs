using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Digitize.Pages.Imaging;
using Digitize.Pages.Imaging.PdfPages;

namespace Digitize.Pages.Tests;

/// <summary>
/// The typeset letters of <c>tests/TestFiles/letters</c> as poppler draws them: what a scanner without faults would see. Each is drawn once, for all tests.
/// </summary>
internal static class Letters
{
    private static readonly ConcurrentDictionary<(string Name, int Page, int Dpi), GrayPixels> Drawn = new();

    private static string Folder => Path.Combine(Corpus.RepositoryRoot, "tests", "TestFiles", "letters", "typeset");

    public static string Pdf(string name) => Path.Combine(Folder, name + ".pdf");

    /// <summary>The true text of one page, counted from 1.</summary>
    public static string Truth(string name, int page = 1) => File.ReadAllText(Path.Combine(Folder, name + ".txt")).Split('\f')[page - 1];

    /// <summary>Grey samples; never change them.</summary>
    public static GrayPixels Gray(string name, int page = 1, int dpi = 200) => Drawn.GetOrAdd((name, page, dpi), key =>
    {
        var pgm = Draw(key.Name, key.Page, key.Dpi, "-gray");
        var (width, height) = Size(pgm);
        return new GrayPixels(width, height, pgm[^(width * height)..]);
    });

    /// <summary>A grey picture of a page, to be disposed by the test.</summary>
    public static PageImage Picture(string name, int page = 1, int dpi = 200) => PageImage.FromGray(Gray(name, page, dpi), new Dpi(dpi));

    /// <summary>The same in colour: 32 bits a pixel.</summary>
    public static PageImage ColorPicture(string name, int page = 1, int dpi = 200)
    {
        var ppm = Draw(name, page, dpi);
        var (width, height) = Size(ppm);
        using var stream = new MemoryStream(ppm);
        return new PageImage(NetpbmReader.Read(stream, width, height), new Dpi(dpi));
    }

    private static (int Width, int Height) Size(byte[] netpbm)
    {
        var header = Encoding.ASCII.GetString(netpbm, 0, 30).Split((char[])[' ', '\n'], 4);
        return (int.Parse(header[1], CultureInfo.InvariantCulture), int.Parse(header[2], CultureInfo.InvariantCulture));
    }

    private static byte[] Draw(string name, int page, int dpi, params string[] more)
    {
        string[] arguments = ["-r", $"{dpi}", "-f", $"{page}", "-l", $"{page}", .. more, Pdf(name)];
        using var poppler = Process.Start(new ProcessStartInfo("pdftoppm", arguments) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        poppler.StandardOutput.BaseStream.CopyTo(output);
        poppler.WaitForExit();
        Assert.That(poppler.ExitCode, Is.Zero, $"pdftoppm cannot draw {name}.");
        return output.ToArray();
    }
}
