namespace Digitize.Pages.Imaging;

/// <summary>Pictures drawn by a computer without soft edges or noise, such as screenshots of lines and boxes: lossless coding may be smallest there.</summary>
internal static class FlatArt
{
    /// <summary>Whether nearly all pixels repeat their left neighbor, in a sample of the rows. Decides only whether it is worth the time to try.</summary>
    public static bool IsLikely(PageImage image)
    {
        const int Step = 8;
        const double Share = 0.96;
        long same = 0;
        long all = 0;
        for (var y = 0; y < image.Height; y += Step)
        {
            var row = new PixelRow(image, y);
            for (var x = 1; x < image.Width; x++)
            {
                same += row[x] == row[x - 1] ? 1 : 0;
            }

            all += image.Width - 1;
        }

        return same >= Share * all;
    }
}
