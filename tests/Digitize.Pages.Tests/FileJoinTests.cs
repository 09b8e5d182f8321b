using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;
using Digitize.Pages.Tests.Imaging;
using Digitize.Pages.Tests.Pdf;

namespace Digitize.Pages.Tests;

/// <summary>Several files become one, and nothing of any of them is lost.</summary>
public sealed class FileJoinTests
{
    private static readonly DateTimeOffset CameAt = new(2026, 11, 27, 9, 30, 0, TimeSpan.Zero);

    [Test]
    public void Pages_of_files_of_any_kind_follow_each_other_with_the_very_pixels_that_they_had()
    {
        string[] files =
        [
            Path.Combine(Corpus.Samples, "kassenbon.jpg"),
            ScanFiles.Pdf(100, Spoils.Blank(80, 120, 40), Spoils.Blank(90, 100, 80)),
            SmallFiles.Save(SmallTiff.Of(true, Spoils.Blank(60, 40, 90), Spoils.Blank(50, 70, 30)), "two.tif"),
            SmallFiles.Save(SmallFiles.Png(40, 30, 2, SmallFiles.Rows(40, 30, 3, (x, y) => [(byte)(x * 6), (byte)(y * 8), 77]), 150), "color.png"),
            SmallFiles.Save(SmallFiles.Png(30, 40, 6, SmallFiles.Rows(30, 40, 4, (x, y) => [(byte)(x * 8), 10, (byte)(y * 6), 255]), 150), "alpha.png"),
            SmallFiles.Save(Turned(File.ReadAllBytes(Path.Combine(Corpus.Samples, "kassenbon.jpg")), 6), "turned.jpg"),
        ];
        var (joined, summary) = Join(files);
        Assert.That(summary.Pages, Is.EqualTo(new[] { 1, 2, 2, 1, 1, 1 }));
        Assert.That(summary.Bytes, Is.EqualTo(new FileInfo(joined).Length));

        using var whole = SourceFile.Open(joined, new PageOptions(), CancellationToken.None);
        var next = PageNumber.First;
        foreach (var file in files)
        {
            using var source = SourceFile.Open(file, new PageOptions(), CancellationToken.None);
            foreach (var page in source.Pages)
            {
                using var was = source.ReadPage(page.Number, CancellationToken.None);
                using var now = whole.ReadPage(next, CancellationToken.None);
                Assert.That((now.Image.Width, now.Image.Height, now.Image.Depth), Is.EqualTo((was.Image.Width, was.Image.Height, was.Image.Depth)), $"{file} {page.Number}");
                Assert.That(now.Image.Dpi.Value, Is.EqualTo(was.Image.Dpi.Value).Within(0.5), file);
                Assert.That(Pixels(now.Image), Is.EqualTo(Pixels(was.Image)), $"{file} {page.Number}");
                next = next.Next();
            }
        }
    }

    [Test]
    public void Each_file_is_attached_as_it_came_under_its_name()
    {
        string[] files = [Path.Combine(Corpus.Samples, "kassenbon.jpg"), Path.Combine(Corpus.Samples, "reparatur-bericht-gemischt.pdf"), SmallFiles.Save(SmallTiff.Of(false, Spoils.Blank(60, 40, 90)), "one.tif")];
        var (joined, _) = Join(files);
        using var document = PdfDocument.Open(joined);
        var names = document.Catalog["/Names"]["/EmbeddedFiles"]["/Names"];
        Assert.That(names.Count, Is.EqualTo(2 * files.Length));
        for (var i = 0; i < files.Length; i++)
        {
            var (name, file) = (names[2 * i].Text, names[(2 * i) + 1]);
            Assert.That((name, file["/UF"].Text), Is.EqualTo(($"{i} Größe {Path.GetFileName(files[i])}", $"{i} Größe {Path.GetFileName(files[i])}")));
            Assert.That(file["/EF"]["/UF"].RawData(), Is.EqualTo(File.ReadAllBytes(files[i])), "To the byte, and not even packed.");
            Assert.That(file["/EF"]["/UF"]["/Params"]["/CreationDate"].Text, Is.EqualTo("D:20261127093000Z"));
        }

        // A JPEG goes onto its page as it came, too.
        var picture = document.Page(PageNumber.First)["/Resources"]["/XObject"]["/I0"];
        Assert.That((picture["/Filter"].Name, picture["/Width"].Integer), Is.EqualTo(("/DCTDecode", (long?)Header(files[0]))));
    }

