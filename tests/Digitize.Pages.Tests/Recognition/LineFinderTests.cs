using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class LineFinderTests
{
    [Test]
    public void A_letter_of_one_column_has_as_many_lines_as_its_text([Values("schulbrief", "business-letter", "handwerker-angebot")] string letter)
    {
        var truth = Letters.Truth(letter).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.That(Find(Letters.Gray(letter)).Lines.Count(line => line.Glyphs.Count >= 3), Is.EqualTo(truth).Within(25).Percent);
    }

    [Test]
    public void Nearly_all_ink_is_in_a_line_and_lines_hold_their_glyphs()
    {
        var page = Letters.Gray("business-letter");
        var found = Find(page);
        var map = new InkMap(page.Width, page.Height);
        foreach (var line in found.Lines)
        {
            Assert.That(line.Glyphs.Aggregate((a, b) => a.Union(b)), Is.EqualTo(line.Box));
            Assert.That(line.Glyphs.Zip(line.Glyphs.Skip(1)).All(pair => pair.First.Left <= pair.Second.Left));
            foreach (var glyph in line.Glyphs)
            {
                for (var y = glyph.Top; y < glyph.Bottom; y++)
                {
                    map.SetRun(y, glyph.Left, glyph.Right);
                }
            }
        }

        var ink = InkMap.Darker(page, 100);
        var all = ink.Count();
        ink.Remove(map);
        Assert.That(ink.Count(), Is.LessThan(0.03 * all));
    }

    [Test]
    public void Letters_stand_on_the_baseline()
    {
        var line = Find(Letters.Gray("business-letter")).Lines.MaxBy(line => line.Glyphs.Count)!;
        var standing = line.Glyphs.Count(glyph => Math.Abs(glyph.Bottom - line.Baseline.At((glyph.Left + glyph.Right) / 2.0)) <= 2);
        Assert.That(standing, Is.GreaterThan(0.6 * line.Glyphs.Count));
        Assert.That(line.XHeight, Is.InRange(0.35 * line.Box.Height, 0.8 * line.Box.Height));
    }

    [Test]
    public void Cells_of_a_ruled_table_are_lines_of_their_own()
    {
        var page = Spoils.Blank(900, 300);
        var text = Letters.Gray("business-letter").Part(new PixelBox(180, 1015, 400, 1050));
        foreach (var (left, top) in new[] { (60, 60), (340, 60), (620, 60), (60, 160), (340, 160), (620, 160) })
        {
            page = page.With(text, left, top).WithBox(new PixelBox(left - 30, 40, left - 27, 260));
        }

        page = page.WithBox(new PixelBox(30, 40, 870, 43)).WithBox(new PixelBox(30, 145, 870, 148)).WithBox(new PixelBox(30, 257, 870, 260)).WithBox(new PixelBox(867, 40, 870, 260));
        var found = Find(page);
        var cells = found.Lines.Select(line => (Column: (line.Box.Left - 30) / 280, Last: (line.Box.Right - 30) / 280, Row: line.Box.Top / 145)).ToList();
        Assert.That(cells.Where(cell => cell.Column != cell.Last), Is.Empty);
        Assert.That(cells.Select(cell => (cell.Column, cell.Row)).Distinct().Count(), Is.EqualTo(6));
        Assert.That((found.Rules.Across.Count, found.Rules.Down.Count), Is.EqualTo((3, 4)));
    }

    [Test]
    public void White_writing_on_black_is_a_line_too()
    {
        var words = Letters.Gray("business-letter").Part(new PixelBox(150, 1000, 1450, 1050));
        var page = Spoils.Blank(1654, 900).WithBox(new PixelBox(100, 400, 1550, 520), 30).Changed((x, y, sample) =>
            x is >= 150 and < 1450 && y is >= 440 and < 490 ? 255 - (words.At(x - 150, y - 440) * 225 / 255) : sample);
        var found = Find(page);
        Assert.That(found.Dark, Has.Count.EqualTo(1));
        Assert.That(found.Lines.Max(line => line.Glyphs.Count), Is.GreaterThan(30));
    }

    [Test]
    public void An_empty_page_has_no_lines()
    {
        var found = Find(Spoils.Blank(1000, 1400));
        Assert.That(found.Lines, Is.Empty);
        Assert.That(found.UsualXHeight, Is.Zero);
    }

    [Test]
    public void The_page_that_was_looked_at_is_not_changed()
    {
        using var picture = Letters.Picture("rechnung-tischlerei", dpi: 100);
        LineFinder.Find(picture);
        Assert.That(picture.ToGrayPixels().Samples, Is.EqualTo(Letters.Gray("rechnung-tischlerei", dpi: 100).Samples));
    }

    private static LineFinder.Found Find(GrayPixels page)
    {
        using var picture = PageImage.FromGray(page, new Dpi(200));
        return LineFinder.Find(picture);
    }
}
