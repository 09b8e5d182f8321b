using System.IO.Compression;
using Digitize.Pages.Imaging;
using FsCheck;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Imaging;

public sealed class FlateEncoderTests
{
    /// <summary>Up to so many greys: indexes of 1, 2, 4 and 8 bits.</summary>
    private static readonly Arbitrary<GrayPixels> FewColors =
        (from width in Gen.Choose(1, 70)
         from height in Gen.Choose(1, 9)
         from colors in Gen.Choose(1, 256)
         from seed in Gen.Choose(0, 9999)
         let random = new Random(seed)
         select Spoils.Of(width, height, (_, _) => random.Next(colors))).ToArbitrary();

    [Test]
    public void What_was_coded_is_decoded_again() => Prop.ForAll(FewColors, gray =>
    {
        using var picture = PageImage.FromGray(gray, new Dpi(100));
        var coded = FlateEncoder.EncodePalette(picture, CancellationToken.None)!;
        return Decoded(coded).SequenceEqual(gray.Samples.Select(sample => ((int)sample, (int)sample, (int)sample)));
    }).Holds();

    [Test]
    public void A_colored_drawing_keeps_its_colors()
    {
        using var picture = Drawn(0x00C80A14);
        var coded = FlateEncoder.EncodePalette(picture, CancellationToken.None)!;
        Assert.That(coded.BitsPerComponent, Is.EqualTo(1));
        Assert.That(Decoded(coded).Distinct(), Is.EquivalentTo(new[] { (255, 255, 255), (200, 10, 20) }));
    }

    [Test]
    public void More_than_256_colors_have_no_palette()
    {
        using var picture = Letters.ColorPicture("stadtwerke-jahresrechnung", dpi: 72);
        var colors = new HashSet<(byte, byte, byte)>();
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            colors.Add(PixelFiles.Pixel(picture, i % picture.Width, i / picture.Width));
        }

        Assert.That(colors, Has.Count.GreaterThan(256));
        Assert.That(FlateEncoder.EncodePalette(picture, CancellationToken.None), Is.Null);
    }

    [TestCase(250, 250, 250, PictureColor.Gray)]
    [TestCase(250, 240, 230, PictureColor.Rgb)]
    public void One_color_is_one_pixel(byte r, byte g, byte b, PictureColor expected)
    {
        var coded = FlateEncoder.EncodeColor((r, g, b));
        Assert.That((coded.Width, coded.Height, coded.Color), Is.EqualTo((1, 1, expected)));
        Assert.That(Rows(coded, expected == PictureColor.Gray ? 1 : 3), Is.EqualTo(expected == PictureColor.Gray ? new[] { r } : [r, g, b]));
    }

    /// <summary>White, and a box of the colour.</summary>
    private static PageImage Drawn(uint color)
    {
        using var gray = PageImage.FromGray(Spoils.Blank(40, 30), new Dpi(100));
        var picture = new PageImage(Pages.Native.Leptonica.pixConvertTo32(gray.Handle), new Dpi(100));
        var rows = new PixelRows(picture);
        for (var y = 5; y < 20; y++)
        {
            rows.Words(y)[8..30].Fill(color << 8);
        }

        return picture;
    }

    private static IEnumerable<(int R, int G, int B)> Decoded(PictureStream coded)
    {
        var (bits, rowBytes) = (coded.BitsPerComponent, ((coded.Width * coded.BitsPerComponent) + 7) / 8);
        var rows = Rows(coded, rowBytes);
        for (var y = 0; y < coded.Height; y++)
        {
            for (var x = 0; x < coded.Width; x++)
            {
                var index = rows[(y * rowBytes) + (x * bits / 8)] >> (8 - bits - (x * bits % 8)) & ((1 << bits) - 1);
                yield return (coded.Palette![3 * index], coded.Palette[(3 * index) + 1], coded.Palette[(3 * index) + 2]);
            }
        }
    }

    /// <summary>Inflated, the PNG filters "none" and "up" undone.</summary>
    private static byte[] Rows(PictureStream coded, int rowBytes)
    {
        using var zlib = new ZLibStream(new MemoryStream(coded.Data), CompressionMode.Decompress);
        var rows = new byte[rowBytes * coded.Height];
        for (var y = 0; y < coded.Height; y++)
        {
            var filter = zlib.ReadByte();
            Assert.That(filter, Is.EqualTo(0).Or.EqualTo(2));
            zlib.ReadExactly(rows, y * rowBytes, rowBytes);
            for (var i = 0; filter == 2 && y > 0 && i < rowBytes; i++)
            {
                rows[(y * rowBytes) + i] += rows[((y - 1) * rowBytes) + i];
            }
        }

        Assert.That(zlib.ReadByte(), Is.EqualTo(-1), "more rows than the picture has");
        return rows;
    }
}
