using Digitize.Pages.Imaging;
using Digitize.Pages.Imaging.MixedRaster;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Imaging.MixedRaster;

public sealed class LayeredPageTests
{
    private const int Dots = 200;

    private static readonly GrayPixels Letter = Letters.Gray("schulbrief", dpi: Dots);

    /// <summary>What a viewer shows is compared where ink is and where paper is: letters as dark, paper as light as before.</summary>
    [TestCase(0)]
    [TestCase(8)]
    public void Letters_stay_as_dark_and_paper_as_light(int grain)
    {
        var page = Letter.Grained(grain);
        using var picture = PageImage.FromGray(page, new Dpi(Dots));
        var shown = Shown(picture);
        Assert.That(Mean(shown, Letter, 0, 60), Is.EqualTo(Mean(page.Samples, Letter, 0, 60)).Within(45));
        Assert.That(Mean(shown, Letter, 250, 255), Is.EqualTo(Mean(page.Samples, Letter, 250, 255)).Within(6));
    }

    [Test]
    public void The_words_are_read_from_the_layers_as_from_the_page()
    {
        using var picture = PageImage.FromGray(Letter.Grained(8), new Dpi(Dots));
        var shown = Shown(picture);
        var read = SharedReaders.Read(new GrayPixels(picture.Width, picture.Height, shown), Dots);
        Assert.That(TrueWords.Recall(Letters.Truth("schulbrief"), read.Text), Is.GreaterThan(0.93));
    }

    [Test]
    public void Faint_and_strong_strokes_both_are_strokes()
    {
        var page = Letter.Changed((_, y, sample) => y >= 1200 ? 255 - ((255 - sample) * 0.35) : sample);
        using var picture = PageImage.FromGray(page, new Dpi(Dots));
        var shown = Shown(picture);
        var faint = Letter.Changed((_, y, sample) => y >= 1200 ? sample : 255);
        Assert.That(Mean(shown, faint, 0, 60), Is.InRange(130, 210));
    }

    [Test]
    public void White_letters_on_a_dark_bar_stay_white()
    {
        var heading = Letter.Part(new PixelBox(0, 0, Letter.Width, 240)).Changed((_, _, sample) => 255 - (sample * 0.8));
        var page = Letter.Changed((x, y, sample) => y is >= 900 and < 1140 ? heading.At(x, y - 900) : sample);
        using var picture = PageImage.FromGray(page, new Dpi(Dots));
        var shown = Shown(picture);
        var (light, dark) = (0.0, 0.0);
        var (lights, darks) = (0, 0);
        for (var i = 900 * page.Width; i < 1140 * page.Width; i++)
        {
            (light, lights) = page.Samples[i] > 200 ? (light + shown[i], lights + 1) : (light, lights);
            (dark, darks) = page.Samples[i] < 60 ? (dark + shown[i], darks + 1) : (dark, darks);
        }

        Assert.That(light / lights, Is.GreaterThan(180));
        Assert.That(dark / darks, Is.LessThan(80));
    }

    [Test]
    public void Inks_of_different_colors_keep_them()
    {
        using var picture = Letters.ColorPicture("stadtwerke-jahresrechnung", dpi: Dots);
        var layers = LayeredPage.Encode(picture, null, CancellationToken.None)!;
        var encoded = new EncodedPicture(picture.Width, picture.Height, picture.Dpi, layers);
        var shown = Decoders.Poppler(encoded, gray: false);
        var (off, colored) = (0.0, 0);
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            var (r, g, b) = PixelFiles.Pixel(picture, i % picture.Width, i / picture.Width);
            if (Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b)) > 100)
            {
                off += Math.Abs(shown[3 * i] - r) + Math.Abs(shown[(3 * i) + 1] - g) + Math.Abs(shown[(3 * i) + 2] - b);
                colored++;
            }
        }

        Assert.That(colored, Is.GreaterThan(1000), "the letter has coloured strokes");
        Assert.That(off / colored / 3, Is.LessThan(30));
    }

    /// <summary>Words that were read with certainty, but that nothing of the mask shows: better a JPEG than a lost word.</summary>
    [Test]
    public void A_page_whose_words_would_be_lost_is_not_layered()
    {
        var paper = Spoils.Blank(600, 400, 200);
        using var picture = PageImage.FromGray(paper.With(Letter.Part(new PixelBox(200, 600, 700, 900)).Changed((_, _, sample) => 200 - ((255 - sample) * 0.06)), 50, 50), new Dpi(Dots));
        var words = Enumerable.Range(0, 30).Select(i => new Word("Wort", new PixelBox(50 + (i % 6 * 80), 60 + (i / 6 * 55), 125 + (i % 6 * 80), 110 + (i / 6 * 55)), new Confidence(0.95))).ToList();
        var read = new RecognizedPage(600, 400, new Dpi(Dots), [new TextLine(new PixelBox(50, 50, 550, 350), new Baseline(50, 340, 0), words)]);
        Assert.That(LayeredPage.Encode(picture, read, CancellationToken.None), Is.Null);
    }

    private static byte[] Shown(PageImage picture)
    {
        var layers = LayeredPage.Encode(picture, null, CancellationToken.None);
        Assert.That(layers, Has.Count.GreaterThan(1));
        return Decoders.Poppler(new EncodedPicture(picture.Width, picture.Height, picture.Dpi, layers!));
    }

    /// <summary>Of the samples whose place is between two levels in the clean page.</summary>
    private static double Mean(byte[] samples, GrayPixels clean, int darkest, int lightest) =>
        samples.Where((_, i) => clean.Samples[i] >= darkest && clean.Samples[i] <= lightest).Average(sample => sample);
}
