using System.Text.RegularExpressions;
using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Pdf;

/// <summary>Whole documents as readable text beside this file; <c>UPDATE_GOLDENS=1</c> writes them anew.</summary>
public sealed partial class GoldenTests
{
    [Test]
    public void A_scanned_letter() => Compare("letter", bench => bench.Assemble(
        SmallPages.Page(1, SmallPages.Gray(200, 120), SmallPages.Line(40, ("Sehr", 20, 60), ("geehrte", 70, 140)), SmallPages.Line(80, ("Größe", 20, 80)))).Path);

    [Test]
    public void A_page_of_layers_turned_and_straightened() => Compare("layers", bench => bench.Assemble(
        SmallPages.Page(1, new EncodedPicture(40, 60, new Dpi(72),
        [
            new PictureLayer(SmallPages.Rgb(10, 15)),
            new PictureLayer(null, SmallPages.Bitonal(40, 60, (x, y) => x == y), (200, 0, 0)),
            new PictureLayer(SmallPages.Rgb(5, 5), SmallPages.Bitonal(40, 60, (x, y) => x > y)),
        ])
        { Placement = new Placement(QuarterTurn.Clockwise90, 1.5) })).Path);

    [Test]
    public void A_scan_in_a_strange_file() => Compare("graft", bench => bench.Graft(
        StrangeFile.Write(
            bench.File("in.pdf"), "/Outlines 10 0 R/PageLabels<</Nums[0<</S/r>>]>>", "/Rotate 90", "0 g",
            objects: ["<</First 11 0 R/Last 11 0 R/Count 1>>", "<</Title(Anfang)/Parent 10 0 R/Dest[3 0 R/Fit]>>"]),
        [SmallPages.Page(1, SmallPages.Gray(100, 200), SmallPages.Line(40, ("Wort", 20, 60)))]).Path);

    private static void Compare(string name, Func<Workbench, string> write)
    {
        using var bench = new Workbench();
        var readable = Streams().Replace(bench.Readable(write(bench)), stream => stream.Value.Split("\\x").Length > 10 ? "stream\n…\nendstream" : stream.Value);

        // Places and identifier depend on how well the machine's zlib compresses.
        var text = Identifier().Replace(readable[..readable.IndexOf("\nxref", StringComparison.Ordinal)], "");
        var golden = Path.Combine(Corpus.RepositoryRoot, "tests", "Digitize.Pages.Tests", "Pdf", "Goldens", name + ".txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            File.WriteAllText(golden, text);
        }

        Assert.That(text, Is.EqualTo(File.ReadAllText(golden)));
    }

    /// <summary>Those with many bytes that are no text are fonts, profiles and pictures.</summary>
    [GeneratedRegex(@"stream\n[\s\S]*?\nendstream")]
    private static partial Regex Streams();

    [GeneratedRegex(@"/ID \[.*?\]")]
    private static partial Regex Identifier();
}
