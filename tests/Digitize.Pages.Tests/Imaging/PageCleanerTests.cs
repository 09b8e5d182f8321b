using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class PageCleanerTests
{
    private static readonly GrayPixels Letter = Letters.Gray("schulbrief", dpi: 150);

    private static readonly GrayPixels Spoiled = Letter.Skewed(1.7).Shaded(1, 0.6).Bordered(0, 0, 20, 0, 5).Speckled(200, 1);

    [Test]
    public void Both_pictures_show_the_same_paper([Values(100, 150, 300)] int dpi)
    {
        using var picture = Letters.Picture("schulbrief", dpi: dpi);
        using var cleaned = PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None);
        Assert.That(cleaned.ForReading.Width, Is.EqualTo(cleaned.ForDisplay.Width * cleaned.Done.ReadingScale).Within(1));
        Assert.That(cleaned.ForReading.Height, Is.EqualTo(cleaned.ForDisplay.Height * cleaned.Done.ReadingScale).Within(1));
        Assert.That(cleaned.ForReading.Size.WidthPoints, Is.EqualTo(cleaned.ForDisplay.Size.WidthPoints).Within(1));
    }

    [Test]
    public void The_report_says_what_was_done()
    {
        using var picture = PageImage.FromGray(Spoiled.Turned(QuarterTurn.Clockwise90), new Dpi(150));
        using var cleaned = PageCleaner.Clean(picture, QuarterTurn.Clockwise270, CancellationToken.None);
        var done = cleaned.Done;
        Assert.That(done.Turned, Is.EqualTo(QuarterTurn.Clockwise270));
        Assert.That(done.DeskewDegrees, Is.EqualTo(-1.7).Within(0.15));
        Assert.That((done.BackgroundEvened, done.Despeckled, done.BordersCleared, done.BleedThroughSuppressed), Is.EqualTo((true, true, true, false)));
        Assert.That((cleaned.ForDisplay.Width, cleaned.ForDisplay.Height), Is.EqualTo((Letter.Width, Letter.Height)));
    }

    [Test]
    public void A_clean_letter_is_shown_as_it_came()
    {
        using var picture = PageImage.FromGray(Letter, new Dpi(150));
        using var cleaned = PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None);
        Assert.That(cleaned.ForDisplay.ToGrayPixels().Samples, Is.EqualTo(Letter.Samples));
        Assert.That(cleaned.Done with { ReadingScale = 1 }, Is.EqualTo(new CleaningReport()));
    }

    [Test]
    public void What_was_surveyed_is_not_surveyed_again_unless_it_was_changed()
    {
        using var letter = Letters.Picture("business-letter");
        using var kept = PageCleaner.Clean(letter, QuarterTurn.None, CancellationToken.None);
        Assert.That(kept.SurveyForReading?.Gray.Samples, Is.EqualTo(PageSurvey.Of(kept.ForReading).Gray.Samples));
        Assert.That(kept.SurveyForDisplay?.Gray.Samples, Is.EqualTo(PageSurvey.Of(kept.ForDisplay).Gray.Samples));
        using var spoiled = PageImage.FromGray(Spoiled, new Dpi(150));
        using var changed = PageCleaner.Clean(spoiled, QuarterTurn.None, CancellationToken.None);
        Assert.That((changed.SurveyForReading, changed.SurveyForDisplay), Is.EqualTo((default(PageSurvey), default(PageSurvey))));
    }

    [Test]
    public void The_picture_for_display_keeps_its_depth_and_the_other_is_grey([Values(1, 8, 32)] int depth)
    {
        using var picture = depth switch { 1 => Spoiled.Thresholded(new Dpi(150)), 8 => PageImage.FromGray(Spoiled, new Dpi(150)), _ => Letters.ColorPicture("schulbrief", dpi: 150) };
        using var cleaned = PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None);
        Assert.That((cleaned.ForDisplay.Depth, cleaned.ForReading.Depth), Is.EqualTo((depth, 8)));
    }

    [Test]
    public void The_same_page_gives_the_same_pixels()
    {
        using var picture = PageImage.FromGray(Spoiled, new Dpi(150));
        using var first = PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None);
        using var second = PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None);
        Assert.That(second.ForReading.ToGrayPixels().Samples, Is.EqualTo(first.ForReading.ToGrayPixels().Samples));
        Assert.That(second.ForDisplay.ToGrayPixels().Samples, Is.EqualTo(first.ForDisplay.ToGrayPixels().Samples));
    }

    [Test]
    public void The_picture_that_came_is_not_changed()
    {
        using var picture = PageImage.FromGray(Spoiled, new Dpi(150));
        PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None).Dispose();
        Assert.That(picture.ToGrayPixels().Samples, Is.EqualTo(Spoiled.Samples));
    }

    [Test]
    public void What_is_read_is_dark_print_on_white_paper()
    {
        using var picture = PageImage.FromGray(Spoiled, new Dpi(150));
        using var cleaned = PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None);
        var samples = cleaned.ForReading.ToGrayPixels().Samples;
        Assert.That(samples.Count(sample => sample > 245), Is.GreaterThan(0.85 * samples.Length));
        Assert.That(samples.Count(sample => sample < 100), Is.InRange(0.005 * samples.Length, 0.1 * samples.Length));
    }

    [TestCase(1, 1)]
    [TestCase(1, 700)]
    [TestCase(900, 2)]
    [TestCase(17, 13)]
    public void A_picture_of_hardly_any_pixels_is_cleaned(int width, int height)
    {
        using var picture = PageImage.FromGray(InkMapTests.Noise(width, height, 3), new Dpi(300));
        using var cleaned = PageCleaner.Clean(picture, QuarterTurn.Clockwise90, CancellationToken.None);
        Assert.That((cleaned.ForDisplay.Width, cleaned.ForDisplay.Height), Is.EqualTo((height, width)));
    }

    [Test]
    public void Asked_to_stop_it_stops()
    {
        using var picture = PageImage.FromGray(Letter, new Dpi(150));
        Assert.That(() => PageCleaner.Clean(picture, QuarterTurn.None, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }
}
