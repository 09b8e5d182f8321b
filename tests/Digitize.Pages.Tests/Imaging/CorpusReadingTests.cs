using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

/// <summary>Every file of the corpus opens and every page reads, or the file is refused with the documented reason.</summary>
public sealed class CorpusReadingTests
{
    private static readonly Dictionary<string, FailureCode> Refused = new()
    {
        ["invalid.pdf"] = FailureCode.Damaged,
        ["encrypted.pdf"] = FailureCode.Encrypted,
        ["password-is-test.pdf"] = FailureCode.Encrypted,
        ["linn.txt"] = FailureCode.NotSupported,
    };

    /// <summary>Set READ_OUT to a folder to get every page as a picture to look at.</summary>
    private static readonly string? Out = Environment.GetEnvironmentVariable("READ_OUT");

    /// <summary>Sheets that are all alike, and PDFs of many pages that the tests of grafting read as well, are for the longer form.</summary>
    private static string[] Folders => LongForm.IsAsked ? ["pdf", "formats", "mail-separators", "pages"] : ["formats", "pages"];

    [TestCaseSource(nameof(Folders))]
    public void Every_file_is_read_or_refused_with_its_reason(string folder)
    {
        foreach (var path in Directory.GetFiles(Corpus.Folder(folder)).Where(path => !path.EndsWith(".hocr", StringComparison.Ordinal)).Order())
        {
            var name = Path.GetFileName(path);
            if (Refused.TryGetValue(name, out var code))
            {
                var refusal = Assert.Throws<UnreadableException>(() => SourceFile.Open(path, new PageOptions(), CancellationToken.None).Dispose(), name);
                Assert.That(refusal!.Failure.Code, Is.EqualTo(code), name);
                continue;
            }

            using var source = SourceFile.Open(path, new PageOptions(), CancellationToken.None);
            foreach (var page in source.Pages)
            {
                ReadOne(source, page, name);
            }
        }
    }

    private static void ReadOne(SourceFile source, SourcePage page, string name)
    {
        Assert.That(page.Failure, Is.Null, $"{name} page {page.Number}");
        using var picture = source.ReadPage(page.Number, CancellationToken.None);
        var image = picture.Image;
        Assert.That(image.Size.WidthPoints, Is.EqualTo(page.Size.WidthPoints).Within(1.5).Percent.Or.EqualTo(page.Size.WidthPoints).Within(1.5), $"{name} page {page.Number} {page.Kind}: width");
        Assert.That(image.Size.HeightPoints, Is.EqualTo(page.Size.HeightPoints).Within(1.5).Percent.Or.EqualTo(page.Size.HeightPoints).Within(1.5), $"{name} page {page.Number} {page.Kind}: height");
        TestContext.Out.WriteLine($"{name} {page.Number}: {page.Kind} ({page.Reason}) {image.Width}x{image.Height}x{image.Depth} {image.Dpi} original {picture.Original?.Coding.ToString() ?? "-"} turn {picture.OriginalTurn}");
        if (Out is not null)
        {
            PixelFiles.Write(image, Path.Combine(Out, $"{name}-{page.Number}.pnm"));
        }
    }
}
