namespace Digitize.Pages.Tests;

public sealed class UnitsTests
{
    [Test]
    public void The_default_page_is_the_first()
    {
        Assert.That(default(PageNumber).Value, Is.EqualTo(1));
        Assert.That(PageNumber.First.Next(), Is.EqualTo(new PageNumber(2)));
        Assert.That(new PageNumber(5).Index, Is.EqualTo(4));
    }

    [Test]
    public void There_is_no_page_zero() => Assert.That(() => new PageNumber(0), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(49.9)]
    [TestCase(2400.1)]
    [TestCase(double.NaN)]
    public void An_impossible_resolution_is_refused(double dpi) => Assert.That(() => new Dpi(dpi), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void An_A4_page_at_300_dpi_is_595_points_wide() => Assert.That(new Dpi(300).ToPoints(2480), Is.EqualTo(595.2).Within(0.01));

    [Test]
    public void Pixels_and_points_are_inverse() => Assert.That(new Dpi(217).ToPoints(new Dpi(217).ToPixels(123.4)), Is.EqualTo(123.4).Within(1e-9));

    [Test]
    public void Boxes_that_do_not_meet_have_an_empty_intersection()
    {
        var overlap = new PixelBox(0, 0, 10, 10).Intersect(new PixelBox(20, 0, 30, 10));
        Assert.That(overlap.IsEmpty);
        Assert.That(overlap.Area, Is.Zero);
    }

    [Test]
    public void A_long_word_weighs_more_in_the_mean()
    {
        var mean = Confidence.Mean([(new Confidence(1), 9), (new Confidence(0), 1)]);
        Assert.That(mean?.Value, Is.EqualTo(0.9).Within(1e-9));
    }

    [Test]
    public void Nothing_has_no_mean() => Assert.That(Confidence.Mean([]), Is.Null);
}
