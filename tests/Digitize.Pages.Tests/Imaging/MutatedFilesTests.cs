using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

/// <summary>Files with bytes changed at random (but the same in every run): the only exception that may come out is <see cref="UnreadableException"/>.</summary>
public sealed class MutatedFilesTests
{
    private static readonly PageOptions Small = new()
    {
        PageDeadline = TimeSpan.FromSeconds(10),
        Limits = new Limits { MaxMegapixels = 20, MaxStreamMegabytes = 64 },
    };

    [TestCase("formats", "simple.jpg", 75)]
    [TestCase("formats", "simple-alpha.png", 75)]
    [TestCase("formats", "simple-no-dpi.png", 50)]
    [TestCase("formats", "simple.gif", 75)]
    [TestCase("formats", "document.webp", 20)]
    [TestCase("formats", "simple.heic", 20)]
    [TestCase("formats", "simple.bmp", 15)]
    [TestCase("formats", "simple.tif", 15)]
    [TestCase("formats", "multi-page-images.tiff", 20)]
    [TestCase("pdf", "baiona_cmyk.jpg", 30)]
    [TestCase("pdf", "baiona_colormapped.png", 30)]
    [TestCase("pdf", "lichtenstein.pdf", 12)]
    [TestCase("pdf", "ccitt.pdf", 12)]
    [TestCase("pdf", "jbig2.pdf", 12)]
    [TestCase("pdf", "graph_ocred.pdf", 12)]
    [TestCase("pdf", "trivial.pdf", 20)]
    public void Changed_bytes_are_read_or_refused(string folder, string name, int times)
    {
        var original = File.ReadAllBytes(Corpus.File(folder, name));
        var random = new Random(4711);
        var refused = 0;
        for (var i = 0; i < times; i++)
        {
            refused += Reads(Change(original, random), name) ? 0 : 1;
        }

        TestContext.Out.WriteLine($"{name}: {refused} of {times} refused");
        Assert.That(refused, Is.GreaterThan(0), "nothing was broken");
    }

    private static byte[] Change(byte[] original, Random random)
    {
        var changed = (byte[])original.Clone();

        // Headers are where the decisions are: half of the changes go there.
        var reach = random.Next(2) == 0 ? Math.Min(600, changed.Length) : changed.Length;
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            changed[random.Next(reach)] = (byte)random.Next(256);
        }

        return random.Next(6) == 0 ? changed[..random.Next(20, changed.Length)] : changed;
    }

    private static bool Reads(byte[] bytes, string name)
    {
        try
        {
            using var source = SourceFile.Open(SmallFiles.Save(bytes, name), Small, CancellationToken.None);
            source.ReadPage(PageNumber.First, CancellationToken.None).Dispose();
            return true;
        }
        catch (UnreadableException)
        {
            return false;
        }
    }
}
