using Digitize.Pages.Imaging;
using Digitize.Pages.Imaging.Jbig2;

namespace Digitize.Pages.Tests.Imaging;

public sealed class BitonalCodingTests
{
    /// <summary>Widths on both sides of a word's and a byte's end, and pictures smaller than a context.</summary>
    private static readonly (int Width, int Height)[] Sizes =
        [(1, 1), (2, 3), (7, 5), (8, 8), (63, 20), (64, 20), (65, 20), (127, 9), (128, 9), (129, 9), (300, 200), (1000, 1)];

    [Test]
    public void JBIG2_of_noise_decodes_to_the_same_pixels([ValueSource(nameof(Sizes))] (int Width, int Height) size)
    {
        var picture = Noise(size.Width, size.Height, 0.5);
        Assert.That(Decoders.Jbig2Dec(EmbeddedPicture.Encode(picture, default)).Words, Is.EqualTo(picture.Words));
    }

    [Test]
    public void JBIG2_of_bars_and_blank_rows_decodes_to_the_same_pixels([Values(0, 1, 2, 3)] int seed)
    {
        var picture = Bars(1237, 411, seed);
        Assert.That(Decoders.Jbig2Dec(EmbeddedPicture.Encode(picture, default)).Words, Is.EqualTo(picture.Words));
    }

    [Test]
    public void Poppler_sees_the_same_pixels_in_JBIG2_and_in_group_4([Values] bool jbig2)
    {
        var picture = Bars(643, 320, 7);
        var coded = jbig2 ? EmbeddedPicture.Encode(picture, default) : CcittG4Encoder.Encode(picture);
        Assert.That(Decoders.PopplerBits(coded).Words, Is.EqualTo(picture.Words));
    }

    [Test]
    public void A_blank_page_costs_next_to_nothing() =>
        Assert.That(EmbeddedPicture.Encode(new BitPlane(2480, 3508), default).Data, Has.Length.LessThan(100));

    [Test]
    public void A_black_page_decodes_to_a_black_page()
    {
        var picture = new BitPlane(500, 300);
        for (var y = 0; y < 300; y++)
        {
            picture.SetRun(y, 0, 500);
        }

        Assert.That(Decoders.Jbig2Dec(EmbeddedPicture.Encode(picture, default)).Words, Is.EqualTo(picture.Words));
    }

    [Test]
    public void Cancelling_stops_the_encoder() =>
        Assert.That(() => EmbeddedPicture.Encode(new BitPlane(100, 100), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    internal static BitPlane Noise(int width, int height, double share)
    {
        var random = new Random(width + height);
        var picture = new BitPlane(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                picture[x, y] = random.NextDouble() < share;
            }
        }

        return picture;
    }

    /// <summary>What text looks like to a coder: runs of all lengths, rows that repeat, empty rows, long rules.</summary>
    internal static BitPlane Bars(int width, int height, int seed)
    {
        var random = new Random(seed);
        var picture = new BitPlane(width, height);
        var y = 0;
        while (y < height)
        {
            var repeat = random.Next(1, 9);
            var runs = random.Next(0, 12);
            var places = Enumerable.Range(0, runs).Select(_ => (Start: random.Next(width - 1), Length: random.Next(1, random.Next(2, width)))).ToArray();
            for (; repeat > 0 && y < height; repeat--, y++)
            {
                foreach (var (start, length) in places)
                {
                    picture.SetRun(y, start, Math.Min(start + length, width));
                }
            }
        }

        return picture;
    }
}
