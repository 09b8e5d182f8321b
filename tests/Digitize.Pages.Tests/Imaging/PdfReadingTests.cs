using System.Diagnostics;
using Digitize.Pages.Imaging;
using static Digitize.Pages.Tests.Imaging.SmallFiles;

namespace Digitize.Pages.Tests.Imaging;

public sealed class PdfReadingTests
{
    private const string Font = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";
    private const string Sentence = "The quick brown fox jumps over the lazy dog and runs away from it. ";
    private const string ScanContent = "q 73.44 0 0 95.04 0 0 cm /P Do Q ";
    private const string SmallPage = "/MediaBox[0 0 73.44 95.04]";

    private static SourceFile Open(byte[] pdf, TextMode mode = TextMode.Skip) =>
        SourceFile.Open(Save(pdf, "upload.pdf"), new PageOptions { Mode = mode }, CancellationToken.None);

    private static FailureCode Refusal(byte[] pdf)
    {
        var watch = Stopwatch.StartNew();
        var code = Assert.Throws<UnreadableException>(() => Open(pdf).Dispose())!.Failure.Code;
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
        return code;
    }

    private static SourcePageKind Kind(byte[] pdf, TextMode mode = TextMode.Skip)
    {
        using var source = Open(pdf, mode);
        return source.Pages[0].Kind;
    }

    /// <summary>A grey scan of 102×132 pixels in which each pixel tells its place.</summary>
    private static byte[] Scan(string dictionary = "/ColorSpace/DeviceGray/BitsPerComponent 8", byte[]? samples = null) =>
        Stream($"/Type/XObject/Subtype/Image/Width 102/Height 132{dictionary}/Filter/FlateDecode", Deflate(samples ?? [.. Enumerable.Range(0, 102 * 132).Select(i => (byte)((i % 102) + (i / 102)))]));

    private static byte[] ScanPage(string extra = "", string page = SmallPage, byte[]? scan = null, string content = ScanContent) =>
        OnePage(content + extra, "/XObject<</P 5 0 R>>" + Font, page, scan ?? Scan());

    private static string Show(string text, int mode = 0) => $"BT /F 1 Tf {mode} Tr 5 50 Td ({text}) Tj ET ";

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    [Test]
    public void A_page_that_is_one_scan_is_taken_out_to_the_bit()
    {
        using var source = Open(ScanPage());
        Assert.That(source.Pages[0].Kind, Is.EqualTo(SourcePageKind.EmbeddedScan));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That((page.Image.Width, page.Image.Height, page.Image.Depth), Is.EqualTo((102, 132, 8)));
        Assert.That(page.Image.Dpi.Value, Is.EqualTo(100).Within(0.1));
        for (var x = 0; x < 102; x++)
        {
            Assert.That(PixelFiles.Pixel(page.Image, x, 77).R, Is.EqualTo(x + 77));
        }
    }

    [TestCase("", 30, 20)]
    [TestCase("/Rotate 90", 132 - 1 - 20, 30)]
    [TestCase("/Rotate 180", 102 - 1 - 30, 132 - 1 - 20)]
    [TestCase("/Rotate -90", 20, 102 - 1 - 30)]
    public void The_page_is_turned_as_a_viewer_shows_it(string rotate, int x, int y)
    {
        using var source = Open(ScanPage(page: SmallPage + rotate));
        Assert.That(source.Pages[0].Kind, Is.EqualTo(SourcePageKind.EmbeddedScan));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(PixelFiles.Pixel(page.Image, x, y).R, Is.EqualTo(50));
        Assert.That(page.Image.Size.WidthPoints, Is.EqualTo(source.Pages[0].Size.WidthPoints).Within(1));
    }

    [TestCase("/Rotate 90", true)]
    [TestCase("/Rotate 180", false)]
    [TestCase("/Rotate 270", true)]
    public void A_page_that_is_drawn_lies_as_a_viewer_shows_it(string rotate, bool isWide)
    {
        using var source = Open(OnePage("0 0 30 20 re f ", "", SmallPage + rotate));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(page.Image.Width > page.Image.Height, Is.EqualTo(isWide));
        Assert.That(page.Image.Size.WidthPoints, Is.EqualTo(source.Pages[0].Size.WidthPoints).Within(1));
    }

