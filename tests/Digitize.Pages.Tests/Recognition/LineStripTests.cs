using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class LineStripTests
{
    private static readonly FoundLine Line = DrawnLines.Line(200, 300, 7, 5, 9);

    private static readonly GrayPixels Page = Line.Glyphs.Aggregate(Spoils.Blank(800, 600), (page, glyph) => page.WithBox(glyph));

    [Test]
    public void A_strip_is_as_high_as_the_models_want_it() => Assert.That(LineStrip.Cut(Page, Line).Pixels.Height, Is.EqualTo(LineStrip.Height));

    [Test]
    public void Every_letter_is_found_in_the_strip_where_the_page_has_it()
    {
        var strip = LineStrip.Cut(Page, Line);
        var columns = Enumerable.Range(0, strip.Pixels.Width).Select(x => Enumerable.Range(0, LineStrip.Height).Min(y => (int)strip.Pixels.At(x, y))).ToList();
        for (var x = 0; x < strip.Pixels.Width; x++)
        {
            var middle = strip.PageX(x + 0.5);
            var isInside = Line.Glyphs.Any(glyph => middle > glyph.Left + 3 && middle < glyph.Right - 3);
            Assert.That(columns[x], isInside ? Is.LessThan(110) : Is.GreaterThanOrEqualTo(0), $"column {x}");
        }

        Assert.That(columns[0], Is.GreaterThan(200));
        Assert.That(columns[^1], Is.GreaterThan(200));
        Assert.That(strip.Pixels.Samples.Average(sample => sample), Is.InRange(120, 240));
    }

    [Test]
    public void A_sloping_line_lies_straight_in_its_strip()
    {
        const double Slope = 0.04;
        var glyphs = Line.Glyphs.Select(glyph => glyph.Offset(0, (int)Math.Round((glyph.Left - 200) * Slope))).ToList();
        var sloping = new FoundLine(glyphs.Aggregate((a, b) => a.Union(b)), new Baseline(200, 300, Slope), DrawnLines.XHeight, glyphs);
        var page = glyphs.Aggregate(Spoils.Blank(800, 600), (drawn, glyph) => drawn.WithBox(glyph));
        var strip = LineStrip.Cut(page, sloping);
        var inked = Enumerable.Range(0, LineStrip.Height).Count(y => Enumerable.Range(0, strip.Pixels.Width).Any(x => strip.Pixels.At(x, y) < 100));
        Assert.That(inked, Is.EqualTo(20 * strip.Scale).Within(2.5));
    }

    [Test]
    public void What_stands_beside_the_line_is_not_in_the_strip()
    {
        var strip = LineStrip.Cut(Page, Line);
        var crowded = LineStrip.Cut(Page.WithBox(new PixelBox(150, 250, 194, 350)).WithBox(new PixelBox(Line.Box.Right + 6, 250, Line.Box.Right + 60, 350)), Line);
        Assert.That(crowded.Pixels.Samples, Is.EqualTo(strip.Pixels.Samples));
    }

    [TestCase(0, 5)]
    [TestCase(700, 599)]
    public void A_line_at_the_edge_of_the_page_has_a_strip(int left, int baseline)
    {
        var line = DrawnLines.Line(left, Math.Max(baseline, 20), 3);
        Assert.That(LineStrip.Cut(Page, line).Pixels.Width, Is.GreaterThan(10));
    }
}
