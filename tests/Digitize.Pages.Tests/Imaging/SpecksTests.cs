using Digitize.Pages.Imaging;
using FsCheck;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Imaging;

public sealed class SpecksTests
{
    [Test]
    public void A_lone_pixel_is_a_speck_wherever_it_lies() => Prop.ForAll(Gen.Choose(0, 199).Zip(Gen.Choose(0, 9)).ToArbitrary(), at =>
    {
        var page = Spoils.Blank(200, 10).WithBox(new PixelBox(at.Item1, at.Item2, at.Item1 + 1, at.Item2 + 1));
        var specks = Found(page, xHeight: null);
        return specks.Count() == 1 && specks[at.Item1, at.Item2];
    }).Holds();

    [Test]
    public void Specks_are_ink_with_nothing_around_it() => Prop.ForAll(InkMapTests.Pictures, page =>
    {
        var (ink, specks) = (InkMap.Darker(page, 12), Specks.Find(InkMap.Darker(page, 12), null, new InkMap(page.Width, page.Height), 1));
        var expected = BlobsTests.Flooded(page, 12).Count(blob => blob.Area == 1);
        specks.Remove(ink.Grown(0, 0));
        return specks.Count() == 0 && Found(page, null, 12).Count() == expected;
    }).Holds();

    [Test]
    public void Pepper_on_a_letter_goes_and_its_letters_stay()
    {
        var letter = Letters.Gray("business-letter", dpi: 300);
        var peppered = letter.Speckled(600, 2);
        var specks = Found(peppered, xHeight: 21, text: TextArea(letter));
        var (onPaper, onText) = (0, 0);
        for (var i = 0; i < letter.Samples.Length; i++)
        {
            var isMarked = specks[i % letter.Width, i / letter.Width];
            onText += isMarked && letter.Samples[i] < 128 ? 1 : 0;
            onPaper += isMarked && letter.Samples[i] >= 128 ? 1 : 0;
        }

        Assert.That(onText, Is.LessThan(10));
        Assert.That(onPaper, Is.GreaterThan(600 * 4 * 0.6));
    }

    [Test]
    public void Dots_of_small_print_are_kept()
    {
        var page = Spoils.Blank(100, 40).WithBox(new PixelBox(10, 10, 14, 20)).WithBox(new PixelBox(20, 18, 22, 20));
        Assert.That(Found(page, xHeight: 10, text: new InkMap(100, 40)).Count(), Is.Zero);
    }

    private static InkMap Found(GrayPixels page, double? xHeight, byte threshold = 128, InkMap? text = null) =>
        Specks.Find(InkMap.Darker(page, threshold), xHeight, text ?? new InkMap(page.Width, page.Height), 1);

    private static InkMap TextArea(GrayPixels letter) => InkMap.Darker(letter, 128).Grown(19, 17);
}