    [Test]
    public void A_scan_that_was_straightened_by_the_page_is_taken_out_as_it_was_stored()
    {
        // Clockwise by two degrees about the middle of the page.
        const string Askew = "q 73.395 -2.563 3.317 94.982 -1.636 1.3105 cm /P Do Q ";
        using var source = Open(ScanPage(content: Askew));
        Assert.That(source.Pages[0].Kind, Is.EqualTo(SourcePageKind.EmbeddedScan));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That((page.Image.Width, page.Image.Height, page.OriginalTurn), Is.EqualTo((102, 132, QuarterTurn.None)));
        Assert.That(PixelFiles.Pixel(page.Image, 30, 20).R, Is.EqualTo(50));
    }

    [TestCase("q 62 -30 39 80 -15 22 cm /P Do Q ", Description = "far askew")]
    [TestCase("q 73.44 0 10 95.04 0 0 cm /P Do Q ", Description = "slanted")]
    [TestCase("q -73.44 0 0 95.04 73.44 0 cm /P Do Q ", Description = "mirrored")]
    public void A_picture_that_is_shown_otherwise_is_drawn(string content) =>
        Assert.That(Kind(ScanPage(content: content)), Is.EqualTo(SourcePageKind.Rendered));

    [TestCase("/ColorSpace/DeviceGray/BitsPerComponent 8", PictureColor.Gray, false)]
    [TestCase("/ColorSpace/DeviceGray/BitsPerComponent 8/Decode[1 0]", PictureColor.Gray, true)]
    [TestCase("/ColorSpace[/Indexed/DeviceGray 1 <00FF>]/BitsPerComponent 8", PictureColor.Palette, false)]
    [TestCase("/ColorSpace/DeviceGray/BitsPerComponent 1", PictureColor.Bitonal, true)]
    public void Packed_samples_can_be_kept_as_they_came(string dictionary, PictureColor color, bool inverted)
    {
        using var source = Open(ScanPage(scan: Scan(dictionary, [.. Enumerable.Repeat((byte)1, 102 * 132)])));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That((page.Original?.Coding, page.Original?.Color, page.Original?.Inverted), Is.EqualTo(((PictureCoding?)PictureCoding.Flate, (PictureColor?)color, (bool?)inverted)));
    }

    /// <summary>More rows than a band has; red in the last one is dust up to the eight pixels that any picture may have.</summary>
    [TestCase(0, 8)]
    [TestCase(8, 8)]
    [TestCase(9, 32)]
    public void Samples_in_color_without_color_become_gray(int red, int depth)
    {
        var samples = new byte[102 * 132 * 3];
        for (var i = 0; i < 102 * 132; i++)
        {
            samples.AsSpan(i * 3, 3).Fill((byte)(i % 251));
        }

        for (var i = 0; i < red; i++)
        {
            samples[^((3 * i) + 3)] = 255;
            samples[^((3 * i) + 2)] = 0;
        }

        using var source = Open(ScanPage(scan: Scan("/ColorSpace/DeviceRGB/BitsPerComponent 8", samples)));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(page.Image.Depth, Is.EqualTo(depth));
        for (var i = 0; i < 102 * 131; i++)
        {
            Assert.That(PixelFiles.Pixel(page.Image, i % 102, i / 102).R, Is.EqualTo(i % 251));
        }
    }

    [Test]
    public void Packed_samples_that_end_early_are_not_kept()
    {
        using var source = Open(ScanPage(scan: Scan(samples: new byte[102 * 130])));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(page.Original, Is.Null);
    }

    [Test]
    public void Pages_that_show_one_picture_share_its_bytes()
    {
        byte[] Page(string extra) => Ascii($"<</Type/Page/Parent 2 0 R{SmallPage}{extra}/Contents 5 0 R/Resources<</XObject<</P 6 0 R>>>>>>");
        using var source = Open(PdfOf(Ascii("<</Type/Catalog/Pages 2 0 R>>"), Ascii("<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>"), Page(""), Page("/Rotate 90"), Stream("", Ascii(ScanContent)), Scan()));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(page.Original?.Pages, Is.EqualTo(2));
        Assert.That(page.Original?.Bytes, Is.EqualTo(page.Original?.Data.Length / 2));
    }

    [TestCase("/ColorSpace/DeviceGray/BitsPerComponent 8/Decode[1 0]", 205)]
    [TestCase("/ColorSpace[/Indexed/DeviceGray 255 6 0 R]/BitsPerComponent 8", 100)]
    [TestCase("/ColorSpace/CalGray/BitsPerComponent 8", 50)]
    public void Samples_mean_what_the_dictionary_says(string dictionary, int expected)
    {
        var doubled = Stream("", [.. Enumerable.Range(0, 256).Select(i => (byte)(i * 2))]);
        var pdf = OnePage(ScanContent, "/XObject<</P 5 0 R>>", SmallPage, Scan(dictionary), doubled);
        using var source = Open(pdf);
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(PixelFiles.Pixel(page.Image, 30, 20).R, Is.EqualTo(expected).Within(1));
    }

