using Digitize.Pages.Imaging;
using Digitize.Pages.Native;
using Digitize.Pages.Pdf;
using Digitize.Pages.Tests.Imaging;

namespace Digitize.Pages.Tests;

public sealed class DocumentCutterTests
{
    private const int Dots = 100;

    [Test]
    public void The_sheets_of_a_stack_are_found_without_reading_it()
    {
        using var stack = SourceFile.Open(Path.Combine(Corpus.Samples, "briefstapel-mit-trennblaettern.pdf"), new PageOptions(), CancellationToken.None);
        var separators = stack.Pages.Where(page => DocumentCutter.FindBarcodes(stack, page, CancellationToken.None).Any(code => code.IsSeparator)).Select(page => page.Number.Value);
        Assert.That(separators, Is.EqualTo(new[] { 2, 5 }));
    }

    [TestCase(0, QuarterTurn.None)]
    [TestCase(2.2, QuarterTurn.None)]
    [TestCase(0, QuarterTurn.HalfTurn)]
    [TestCase(0, QuarterTurn.Clockwise90)]
    public void A_sheet_that_was_fed_askew_or_turned_is_found(double degrees, QuarterTurn turn)
    {
        var sheet = Letters.Gray("trennblatt-patcht", dpi: Dots).Skewed(degrees).Turned(turn);
        using var source = SourceFile.Open(ScanFiles.Png(sheet, Dots), new PageOptions(), CancellationToken.None);
        Assert.That(DocumentCutter.FindBarcodes(source, source.Pages[0], CancellationToken.None), Has.Some.Property("IsSeparator").True);
    }

    [Test]
    public void A_page_that_cannot_be_decoded_separates_nothing()
    {
        var broken = SmallTiff.With(SmallTiff.Of(true, Spoils.Blank(40, 30)), 259, 7);
        using var source = SourceFile.Open(SmallFiles.Save(broken, "broken.tif"), new PageOptions(), CancellationToken.None);
        Assert.That(DocumentCutter.FindBarcodes(source, source.Pages[0], CancellationToken.None), Is.Empty);
    }

    [Test]
    public void A_part_of_a_pdf_has_the_very_streams_of_its_pages_and_no_others()
    {
        var path = ScanFiles.Pdf(Dots, [.. Enumerable.Range(1, 5).Select(number => Spoils.Blank(80, 120, (byte)(40 * number)))]);
        var part = Cut(path, 2, 3);
        using var before = PdfDocument.Open(path);
        using var after = PdfDocument.Open(part);
        Assert.That(after.PageCount, Is.EqualTo(2));
        foreach (var number in new[] { 1, 2 })
        {
            var (was, now) = (before.Page(new PageNumber(number + 1)), after.Page(new PageNumber(number)));
            Assert.That(Raw(now["/Contents"]), Is.EqualTo(Raw(was["/Contents"])));
            Assert.That(Raw(now["/Resources"]["/XObject"]["/I"]), Is.EqualTo(Raw(was["/Resources"]["/XObject"]["/I"])));
            Assert.That(now["/Resources"]["/XObject"]["/I"]["/Filter"].Name, Is.EqualTo("/FlateDecode"));
        }

        Assert.That(new FileInfo(part).Length, Is.LessThan(new FileInfo(path).Length));
    }

    [Test]
    public void What_all_pages_name_but_few_use_is_not_in_every_part()
    {
        // As many scanners write it: one dictionary of resources, with the pictures of all pages.
        var noise = new byte[40_000];
        new Random(1).NextBytes(noise);
        var pages = Enumerable.Range(0, 4).Select(i => SmallFiles.Ascii($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents {8 + i} 0 R/Resources 7 0 R>>"));
        var contents = Enumerable.Range(0, 4).Select(i => SmallFiles.Stream("", SmallFiles.Ascii($"q 200 0 0 200 0 0 cm /I{i} Do Q")));
        var pictures = Enumerable.Range(0, 4).Select(i => SmallFiles.Stream("/Type/XObject/Subtype/Image/Width 200/Height 200/ColorSpace/DeviceGray/BitsPerComponent 8", noise));
        var path = SmallFiles.Save(SmallFiles.PdfOf(
            [SmallFiles.Ascii("<</Type/Catalog/Pages 2 0 R>>"), SmallFiles.Ascii("<</Type/Pages/Count 4/Kids[3 0 R 4 0 R 5 0 R 6 0 R]>>"), .. pages,
                SmallFiles.Ascii("<</XObject<</I0 12 0 R/I1 13 0 R/I2 14 0 R/I3 15 0 R>>>>"), .. contents, .. pictures]), "shared.pdf");
        Assert.That(new FileInfo(Cut(path, 2, 2)).Length, Is.LessThan(50_000));
    }

    [Test]
    public void A_form_keeps_the_fields_of_its_pages_and_scripts_of_the_whole_are_left_behind()
    {
        var path = SmallFiles.Save(SmallFiles.PdfOf(
            SmallFiles.Ascii("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/NeedAppearances true>>/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>"),
            SmallFiles.Ascii("<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>"),
            SmallFiles.Ascii("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"),
            SmallFiles.Ascii("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[5 0 R]>>"),
            SmallFiles.Ascii("<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Petersen)/Rect[10 10 100 30]/P 4 0 R>>")), "form.pdf");
        using var part = PdfDocument.Open(Cut(path, 2, 2));
        Assert.That(part.Catalog["/AcroForm"]["/Fields"].Items().Single()["/V"].Text, Is.EqualTo("Petersen"));
        Assert.That(part.Catalog["/OpenAction"].IsNull);
    }

    private static string Cut(string path, int first, int last)
    {
        var part = path + ".part";
        using var source = SourceFile.Open(path, new PageOptions(), CancellationToken.None);
        var result = DocumentCutter.Cut(source, path, new PageRange(new PageNumber(first), new PageNumber(last)), part, CancellationToken.None);
        Assert.That(result, Is.EqualTo(new CutResult.Written(new FileInfo(part).Length)));
        return part;
    }

    private static byte[]? Raw(PdfObject stream) => Qpdf.RawStreamData(stream.Document.Handle, stream.Number);
}
