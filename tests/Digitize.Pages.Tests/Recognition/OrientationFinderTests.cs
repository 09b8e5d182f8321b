using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class OrientationFinderTests
{
    /// <summary>Running text, a table, a receipt of capitals and figures, English.</summary>
    [Test]
    public void Every_letter_is_turned_upright_however_it_lies(
        [Values("schulbrief", "rechnung-tischlerei", "kassenbon", "business-letter")] string letter, [Values] QuarterTurn lies) =>
        Assert.That(Found(Letters.Gray(letter, dpi: 150).Turned(lies)).Turn, Is.EqualTo((QuarterTurn)((360 - (int)lies) % 360)));

    [TestCase(5, QuarterTurn.HalfTurn)]
    [TestCase(-8, QuarterTurn.Clockwise90)]
    public void A_page_that_is_crooked_too_is_turned(double degrees, QuarterTurn lies) =>
        Assert.That(Found(Letters.Gray("verein-einladung", dpi: 150).Skewed(degrees).Turned(lies)).Turn, Is.EqualTo((QuarterTurn)((360 - (int)lies) % 360)));

    [Test]
    public void Colors_do_not_matter()
    {
        using var picture = Letters.ColorPicture("stadtwerke-jahresrechnung", dpi: 150);
        using var turned = QuarterTurns.Turn(picture, QuarterTurn.Clockwise90);
        Assert.That(Found(turned).Turn, Is.EqualTo(QuarterTurn.Clockwise270));
    }

    [Test]
    public void An_empty_page_is_left_as_it_lies()
    {
        var found = Found(Spoils.Blank(620, 877, 250).Grained(10));
        Assert.That((found.Turn, found.Reason), Is.EqualTo((QuarterTurn.None, "too little text to tell")));
    }

    [Test]
    public void A_page_is_not_lost_when_there_is_no_time_to_find_which_way_is_up()
    {
        using var source = SourceFile.Open(Corpus.File("pages", "filing_01.png"), new PageOptions(), CancellationToken.None);
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        using var upsideDown = QuarterTurns.Turn(page.Image, QuarterTurn.HalfTurn);
        using var recognizers = new RecognizerPool(LanguageSet.TryParse("eng")!, Path.Combine(Corpus.RepositoryRoot, "tessdata"), 1);
        var found = recognizers.Use(recognizer => OrientationFinder.Find(upsideDown, PageSurvey.Of(upsideDown), recognizer, TimeSpan.Zero, CancellationToken.None), CancellationToken.None);
        Assert.That(found.Reason, Does.Contain("took too long"));
        var inTime = recognizers.Use(recognizer => OrientationFinder.Find(upsideDown, recognizer, CancellationToken.None), CancellationToken.None);
        Assert.That(inTime.Turn, Is.EqualTo(QuarterTurn.HalfTurn));
    }

    private static Orientation Found(GrayPixels page)
    {
        using var picture = PageImage.FromGray(page, new Dpi(150));
        return Found(picture);
    }

    private static Orientation Found(PageImage picture) =>
        SharedReaders.Pool.Use(recognizer => OrientationFinder.Find(picture, recognizer, CancellationToken.None), CancellationToken.None);
}