    [Test]
    public void Text_stays_and_a_scan_with_a_stamp_is_read()
    {
        Assert.That(Kind(OnePage(Show(Repeat(Sentence, 3)), Font)), Is.EqualTo(SourcePageKind.KeepText), "born digital");
        Assert.That(Kind(ScanPage(Show("Received 12.03.2026 No. 4711"))), Is.EqualTo(SourcePageKind.Rendered), "stamp");
        Assert.That(Kind(ScanPage(Show(Repeat(Sentence, 9)), "/MediaBox[0 0 612 792]", content: "q 612 0 0 792 0 0 cm /P Do Q ")), Is.EqualTo(SourcePageKind.KeepText), "paper as background");
    }

    [Test]
    public void An_invisible_layer_is_kept_or_done_again()
    {
        var recognized = ScanPage(Show(Sentence, mode: 3));
        Assert.That(Kind(recognized), Is.EqualTo(SourcePageKind.KeepText));
        Assert.That(Kind(recognized, TextMode.Redo), Is.EqualTo(SourcePageKind.EmbeddedScan));
        var garbled = ScanPage(Show("$%& (!) .,;: --- ??? a", mode: 3));
        Assert.That(Kind(garbled), Is.Not.EqualTo(SourcePageKind.KeepText));
    }

    [Test]
    public void Text_under_the_scan_counts_as_invisible()
    {
        var under = OnePage(Show(Sentence) + ScanContent, "/XObject<</P 5 0 R>>" + Font, SmallPage, Scan());
        Assert.That(Kind(under, TextMode.Redo), Is.EqualTo(SourcePageKind.EmbeddedScan));
    }

    /// <summary>A fax of group 3 goes the same way as JBIG2: through poppler, on a sheet of its own. Coded by hand: white, then one black pixel more to the right in every row.</summary>
    [Test]
    public void A_picture_that_poppler_has_to_decode_is_drawn_pixel_for_pixel()
    {
        // 64 white (11011), 0 white (00110101) or further, black and white runs: rows of 64 white and 64 black alternating with their opposite.
        var white64 = "11011" + "00110101";
        var black64 = "0000001111" + "0000110111";
        var rows = string.Concat(Enumerable.Range(0, 130).Select(y => Padded(y % 2 == 0 ? white64 + black64 : "00110101" + black64 + white64)));
        var fax = Enumerable.Range(0, rows.Length / 8).Select(i => Convert.ToByte(rows.Substring(i * 8, 8), 2)).ToArray();
        var scan = Stream("/Type/XObject/Subtype/Image/Width 128/Height 130/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K 0/Columns 128/Rows 130/EncodedByteAlign true>>", fax);
        using var source = Open(OnePage("q 92.16 0 0 93.6 0 0 cm /P Do Q", "/XObject<</P 5 0 R>>", "/MediaBox[0 0 92.16 93.6]", scan));
        Assert.That(source.Pages[0].Kind, Is.EqualTo(SourcePageKind.EmbeddedScan));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That((page.Image.Width, page.Image.Height, page.Image.Depth), Is.EqualTo((128, 130, 1)));
        for (var y = 0; y < 130; y++)
        {
            for (var x = 0; x < 128; x++)
            {
                Assert.That(PixelFiles.Pixel(page.Image, x, y).R, Is.EqualTo(x < 64 == (y % 2 == 0) ? 255 : 0), $"at {x}, {y}");
            }
        }

        static string Padded(string bits) => bits.PadRight((bits.Length + 7) / 8 * 8, '0');
    }

    [Test]
    public void An_empty_page_is_no_failure()
    {
        using var source = Open(OnePage("", ""));
        Assert.That(source.Pages[0], Has.Property("Kind").EqualTo(SourcePageKind.KeepText).And.Property("Failure").Null);
        Assert.That(source.Pdf!.HasTextOnEveryPage);
    }

    [Test]
    public void A_signed_document_says_so()
    {
        var pdf = PdfOf(Ascii("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>"), Ascii("<</Type/Pages/Count 1/Kids[3 0 R]>>"),
            Ascii("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"), Ascii("<</FT/Sig/T(s)/V<</Type/Sig>>>>"));
        using var source = Open(pdf);
        Assert.That(source.Pdf!.IsSigned);
    }