    [Test]
    public void What_a_file_that_was_read_again_looks_like_does_not_hang_on_the_attachments()
    {
        var (joined, _) = Join(Path.Combine(Corpus.Samples, "reparatur-bericht-gemischt.pdf"), ScanFiles.Pdf(100, Spoils.Blank(80, 120, 40)));
        using var whole = SourceFile.Open(joined, new PageOptions(), CancellationToken.None);
        Assert.That(whole.Pages.Select(page => page.Kind), Is.EqualTo(new[] { SourcePageKind.KeepText, SourcePageKind.EmbeddedScan, SourcePageKind.EmbeddedScan }));
        Assert.That(whole.TextOf(PageNumber.First), Is.Not.Empty);
    }

    [Test]
    public void What_is_signed_or_too_much_together_is_refused()
    {
        using var bench = new Workbench();
        var plain = ScanFiles.Pdf(100, Spoils.Blank(80, 120, 40));
        var signed = StrangeFile.Write(bench.File("signed.pdf"), catalog: "/AcroForm<</SigFlags 3/Fields[10 0 R]>>", objects: "<</FT/Sig/T(a)/V<</Type/Sig>>>>");
        Assert.That(Refused(new PageOptions(), plain, signed), Is.EqualTo(FailureCode.Signed));
        Assert.That(Refused(new PageOptions { Limits = new Limits { MaxPages = 1 } }, plain, plain), Is.EqualTo(FailureCode.TooManyPages));
        var noise = SmallFiles.Save(SmallFiles.Png(900, 900, 2, SmallFiles.Rows(900, 900, 3, (x, y) => [(byte)(x * y * 7), (byte)((x * 31) ^ (y * 17)), (byte)((x * x) + y)])), "noise.png");
        Assert.That(new FileInfo(noise).Length, Is.InRange(500_000, 999_000));
        Assert.That(Refused(new PageOptions { Limits = new Limits { MaxFileMegabytes = 1 } }, noise, noise), Is.EqualTo(FailureCode.TooLarge));
    }

    private static FailureCode Refused(PageOptions options, params string[] files) => Assert.Throws<UnreadableException>(() => Join(options, files))!.Failure.Code;

    private static (string Path, JoinSummary Summary) Join(params string[] files) => Join(new PageOptions(), files);

    private static (string Path, JoinSummary Summary) Join(PageOptions options, params string[] files)
    {
        var path = SmallFiles.Save([], "joined.pdf");
        var summary = FileJoin.Write([.. files.Select((file, i) => new JoinedFile(file, $"{i} Größe {Path.GetFileName(file)}", CameAt))], options, path, CancellationToken.None);
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!, "*.pictures-*"), Is.Empty);
        return (path, summary);
    }

    /// <summary>As a phone that was held sideways writes it.</summary>
    private static byte[] Turned(byte[] jpeg, byte orientation)
    {
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    private static int Header(string jpeg) => Digitize.Pages.Imaging.Headers.JpegHeader.Read(File.ReadAllBytes(jpeg)).Picture.Width;

    private static byte[] Pixels(PageImage image)
    {
        if (image.Depth == 1)
        {
            return [.. BitPlane.Of(image).Words.SelectMany(BitConverter.GetBytes)];
        }

        var pixels = new byte[3 * image.Width * image.Height];
        for (var (y, at) = (0, 0); y < image.Height; y++)
        {
            var row = new PixelRow(image, y);
            for (var x = 0; x < image.Width; x++, at += 3)
            {
                var color = row[x];
                (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)(color >> 16), (byte)(color >> 8), (byte)color);
            }
        }

        return pixels;
    }
}
