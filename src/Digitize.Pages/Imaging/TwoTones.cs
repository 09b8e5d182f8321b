namespace Digitize.Pages.Imaging;

/// <summary>Grey or colour pictures that are black and white in truth, as scanners in the wrong mode give them.</summary>
internal static class TwoTones
{
    /// <summary>Black up to here, and white from 255 less this on.</summary>
    private const int Reach = 16;

    /// <summary>One pixel in this many may lie between: JPEG leaves a few. A page with soft edges has far more.</summary>
    private const int OneIn = 20_000;

    /// <summary>The page's pixels as ink and paper; null when it has other tones.</summary>
    public static BitPlane? Find(PageImage image)
    {
        var plane = new BitPlane(image.Width, image.Height);
        var allowed = (long)image.Width * image.Height / OneIn;
        for (var y = 0; y < image.Height; y++)
        {
            var target = plane.Row(y);
            var row = new PixelRow(image, y);
            for (var x = 0; x < image.Width; x++)
            {
                var color = row[x];
                var (r, g, b) = (color >> 16, color >> 8 & 0xFF, color & 0xFF);
                if (r <= Reach && g <= Reach && b <= Reach)
                {
                    target[x >> 6] |= 1UL << (63 - (x & 63));
                }
                else if (Math.Min(r, Math.Min(g, b)) < 255 - Reach)
                {
                    if (--allowed < 0)
                    {
                        return null;
                    }

                    target[x >> 6] |= (g < 128 ? 1UL : 0) << (63 - (x & 63));
                }
            }
        }

        return plane;
    }
}
