using Digitize.Pages.Imaging;
using Digitize.Pages.Imaging.MixedRaster;
using Digitize.Pages.Native;

namespace Digitize.Pages.Tests.Imaging.MixedRaster;

public sealed class InksTests
{
    private const uint Black = 0x141414;
    private const uint DarkGray = 0x323232;
    private const uint Blue = 0x1E3CC8;
    private const uint Red = 0xC81E1E;

    [Test]
    public void Strokes_of_three_colors_get_three_inks()
    {
        var (colors, inkOf) = Choose([Black, Blue, Red, Black, Red]);
        Assert.That(colors, Has.Count.EqualTo(3));
        Assert.That(inkOf.Take(5).Select(ink => colors[ink]), Is.EqualTo(new[] { Rgb(Black), Rgb(Blue), Rgb(Red), Rgb(Black), Rgb(Red) }));
    }

    [Test]
    public void Black_and_nearly_black_are_one_ink() => Assert.That(Choose([Black, DarkGray, Black]).Colors, Has.Count.EqualTo(1));

    [Test]
    public void Strokes_that_are_not_kept_have_no_ink() => Assert.That(Choose([Black, Blue], keepsNone: true).InkOf, Has.All.EqualTo(-1));

    [Test]
    public void A_map_of_many_colors_gets_at_most_twelve() =>
        Assert.That(Choose([.. Enumerable.Range(0, 60).Select(i => (uint)((i * 3 % 180) | ((i * 29 % 180) << 8) | ((i * 71 % 180) << 16)))]).Colors, Has.Count.InRange(4, 12));

    [Test]
    public void Nearly_paper_is_paper_and_ink_is_ink()
    {
        Assert.That(Inks.OrPaper((240, 240, 230), (250, 248, 240)), Is.EqualTo(((byte)250, (byte)248, (byte)240)));
        Assert.That(Inks.OrPaper((20, 20, 20), (250, 248, 240)), Is.EqualTo(((byte)20, (byte)20, (byte)20)));
    }

    /// <summary>One box of a letter's size for each colour; the pieces of the strokes come row by row.</summary>
    private static (List<(byte R, byte G, byte B)> Colors, sbyte[] InkOf) Choose(uint[] boxes, bool keepsNone = false)
    {
        using var white = PageImage.FromGray(Spoils.Blank(40 * boxes.Length, 40), new Dpi(300));
        using var picture = new PageImage(Leptonica.pixConvertTo32(white.Handle), new Dpi(300));
        var mask = new BitPlane(picture.Width, 40);
        var rows = new PixelRows(picture);
        for (var y = 10; y < 30; y++)
        {
            for (var i = 0; i < boxes.Length; i++)
            {
                rows.Words(y).Slice((40 * i) + 12, 14).Fill(boxes[i] << 8);
                mask.SetRun(y, (40 * i) + 12, (40 * i) + 26);
            }
        }

        var strokes = Strokes.Of(mask, 1, picture, light: false, CancellationToken.None);
        Assert.That(strokes.All, Has.Count.EqualTo(boxes.Length));
        return Inks.Choose(strokes, [.. strokes.All.Select(_ => !keepsNone)]);
    }

    private static (byte R, byte G, byte B) Rgb(uint color) => ((byte)(color >> 16), (byte)(color >> 8), (byte)color);
}
