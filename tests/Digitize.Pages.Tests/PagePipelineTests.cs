using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Pages.Tests.Imaging;

namespace Digitize.Pages.Tests;

public sealed class PagePipelineTests
{
    [Test]
    public void A_scan_that_cannot_be_decoded_is_unreadable_and_not_blank()
    {
        // A JPEG without a frame: poppler draws the page without it and says all went well.
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 4, 0xFF, 0xD9];
        var picture = SmallFiles.Stream("/Type/XObject/Subtype/Image/Width 1000/Height 1000/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode", jpeg);
        var path = SmallFiles.Save(SmallFiles.OnePage("q 612 0 0 612 0 0 cm /I Do Q", "/XObject<</I 5 0 R>>", "/MediaBox[0 0 612 612]", picture), "lost.pdf");
        var finished = Process(path);
        Assert.That(finished.Failure?.Code, Is.EqualTo(FailureCode.Damaged));
        Assert.That(finished.Blank?.IsBlank, Is.False);
        Assert.That(finished.Recognized, Is.Null);
    }

    [Test]
    public void A_picture_that_poppler_cannot_draw_on_a_page_of_several_leaves_no_blank_page()
    {
        // Two pictures: the page is drawn. Neither has a frame.
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 4, 0xFF, 0xD9];
        var picture = SmallFiles.Stream("/Type/XObject/Subtype/Image/Width 1000/Height 500/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode", jpeg);
        var path = SmallFiles.Save(
            SmallFiles.OnePage("q 612 0 0 306 0 0 cm /I Do Q q 612 0 0 306 0 306 cm /J Do Q", "/XObject<</I 5 0 R/J 6 0 R>>", "/MediaBox[0 0 612 612]", picture, picture), "halves.pdf");
        var finished = Process(path);
        Assert.That(finished.Failure?.Code, Is.EqualTo(FailureCode.Damaged));
        Assert.That(finished.Blank?.IsBlank, Is.False);
        Assert.That(finished.Recognized, Is.Null);
    }

    [Test]
    public void A_page_that_is_drawn_white_without_a_complaint_is_blank()
    {
        var path = SmallFiles.Save(SmallFiles.OnePage("1 1 1 rg 0 0 612 612 re f 0 0 612 612 re f", "", "/MediaBox[0 0 612 612]"), "white.pdf");
        var finished = Process(path);
        Assert.That(finished.Failure, Is.Null);
        Assert.That(finished.Blank?.IsBlank, Is.True);
    }

    [Test]
    public void A_JPEG_that_was_cut_off_is_read_and_reported()
    {
        var whole = File.ReadAllBytes(Corpus.File("formats", "simple.jpg"));
        var finished = Process(SmallFiles.Save(whole[..(whole.Length * 8 / 10)], "cut.jpg"));
        Assert.That(finished.Failure?.Code, Is.EqualTo(FailureCode.Damaged));
        Assert.That(finished.Failure?.Detail, Does.Contain("% of the picture are missing"));
        Assert.That(finished.Recognized?.Words, Is.Not.Empty);
    }

    private static FinishedPage Process(string path)
    {
        using var source = SourceFile.Open(path, new PageOptions(), CancellationToken.None);
        using var recognizers = new RecognizerPool(LanguageSet.TryParse("eng")!, Path.Combine(Corpus.RepositoryRoot, "tessdata"), 1);
        return recognizers.Use(recognizer => PagePipeline.Process(source, source.Pages[0], recognizer, new PageOptions(), CancellationToken.None), CancellationToken.None);
    }
}
