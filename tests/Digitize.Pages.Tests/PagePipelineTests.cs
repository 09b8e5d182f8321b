using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Pages.Tests.Imaging;

namespace Digitize.Pages.Tests;

public sealed class PagePipelineTests
{
    private const int Dots = 150;

    private static readonly GrayPixels Letter = Letters.Gray("schulbrief", dpi: Dots);

    [Test]
    public void A_page_on_its_side_and_crooked_comes_out_upright_and_read()
    {
        var finished = Process(ScanFiles.Png(Letter.Skewed(1.5).Turned(QuarterTurn.Clockwise90), Dots));
        Assert.That(finished.Done.Turned, Is.EqualTo(QuarterTurn.Clockwise270));
        Assert.That(finished.Done.DeskewDegrees, Is.EqualTo(-1.5).Within(0.15));
        Assert.That((finished.Picture.Width, finished.Picture.Height), Is.EqualTo((Letter.Width, Letter.Height)));
        Assert.That(finished.Size.WidthPoints, Is.EqualTo(595).Within(1));
        Assert.That(finished.Size.HeightPoints, Is.EqualTo(842).Within(1));
        Assert.That(TrueWords.Recall(Letters.Truth("schulbrief"), finished.Recognized!.Text), Is.GreaterThan(0.9));
        Assert.That((finished.Failure, finished.Blank?.IsBlank), Is.EqualTo(((Failure?)null, (bool?)false)));
    }

    [Test]
    public void Words_are_in_the_pixels_of_the_picture_that_is_shown()
    {
        var finished = Process(ScanFiles.Png(Letter, Dots));
        var frame = new PixelBox(0, 0, finished.Picture.Width, finished.Picture.Height);
        Assert.That((finished.Recognized!.Width, finished.Recognized.Height), Is.EqualTo((frame.Width, frame.Height)));
        Assert.That(finished.Recognized.Words.All(word => word.Box.Intersect(frame) == word.Box && Letter.Part(word.Box).Samples.Min() < 170));
    }

    [Test]
    public void A_page_that_takes_too_long_keeps_its_picture_and_says_why()
    {
        var finished = Process(ScanFiles.Png(Letter, Dots), new PageOptions { PageDeadline = TimeSpan.FromTicks(1) });
        Assert.That(finished.Recognized, Is.Null);
        Assert.That(finished.Failure, Has.Property("Code").EqualTo(FailureCode.TimedOut).And.Property("Page").EqualTo(PageNumber.First));
        Assert.That(finished.Picture.Bytes, Is.GreaterThan(1000));
    }

    [Test]
    public void A_back_with_print_shining_through_is_blank_and_without_text()
    {
        var finished = Process(ScanFiles.Png(Spoils.Blank(Letter.Width, Letter.Height, 250).ShowingThrough(Letter, 0.13).Grained(5), Dots));
        Assert.That(finished.Blank?.IsBlank, Is.True, finished.Blank?.Reason);
        Assert.That(TrueWords.Split(finished.Recognized!.Text), Has.Length.LessThan(3), finished.Recognized.Text);
    }

    [Test]
    public void A_page_with_one_word_on_it_is_not_blank()
    {
        var word = Letter.Part(new PixelBox(0, 0, Letter.Width, 170));
        Assert.That(Process(ScanFiles.Png(Spoils.Blank(Letter.Width, Letter.Height).With(word, 0, 800), Dots)).Blank?.IsBlank, Is.False);
    }

    [Test]
    public void A_separator_sheet_is_reported() =>
        Assert.That(Process(ScanFiles.Png(Letters.Gray("trennblatt-patcht", dpi: Dots), Dots)).Barcodes, Has.Some.Property("IsSeparator").True);

    [Test]
    public void The_same_page_gives_the_same_bytes()
    {
        var path = ScanFiles.Png(Letter.Skewed(0.8).Grained(7), Dots);
        var (first, second) = (Process(path), Process(path));
        Assert.That(RecognizedPageJson.Write(second.Recognized!), Is.EqualTo(RecognizedPageJson.Write(first.Recognized!)));
        Assert.That(second.Picture.Layers.Select(layer => layer.Color?.Data ?? layer.Mask!.Data), Is.EqualTo(first.Picture.Layers.Select(layer => layer.Color?.Data ?? layer.Mask!.Data)));
        Assert.That(second.Done, Is.EqualTo(first.Done));
    }

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

    private static FinishedPage Process(string path, PageOptions? options = null)
    {
        using var source = SourceFile.Open(path, new PageOptions(), CancellationToken.None);
        return SharedReaders.Pool.Use(recognizer => PagePipeline.Process(source, source.Pages[0], recognizer, options ?? new PageOptions(), CancellationToken.None), CancellationToken.None);
    }
}
