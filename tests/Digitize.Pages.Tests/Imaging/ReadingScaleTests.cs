using Digitize.Pages.Imaging;
using FsCheck;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Imaging;

public sealed class ReadingScaleTests
{
    private static readonly Gen<(int Width, int Height, double? XHeight)> Pages =
        from width in Gen.Choose(1, 32_000)
        from height in Gen.Choose(1, Math.Min(32_000, 100_000_000 / width))
        from xHeight in Gen.Choose(0, 200)
        select (width, height, xHeight == 0 ? (double?)null : xHeight);

    [Test]
    public void A_page_is_enlarged_or_divided_by_a_whole_number() => Prop.ForAll(Pages.ToArbitrary(), page =>
    {
        var scale = ReadingScale.Choose(page.Width, page.Height, page.XHeight);
        return scale is >= 1 and <= ReadingScale.MostEnlargement || (scale > 0 && Math.Abs((1 / scale) - Math.Round(1 / scale)) < 1e-9);
    }).Holds();

    [Test]
    public void What_is_read_has_at_most_40_million_pixels() => Prop.ForAll(Pages.ToArbitrary(), page =>
    {
        var scale = ReadingScale.Choose(page.Width, page.Height, page.XHeight);
        return page.Width * scale * page.Height * scale <= 40e6 * 1.001;
    }).Holds();

    [Test]
    public void Ten_point_text_at_300_dpi_is_read_as_it_is() => Assert.That(ReadingScale.Choose(2480, 3508, 21), Is.EqualTo(1));

    [TestCase(7)]
    [TestCase(10)]
    public void Small_print_is_enlarged(double xHeight) =>
        Assert.That(ReadingScale.Choose(1240, 1754, xHeight) * xHeight, Is.InRange(15, 30));

    [Test]
    public void A_page_at_600_dpi_is_halved() => Assert.That(ReadingScale.Choose(4960, 7016, 42), Is.EqualTo(0.5));

    [Test]
    public void A_large_page_without_text_is_reduced() => Assert.That(ReadingScale.Choose(7016, 9921, null), Is.LessThan(1));
}
