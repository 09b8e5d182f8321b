using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;

namespace Digitize.Pages.Tests.Pdf;

public sealed class PictureObjectsTests
{
    private static readonly PictureStream Corner = SmallPages.Bitonal(64, 48, (x, y) => x < 16 && y < 12);

    [Test]
    public void A_bitonal_picture_is_black_where_it_is_one()
    {
        var seen = Render(Picture(new PictureLayer(Corner)));
        Assert.That((seen(0, 0), seen(40, 30)), Is.EqualTo((0, 255)));
    }

    [Test]
    public void An_inverted_bitonal_picture_is_white_where_it_is_one()
    {
        var seen = Render(Picture(new PictureLayer(Corner with { Inverted = true })));
        Assert.That((seen(0, 0), seen(40, 30)), Is.EqualTo((255, 0)));
    }

    [Test]
    public void A_mask_is_painted_in_its_ink_over_what_lies_under()
    {
        var background = SmallPages.Flate(PictureColor.Gray, 8, 6, 8, (_, _, _) => 200);
        var seen = Render(Picture(new PictureLayer(background), new PictureLayer(null, Corner, (90, 90, 90))));
        Assert.That((seen(0, 0), seen(40, 30)), Is.EqualTo((90, 200)));
    }

    [Test]
    public void A_masked_picture_shows_only_where_the_mask_is_one()
    {
        var background = SmallPages.Flate(PictureColor.Gray, 8, 6, 8, (_, _, _) => 200);
        var foreground = SmallPages.Flate(PictureColor.Gray, 4, 3, 8, (_, _, _) => 60);
        var seen = Render(Picture(new PictureLayer(background), new PictureLayer(foreground, Corner)));
        Assert.That((seen(0, 0), seen(40, 30)), Is.EqualTo((60, 200)));
    }

    [Test]
    public void A_picture_of_indexes_has_its_palette_s_colors()
    {
        var picture = SmallPages.Flate(PictureColor.Palette, 64, 48, 8, (x, _, _) => (byte)(x < 32 ? 0 : 1)) with { Palette = [50, 50, 50, 220, 220, 220] };
        var seen = Render(Picture(new PictureLayer(picture)));
        Assert.That((seen(5, 5), seen(50, 5)), Is.EqualTo((50, 220)));
    }

    [TestCase(QuarterTurn.None, 0, 0)]
    [TestCase(QuarterTurn.Clockwise90, 1, 0)]
    [TestCase(QuarterTurn.HalfTurn, 1, 1)]
    [TestCase(QuarterTurn.Clockwise270, 0, 1)]
    public void A_stored_picture_is_turned_on_the_page(QuarterTurn turn, int right, int bottom)
    {
        // The mark is in the top left corner of the stored pixels.
        var sideways = turn is QuarterTurn.Clockwise90 or QuarterTurn.Clockwise270;
        var picture = Picture(new PictureLayer(Corner)) with { Placement = new Placement(turn, 0) };
        picture = sideways ? picture with { Width = 48, Height = 64 } : picture;
        var seen = Render(picture);
        Assert.That(seen(right * (picture.Width - 1), bottom * (picture.Height - 1)), Is.Zero);
        Assert.That(seen((1 - right) * (picture.Width - 1), (1 - bottom) * (picture.Height - 1)), Is.EqualTo(255));
    }

    [Test]
    public void A_stored_picture_is_straightened_clockwise_about_the_middle()
    {
        // A bar to the right of the middle; clockwise by 30 degrees it points down to the right.
        var bar = SmallPages.Bitonal(200, 200, (x, y) => x > 110 && y is > 90 and < 110);
        var seen = Render(new EncodedPicture(200, 200, new Dpi(72), [new PictureLayer(bar)]) { Placement = new Placement(QuarterTurn.None, 30) });
        Assert.That(seen(100 + 52, 100 + 30), Is.Zero);
        Assert.That(seen(100 + 52, 100 - 30), Is.EqualTo(255));
    }

    [Test]
    public void Every_coding_is_listed_by_pdfimages_as_what_it_is()
    {
        byte[] notReally = [1, 2, 3];
        FinishedPage[] pages =
        [
            SmallPages.Page(1, new PictureStream(PictureCoding.Jpeg, PictureColor.Gray, 10, 10, 8, notReally)),
            SmallPages.Page(2, new PictureStream(PictureCoding.Jbig2, PictureColor.Bitonal, 10, 10, 1, notReally)),
            SmallPages.Page(3, new PictureStream(PictureCoding.Ccitt, PictureColor.Bitonal, 10, 10, 1, notReally)),
            SmallPages.Page(4, SmallPages.Rgb(10, 10)),
        ];
        using var bench = new Workbench();
        var lines = Workbench.Run("pdfimages", "-list", bench.Assemble(pages).Path).Output.Split('\n').Skip(2).Where(line => line.Length > 0).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(lines.Select(line => $"{line[5]} {line[8]}"), Is.EqualTo(new[] { "gray jpeg", "gray jbig2", "gray ccitt", "rgb image" }));
    }

