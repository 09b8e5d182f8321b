using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class CleaningPlanTests
{
    private static readonly GrayPixels Letter = Letters.Gray("rechnung-tischlerei", dpi: 150);

    [Test]
    public void A_clean_straight_letter_is_only_enlarged()
    {
        var plan = Plan(Letter);
        Assert.That((plan.DeskewDegrees, plan.EvensBackground), Is.EqualTo((0.0, false)));
        Assert.That(plan.BleedThrough, Is.Null);
        Assert.That(plan.Borders, Is.Null);
        Assert.That(plan.ReadingScale, Is.InRange(1.3, 3));
    }

    [Test]
    public void Each_fault_has_its_remedy()
    {
        Assert.That(Plan(Letter.Skewed(2)).DeskewDegrees, Is.EqualTo(-2).Within(0.15));
        Assert.That(Plan(Letter.Shaded(1, 0.6)).EvensBackground);
        Assert.That(Plan(Letter.Bordered(30, 0, 0, 0, 10)).Borders, Is.Not.Null);
        Assert.That(Plan(Letter.ShowingThrough(Letters.Gray("verein-einladung", 2, 150), 0.3)).BleedThrough, Is.Not.Null);
    }

    [Test]
    public void A_bitonal_page_has_no_paper_to_even_and_nothing_pale() =>
        Assert.That(Plan(Letter.Shaded(1, 0.6), isBitonal: true), Has.Property("EvensBackground").False.And.Property("BleedThrough").Null);

    [Test]
    public void The_text_area_holds_the_letters_and_not_the_empty_paper()
    {
        var plan = Plan(Letters.Gray("schulbrief", dpi: 150));
        var area = plan.TextArea();
        var ink = plan.Survey.Ink;
        var all = ink.Count();
        ink.Remove(area);
        Assert.That(ink.Count(), Is.LessThan(0.15 * all));
        Assert.That(area.Count(), Is.InRange(all, 0.5 * area.Width * area.Height));
    }

    [Test]
    public void An_empty_page_is_left_alone()
    {
        var plan = Plan(Spoils.Blank(620, 877));
        Assert.That((plan.DeskewDegrees, plan.ReadingScale, plan.TextArea().Count()), Is.EqualTo((0.0, 1.0, 0L)));
    }

    private static CleaningPlan Plan(GrayPixels page, bool isBitonal = false)
    {
        using var picture = PageImage.FromGray(page, new Dpi(150));
        return CleaningPlan.Decide(PageSurvey.Of(picture), page.Width, page.Height, isBitonal);
    }
}
