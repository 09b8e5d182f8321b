using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class TextDirectionTests
{
    [Test]
    public void The_shapes_of_running_text_tell_how_it_lies([Values("schulbrief", "business-letter", "verein-einladung")] string letter, [Values] QuarterTurn lies)
    {
        using var picture = PageImage.FromGray(Letters.Gray(letter, dpi: 150).Turned(lies), new Dpi(150));
        var evidence = TextDirection.Look(picture);
        Assert.That(evidence.LinesRunDown, Is.EqualTo(lies is QuarterTurn.Clockwise90 or QuarterTurn.Clockwise270));
        Assert.That(evidence.Turn, Is.EqualTo((QuarterTurn)((360 - (int)lies) % 360)));
        Assert.That(evidence.LinesSure.Value, Is.GreaterThan(0.5));
        Assert.That(evidence.TurnSure.Value, Is.GreaterThan(0.7));
    }

    [Test]
    public void An_empty_page_tells_nothing()
    {
        using var picture = PageImage.FromGray(Spoils.Blank(600, 800), new Dpi(100));
        Assert.That(TextDirection.Look(picture).LinesRunDown, Is.Null);
    }

    [Test]
    public void Squares_say_nothing_about_which_way_is_up()
    {
        var page = Spoils.Blank(600, 800);
        for (var i = 0; i < 200; i++)
        {
            page = page.WithBox(new PixelBox(50 + (i % 20 * 22), 50 + (i / 20 * 50), 64 + (i % 20 * 22), 64 + (i / 20 * 50)));
        }

        using var picture = PageImage.FromGray(page, new Dpi(100));
        Assert.That(TextDirection.Look(picture).TurnSure.Value, Is.LessThan(0.3));
    }
}