    [Test]
    public void A_page_tree_that_is_a_circle_is_damaged() => Assert.That(
        Refusal(PdfOf(Ascii("<</Type/Catalog/Pages 2 0 R>>"), Ascii("<</Type/Pages/Count 1/Kids[2 0 R 2 0 R]>>"))), Is.EqualTo(FailureCode.Damaged));

    [Test]
    public void A_page_tree_of_shared_twigs_is_damaged()
    {
        var objects = new List<byte[]> { Ascii("<</Type/Catalog/Pages 2 0 R>>") };
        for (var i = 2; i < 52; i++)
        {
            objects.Add(Ascii($"<</Type/Pages/Count 1/Kids[{Repeat($"{i + 1} 0 R ", 10)}]>>"));
        }

        objects.Add(Ascii("<</Type/Pages/Count 0/Kids[]>>"));
        Assert.That(Refusal(PdfOf([.. objects])), Is.EqualTo(FailureCode.Damaged));
    }

    [LongForm]
    [Test]
    public void A_million_pages_are_too_many() => Assert.That(
        Refusal(PdfOf(Ascii("<</Type/Catalog/Pages 2 0 R>>"), Ascii($"<</Type/Pages/Count 1000000/Kids[{Repeat("3 0 R ", 1_000_000)}]>>"), Ascii("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"))),
        Is.EqualTo(FailureCode.TooManyPages));

    [Test]
    public void A_hundred_thousand_nested_arrays_end_in_a_failure() => Assert.That(
        Refusal(PdfOf(Ascii($"<</Type/Catalog/Pages 2 0 R/X {new string('[', 100_000)}{new string(']', 100_000)}>>"), Ascii("<</Type/Pages/Count 0/Kids[]>>"))),
        Is.EqualTo(FailureCode.Damaged));

    [Test]
    public void A_gigabyte_in_one_stream_is_never_unpacked()
    {
        var gigabyte = Gigabyte();
        var content = PdfOf(Ascii("<</Type/Catalog/Pages 2 0 R>>"), Ascii("<</Type/Pages/Count 1/Kids[3 0 R]>>"),
            Ascii("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>"), Stream("/Filter/FlateDecode", gigabyte));
        Assert.That(Refusal(content), Is.EqualTo(FailureCode.TooLarge), "as content");
        var objects = PdfOf(Ascii("<</Type/Catalog/Pages 2 0 R>>"), Stream("/Type/ObjStm/N 1/First 8/Filter/FlateDecode", gigabyte));
        Assert.That(Refusal(objects), Is.EqualTo(FailureCode.TooLarge), "as object stream");
        using var picture = Open(ScanPage(scan: Stream("/Type/XObject/Subtype/Image/Width 102/Height 132/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode", gigabyte)));
        using var read = picture.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That(read.Image.Width, Is.EqualTo(102), "as picture");
    }

    [Test]
    public void A_page_of_impossible_size_is_laid_on_smaller_paper()
    {
        using var source = Open(OnePage("0 0 100 100 re f", "", "/MediaBox[0 0 14400 14400]/UserUnit 100"));
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        Assert.That((long)page.Image.Width * page.Image.Height, Is.LessThan(41_000_000));
    }

    [Test]
    public void A_page_that_hangs_the_renderer_is_given_up_at_the_deadline()
    {
        var objects = Enumerable.Range(5, 6).Select(i => Stream($"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</F {i + 1} 0 R>>>>", Ascii(i == 10 ? "0 0 612 792 re f 9 9 500 500 re S" : Repeat("/F Do ", 60))));
        var pdf = OnePage("/F Do", "/XObject<</F 5 0 R>>", more: [.. objects], page: "/MediaBox[0 0 612 792]");
        using var source = SourceFile.Open(Save(pdf, "slow.pdf"), new PageOptions { PageDeadline = TimeSpan.FromSeconds(1) }, CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var failure = Assert.Throws<UnreadableException>(() => source.ReadPage(PageNumber.First, CancellationToken.None).Dispose())!.Failure;
        Assert.That(failure.Code, Is.EqualTo(FailureCode.TimedOut));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1 + Limits.BusyFactor + 5)));
    }

    private static byte[] Gigabyte()
    {
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 1024; i++)
            {
                zlib.Write(zeros);
            }
        }

        return packed.ToArray();
    }
}