    [Test]
    public void A_profile_that_came_with_the_picture_is_used_once()
    {
        var picture = SmallPages.Rgb(10, 10) with { IccProfile = ColorProfiles.Srgb };
        using var bench = new Workbench();
        var (path, result) = bench.Assemble(SmallPages.Page(1, picture), SmallPages.Page(2, picture));
        Assert.That(result.IsPdfA, string.Join('\n', result.WhyNot));
        Assert.That(Workbench.Run("pdfimages", "-list", path).Output.Split("icc"), Has.Length.EqualTo(3));
        Assert.That(bench.Readable(path).Split("mntrRGB"), Has.Length.EqualTo(3), "the output intent's and the pictures'");
    }

    [Test]
    public void Pages_that_show_the_same_bytes_share_them()
    {
        using var bench = new Workbench();
        var turned = new EncodedPicture(48, 64, new Dpi(72), [new PictureLayer(Corner)]) { Placement = new Placement(QuarterTurn.Clockwise90, 0) };
        var (path, _) = bench.Assemble(SmallPages.Page(1, Corner), SmallPages.Page(2, turned), SmallPages.Page(3, Corner with { Inverted = true }));
        var objects = Workbench.Run("pdfimages", "-list", path).Output.Split('\n').Skip(2).Where(line => line.Length > 0)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[10]).ToList();
        Assert.That(objects[1], Is.EqualTo(objects[0]));
        Assert.That(objects[2], Is.Not.EqualTo(objects[0]), "it is shown the other way round");
    }

    [Test]
    public void Shared_symbols_are_stored_once()
    {
        var symbols = new byte[5000];
        PictureStream Of(byte page) => new(PictureCoding.Jbig2, PictureColor.Bitonal, 10, 10, 1, [page]) { Globals = symbols };
        using var bench = new Workbench();
        var (path, _) = bench.Assemble(SmallPages.Page(1, Of(1)), SmallPages.Page(2, Of(2)));
        var references = bench.Readable(path).Split("/JBIG2Globals ").Skip(1).Select(rest => rest[..rest.IndexOf(' ', StringComparison.Ordinal)]).ToList();
        Assert.That(references, Has.Count.EqualTo(2));
        Assert.That(references[1], Is.EqualTo(references[0]));
    }

    [Test]
    public void A_fax_keeps_its_dialect()
    {
        var fax = new PictureStream(PictureCoding.Ccitt, PictureColor.Bitonal, 10, 10, 1, [1, 2, 3]) { Fax = new FaxCoding { K = 0, EndOfLine = true, EncodedByteAlign = true } };
        using var bench = new Workbench();
        var readable = bench.Readable(bench.Assemble(SmallPages.Page(1, fax)).Path);
        Assert.That(readable, Does.Contain("/K 0").And.Contain("/EndOfLine true").And.Contain("/EncodedByteAlign true").And.Contain("/EndOfBlock true"));
    }

    [Test]
    public void A_CMYK_picture_without_a_profile_is_no_PDF_A_and_says_so()
    {
        using var bench = new Workbench();
        var (path, result) = bench.Assemble(SmallPages.Page(1, SmallPages.Flate(PictureColor.Cmyk, 10, 10, 8, (_, _, _) => 0)));
        Assert.That(result.IsPdfA, Is.False);
        Assert.That(result.WhyNot.Select(finding => (finding.Clause, finding.Place)), Is.EqualTo(new[] { ("6.2.4.3", "page 1") }));
        Assert.That(bench.Readable(path), Does.Not.Contain("pdfaid:part"));
    }

    [Test]
    public void The_profile_is_taken_for_sRGB()
    {
        Assert.That(ColorProfiles.OutputComponents(ColorProfiles.Srgb), Is.EqualTo(3));
        Assert.That(ColorProfiles.Srgb, Has.Length.LessThan(700));
    }

    private static EncodedPicture Picture(params PictureLayer[] layers) => new(64, 48, new Dpi(72), layers);

    /// <summary>The page as poppler shows it at 72 dpi, in shades of grey.</summary>
    private static Func<int, int, int> Render(EncodedPicture picture)
    {
        using var bench = new Workbench();
        var (path, result) = bench.Assemble(SmallPages.Page(1, picture));
        Assert.That(result.IsPdfA, string.Join('\n', result.WhyNot));
        Workbench.Run("pdftoppm", "-r", "72", "-gray", "-singlefile", path, bench.File("page"));
        var file = File.ReadAllBytes(bench.File("page.pgm"));
        var start = file.Length - (picture.Width * picture.Height);
        return (x, y) => file[start + (y * picture.Width) + x];
    }
}
