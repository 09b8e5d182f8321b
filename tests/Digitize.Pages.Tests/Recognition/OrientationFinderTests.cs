using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class OrientationFinderTests
{
    [Test]
    public void A_page_is_not_lost_when_there_is_no_time_to_find_which_way_is_up()
    {
        using var source = SourceFile.Open(Corpus.File("pages", "filing_01.png"), new PageOptions(), CancellationToken.None);
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        using var upsideDown = QuarterTurns.Turn(page.Image, QuarterTurn.HalfTurn);
        using var recognizers = new RecognizerPool(LanguageSet.TryParse("eng")!, Path.Combine(Corpus.RepositoryRoot, "tessdata"), 1);
        var found = recognizers.Use(recognizer => OrientationFinder.Find(upsideDown, recognizer, TimeSpan.Zero, CancellationToken.None), CancellationToken.None);
        Assert.That(found.Reason, Does.Contain("took too long"));
        var inTime = recognizers.Use(recognizer => OrientationFinder.Find(upsideDown, recognizer, CancellationToken.None), CancellationToken.None);
        Assert.That(inTime.Turn, Is.EqualTo(QuarterTurn.HalfTurn));
    }
}
