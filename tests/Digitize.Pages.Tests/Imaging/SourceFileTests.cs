using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class SourceFileTests
{
    private static SourceFile Open(byte[] bytes, string name = "upload", PageOptions? options = null) =>
        SourceFile.Open(SmallFiles.Save(bytes, name), options ?? new PageOptions(), CancellationToken.None);

    private static Failure Refusal(byte[] bytes, string name = "upload") =>
        Assert.Throws<UnreadableException>(() => Open(bytes, name).Dispose())!.Failure;

    [TestCase("MZ\u0090\0 an exe", "invoice.pdf")]
    [TestCase("PK\u0003\u0004 [Content_Types].xml", "letter.docx")]
    [TestCase("PK\u0003\u0004 %PDF-1.7", "polyglot.pdf")]
    [TestCase("<!DOCTYPE html>\n<!-- %PDF-1.7 -->", "page.pdf")]
    [TestCase("just text", "note.txt")]
    [TestCase("", "empty.pdf")]
    public void What_is_no_page_is_refused_whatever_it_is_called(string content, string name) =>
        Assert.That(Refusal(Encoding.Latin1.GetBytes(content), name).Code, Is.EqualTo(FailureCode.NotSupported));

    [Test]
    public void A_picture_with_the_name_of_a_pdf_is_a_picture()
    {
        using var source = Open(SmallFiles.Png(40, 30, 0, SmallFiles.Rows(40, 30, 1, (x, _) => [(byte)x])), "scan.pdf");
        Assert.That(source.Format, Is.EqualTo(FileFormat.Png));
        Assert.That(source.Pdf, Is.Null);
    }

    [Test]
    public void A_giant_png_is_refused_at_once()
    {
        var file = SmallFiles.Png(65535, 65535, 6, [0]);
        _ = Refusal(file);
        var watch = Stopwatch.StartNew();
        Assert.That(Refusal(file).Code, Is.EqualTo(FailureCode.PageTooLarge));
        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(100));
    }

    [Test]
    public void Tiff_pages_in_a_circle_are_refused()
    {
        var file = new byte[8 + 2 + 12 + 4];
        "II*\0"u8.CopyTo(file);
        file[4] = 8;
        file[8] = 1;
        file[22] = 8;
        Assert.That(Refusal(file).Code, Is.EqualTo(FailureCode.Damaged));
    }

    [Test]
    public void A_million_tiff_pages_are_too_many()
    {
        var file = new byte[8 + (18 * 1_000_000)];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 8);
        for (var i = 0; i < 1_000_000; i++)
        {
            var at = 8 + (i * 18);
            file[at] = 1;
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at + 14), i == 999_999 ? 0 : at + 18);
        }

        var watch = Stopwatch.StartNew();
        Assert.That(Refusal(file).Code, Is.EqualTo(FailureCode.TooManyPages));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void A_grey_picture_stored_in_color_comes_out_grey()
    {
        using var source = Open(SmallFiles.Png(60, 50, 2, SmallFiles.Rows(60, 50, 3, (x, y) => [(byte)(x + y), (byte)(x + y), (byte)(x + y)]), 150));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(page.Image.Depth, Is.EqualTo(8));
        Assert.That(PixelFiles.Pixel(page.Image, 33, 20).R, Is.EqualTo(53));
        Assert.That(page.Image.Dpi.Value, Is.EqualTo(150).Within(0.1));
    }

    [Test]
    public void A_picture_of_black_and_white_samples_comes_out_with_one_bit()
    {
        using var source = Open(SmallFiles.Png(61, 50, 0, SmallFiles.Rows(61, 50, 1, (x, y) => [(byte)((x * 7) + y) % 3 == 0 ? (byte)0 : (byte)255]), 150));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(page.Image.Depth, Is.EqualTo(1));
        for (var x = 0; x < 61; x++)
        {
            Assert.That(PixelFiles.Pixel(page.Image, x, 4).R, Is.EqualTo((byte)((x * 7) + 4) % 3 == 0 ? 0 : 255), $"at {x}");
        }
    }

    [Test]
    public void A_colored_stamp_keeps_the_page_in_color()
    {
        using var source = Open(SmallFiles.Png(400, 400, 2, SmallFiles.Rows(400, 400, 3, (x, y) => x < 10 && y is > 200 and < 210 ? [200, 20, 20] : [250, 250, 250])));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(page.Image.Depth, Is.EqualTo(32));
    }

    [Test]
    public void Transparent_pixels_become_white_paper()
    {
        using var source = Open(SmallFiles.Png(40, 40, 6, SmallFiles.Rows(40, 40, 4, (x, _) => x < 20 ? [0, 0, 0, 0] : [0, 0, 0, 255])));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(PixelFiles.Pixel(page.Image, 5, 5).R, Is.EqualTo(255));
        Assert.That(PixelFiles.Pixel(page.Image, 30, 5).R, Is.Zero);
        Assert.That(page.Original, Is.Null);
    }

    [Test]
    public void A_cut_off_png_is_damaged()
    {
        var file = SmallFiles.Png(400, 400, 0, SmallFiles.Rows(400, 400, 1, (x, y) => [(byte)((x * 31) ^ (y * 17))]));
        using var source = Open(file[..(file.Length / 2)]);
        var failure = Assert.Throws<UnreadableException>(() => source.ReadPage(PageNumber.First, CancellationToken.None).Dispose())!.Failure;
        Assert.That(failure, Is.EqualTo(new Failure(FailureCode.Damaged, failure.Detail) { Page = PageNumber.First }));
    }

    [TestCase(2, false)]
    [TestCase(3, true)]
    [TestCase(5, false)]
    [TestCase(6, true)]
    [TestCase(8, true)]
    public void A_turned_photo_is_shown_upright_and_a_mirrored_one_loses_its_original(int orientation, bool hasOriginal)
    {
        var jpeg = File.ReadAllBytes(Corpus.File("formats", "simple.jpg"));
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        using var source = Open([.. jpeg[..2], .. exif, .. jpeg[2..]]);
        using var plain = Open(jpeg, "plain");
        using var turned = source.ReadPage(PageNumber.First, CancellationToken.None);
        using var straight = plain.ReadPage(PageNumber.First, CancellationToken.None);
        var (w, h) = (straight.Image.Width, straight.Image.Height);
        Assert.That(turned.Image.Width, Is.EqualTo(orientation >= 5 ? h : w));
        Assert.That(turned.Original is not null, Is.EqualTo(hasOriginal));

        // Where the stored pixel (300, 100) has to be shown.
        var (x, y) = orientation switch { 2 => (w - 1 - 300, 100), 3 => (w - 1 - 300, h - 1 - 100), 5 => (100, 300), 6 => (h - 1 - 100, 300), _ => (100, w - 1 - 300) };
        for (var i = -5; i <= 5; i++)
        {
            var (dx, dy) = orientation switch { 2 or 3 => (-i, 0), 8 => (0, -i), _ => (0, i) };
            Assert.That(PixelFiles.Pixel(turned.Image, x + dx, y + dy), Is.EqualTo(PixelFiles.Pixel(straight.Image, 300 + i, 100)));
        }
    }

    [Test]
    public void An_original_jpeg_keeps_no_exif()
    {
        var jpeg = File.ReadAllBytes(Corpus.File("formats", "simple.jpg"));
        byte[] secret = [0xFF, 0xE1, 0, 20, .. "Exif\0\0GPS 52.5 13.4"u8.ToArray()[..18]];
        using var source = Open([.. jpeg[..2], .. secret, .. jpeg[2..]]);
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(page.Original!.Data.AsSpan().IndexOf("GPS"u8), Is.LessThan(0));
        Assert.That(page.Original.Data.AsSpan().EndsWith(jpeg.AsSpan(jpeg.Length / 2)));
    }

    [Test]
    public void A_file_over_the_limit_is_too_large()
    {
        var options = new PageOptions { Limits = new Limits { MaxFileMegabytes = 0 } };
        var refusal = Assert.Throws<UnreadableException>(() => Open(SmallFiles.Png(4, 4, 0, new byte[20]), "upload", options).Dispose());
        Assert.That(refusal!.Failure.Code, Is.EqualTo(FailureCode.TooLarge));
    }
}
