using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>
/// What is left of a page when its strokes are taken off: paper, tints, stamps' shades and photographs, at fewer pixels.
/// Under the strokes it goes on as around them, so that nothing of them is left to be coded; paper is made even.
/// </summary>
internal sealed class Background
{
    private readonly int _factor;

    /// <summary>Red, green and blue of each pixel; null where strokes cover all of it.</summary>
    private readonly ColorPyramid _pixels;

    private Background(int factor, ColorPyramid pixels)
    {
        _factor = factor;
        _pixels = pixels;
    }

    /// <param name="factor">Pixels of the page for one of the background, a side.</param>
    /// <param name="covered">What strokes cover or fray, at the page's own pixels.</param>
    public static Background Of(PageImage image, BitPlane covered, int factor, CancellationToken cancel)
    {
        var pixels = new ColorPyramid((image.Width + factor - 1) / factor, (image.Height + factor - 1) / factor);
        var sums = new ColorSum[pixels.Width];
        for (var y = 0; y < image.Height; y++)
        {
            cancel.ThrowIfCancellationRequested();
            AddRow(new PixelRow(image, y), covered.Row(y), image.Width, factor, sums);
            if ((y + 1) % factor == 0 || y == image.Height - 1)
            {
                for (var i = 0; i < sums.Length; i++)
                {
                    pixels.Set(i, y / factor, sums[i]);
                }

                Array.Clear(sums);
            }
        }

        pixels.FillGaps();
        return new Background(factor, pixels);
    }

    /// <summary>0x00RRGGBB of the paper, once it is evened.</summary>
    public uint Paper { get; private set; }

    /// <summary>Takes the grain off the paper, and off everything else that is not a photograph.</summary>
    public void Even(double noise, PictureCells pictures)
    {
        var tolerance = (int)Math.Clamp(4 + (2.5 * noise), 5, 16);
        Func<int, int, bool>? kept = pictures.Any ? (x, y) => pictures.At(x * _factor, y * _factor) : null;
        _pixels.Smooth(tolerance, kept);
        Paper = _pixels.Commonest();
        _pixels.Snap(Paper, tolerance, kept);
    }

    /// <summary>Null when the whole background is white.</summary>
    public PictureStream? Encode(int quality)
    {
        if (_pixels.IsAll(Paper))
        {
            return Paper == 0xFFFFFF ? null : FlateEncoder.EncodeColor(((byte)(Paper >> 16), (byte)(Paper >> 8), (byte)Paper));
        }

        return JpegEncoder.Encode(_pixels.Width, _pixels.Height, _pixels.Colors, quality);
    }

    private static void AddRow(PixelRow row, ReadOnlySpan<ulong> covered, int width, int factor, ColorSum[] sums)
    {
        var x = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            var sum = sums[i];
            for (var end = Math.Min(x + factor, width); x < end; x++)
            {
                if ((covered[x >> 6] << (x & 63)) >> 63 == 0)
                {
                    sum.Add(row[x]);
                }
            }

            sums[i] = sum;
        }
    }
}
