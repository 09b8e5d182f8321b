using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class BlankPagesTests
{
    private const int Dots = 150;

    private static readonly GrayPixels Back = Letters.Gray("verein-einladung", 2, Dots);
    private static readonly GrayPixels Paper = Spoils.Blank(Back.Width, Back.Height, 250).Grained(8);

    [Test]
    public void White_paper_is_blank() => Assert.That(Judged(Spoils.Blank(1240, 1754)), Is.EqualTo(new Blankness(true, 0, "no ink")));

    [Test]
    public void Grain_and_shade_are_no_ink([Values(0, 8, 16)] int grain)
    {
        var judged = Judged(Paper.Grained(grain).Shaded(1, 0.7));
        Assert.That(judged.IsBlank, judged.Reason);
    }

    [Test]
    public void A_back_with_only_the_fronts_print_shining_through_is_blank([Values(0.08, 0.15, 0.25)] double strength)
    {
        var judged = Judged(Paper.ShowingThrough(Back, strength));
        Assert.That(judged.IsBlank, judged.Reason);
        Assert.That(judged.Reason, Does.Contain("bleed-through").Or.EqualTo("no ink"));
    }

    [Test]
    public void One_short_faint_line_is_something([Values(0.35, 0.5, 1)] double contrast)
    {
        var line = Back.Part(LineOf(Back)).Faint(contrast);
        var judged = Judged(Paper.With(line, 200, 700));
        Assert.That(judged.IsBlank, Is.False, judged.Reason);
    }

    [Test]
    public void One_short_line_beside_what_shines_through_is_something()
    {
        var judged = Judged(Paper.ShowingThrough(Back, 0.15).With(Back.Part(LineOf(Back)), 200, 1500));
        Assert.That(judged.IsBlank, Is.False, judged.Reason);
    }

    [Test]
    public void A_page_number_is_something()
    {
        // "– 2 –" stands alone at the top of this page.
        var second = Letters.Gray("grundsteuerbescheid", 2, Dots);
        var top = Enumerable.Range(0, second.Height).First(y => second.Row(y).IndexOfAnyInRange((byte)0, (byte)100) >= 0);
        var number = second.Part(new PixelBox(0, top - 5, second.Width, top + 20));
        Assert.That(number.Samples.Count(sample => sample < 100), Is.InRange(20, 400));
        Assert.That(Judged(Paper.With(number, 0, 100)).IsBlank, Is.False);
    }

    [Test]
    public void A_stroke_of_a_pen_is_something() =>
        Assert.That(Judged(Paper.With(Spoils.Blank(160, 40).WithBox(new PixelBox(4, 18, 150, 23)).WithBox(new PixelBox(60, 4, 65, 36)), 600, 1200)).IsBlank, Is.False);

    [Test]
    public void Dust_is_nothing() => Assert.That(Judged(Paper.Speckled(60, 2)), Has.Property("IsBlank").True);

    [Test]
    public void Punch_holes_are_nothing()
    {
        var holes = Paper.Changed((x, y, sample) => Math.Min(Distance(x, y, 60, 640), Distance(x, y, 60, 1113)) < 17 ? 20 : sample);
        Assert.That(Judged(holes), Has.Property("IsBlank").True.And.Property("Reason").EqualTo("only punch holes"));
    }

    [Test]
    public void A_letter_says_how_many_lines_it_has()
    {
        var judged = Judged(Back);
        Assert.That(judged.IsBlank, Is.False);
        Assert.That(judged.Reason, Does.Match("^[0-9]+ lines of ink$"));
        Assert.That(judged.InkShare, Is.InRange(0.005, 0.2));
    }

    /// <summary>The heading: rows from the first ink to the first gap.</summary>
    private static PixelBox LineOf(GrayPixels page)
    {
        var inked = Enumerable.Range(0, page.Height).Select(y => page.Row(y).IndexOfAnyInRange((byte)0, (byte)150) >= 0).ToList();
        var top = inked.IndexOf(true);
        var bottom = inked.IndexOf(false, top);
        var left = Enumerable.Range(0, page.Width).First(x => Enumerable.Range(top, bottom - top).Any(y => page.At(x, y) < 150));
        return new PixelBox(left - 2, top - 2, left + 90, bottom + 2);
    }

    private static double Distance(int x, int y, int toX, int toY) => Math.Sqrt(Math.Pow(x - toX, 2) + Math.Pow(y - toY, 2));

    private static Blankness Judged(GrayPixels page)
    {
        using var picture = PageImage.FromGray(page, new Dpi(Dots));
        using var cleaned = PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None);
        return BlankPages.Judge(cleaned);
    }
}
