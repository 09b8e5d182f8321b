using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class BarcodeFinderTests
{
    [Test]
    public void The_separator_sheet_is_found_and_is_one([Values(100, 200, 300)] int dpi)
    {
        using var picture = Letters.Picture("trennblatt-patcht", dpi: dpi);
        var found = BarcodeFinder.Find(picture);
        Assert.That(found, Is.Not.Empty.And.All.Property("IsSeparator").True);
        Assert.That(found.All(code => code.Box.Intersect(new PixelBox(0, 0, picture.Width, picture.Height)) == code.Box));
    }

    [Test]
    public void A_patch_code_is_found_on_a_sheet_with_text()
    {
        var page = Letters.Gray("schulbrief", dpi: 100);
        foreach (var (bottom, bar) in new[] { (1150, 8), (1134, 20), (1106, 8), (1090, 20) })
        {
            page = page.WithBox(new PixelBox(500, bottom - bar, 700, bottom));
        }

        using var picture = PageImage.FromGray(page, new Dpi(100));
        var code = BarcodeFinder.Find(picture).Single();
        Assert.That((code.Kind, code.Text, code.Box), Is.EqualTo((PatchCode.Kind, PatchCode.Text, new PixelBox(500, 1070, 700, 1150))));
    }

    [Test]
    public void A_code_39_is_read_where_it_stands([Values(0, 0.7)] double degrees)
    {
        var page = Letters.Gray("trennblatt-code39").Skewed(degrees);
        using var picture = PageImage.FromGray(page, new Dpi(200));
        var code = BarcodeFinder.Find(picture).Single(code => code.Kind == "CODE-39");
        Assert.That(code.IsSeparator);
        Assert.That(page.Part(code.Box).Samples.Average(sample => sample), Is.InRange(60, 200), "bars and spaces");
    }

    [Test]
    public void Letters_have_none([Values("schulbrief", "stadtwerke-jahresrechnung", "rechnung-tischlerei")] string letter)
    {
        using var picture = Letters.Picture(letter);
        Assert.That(BarcodeFinder.Find(picture), Is.Empty);
    }

    [Test]
    public void A_small_and_empty_picture_has_none()
    {
        using var picture = PageImage.FromGray(Spoils.Blank(3, 2), new Dpi(100));
        Assert.That(BarcodeFinder.Find(picture), Is.Empty);
    }
}
