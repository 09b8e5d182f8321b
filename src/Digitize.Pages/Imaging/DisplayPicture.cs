using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>Makes the picture that is shown: straightened, and without the scanner's lid beside the paper where that is certain; else as it came.</summary>
internal static class DisplayPicture
{
    /// <summary>Grey in the middle: where a 1-bit picture that was mixed becomes black or white again.</summary>
    private const byte Middle = 128;

    /// <summary>To be disposed on its own; shares its pixels with <paramref name="upright"/> when nothing is to be done.</summary>
    public static PageImage Make(PageImage upright, CleaningPlan plan)
    {
        if (!plan.ChangesDisplay)
        {
            return Shared(upright);
        }

        var fill = PaperColor(upright, plan.Survey);
        using var inside = plan.Borders is { IsLid: true } lid ? WithoutLid(upright, lid, plan.Survey, fill) : Shared(upright);
        if (plan.DeskewDegrees == 0)
        {
            return Shared(inside);
        }

        return upright.Depth switch
        {
            1 => TurnBits(inside, plan.DeskewDegrees),
            8 => Resampler.Gray(inside, plan.DeskewDegrees, 1, (byte)(fill & 255)),
            _ => Resampler.Color(inside, plan.DeskewDegrees, fill),
        };
    }

    private static PageImage Shared(PageImage picture) =>
        new(NativeCheck.Valid(Leptonica.pixClone(picture.Handle), nameof(Leptonica.pixClone)), picture.Dpi);

    /// <summary>Through grey, because moving whole pixels would tear thin strokes.</summary>
    private static PageImage TurnBits(PageImage picture, double degrees)
    {
        using var gray = PageImage.FromGray(PageSurvey.Reduce(picture, 1), picture.Dpi);
        using var turned = Resampler.Gray(gray, degrees, 1, 255);
        var handle = NativeCheck.Valid(Leptonica.pixCreate(picture.Width, picture.Height, 1), nameof(Leptonica.pixCreate));
        var bits = new PageImage(handle, picture.Dpi);
        var from = new PixelRows(turned);
        var to = new PixelRows(bits);
        var row = new byte[from.GrayBytes];
        var ink = new ulong[(picture.Width + 63) / 64];
        for (var y = 0; y < picture.Height; y++)
        {
            from.ReadGray(y, row);
            InkMap.Darker(row.AsSpan(0, picture.Width), Middle, ink);
            var words = to.Words(y);
            for (var i = 0; i < words.Length; i++)
            {
                words[i] = LeftmostHighest((uint)(ink[i >> 1] >> (32 * (i & 1))));
            }
        }

        return bits;
    }

    private static uint LeftmostHighest(uint bits)
    {
        bits = ((bits >> 1) & 0x55555555) | ((bits & 0x55555555) << 1);
        bits = ((bits >> 2) & 0x33333333) | ((bits & 0x33333333) << 2);
        bits = ((bits >> 4) & 0x0f0f0f0f) | ((bits & 0x0f0f0f0f) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits);
    }

    private static PageImage WithoutLid(PageImage picture, ScanBorders lid, PageSurvey survey, uint fill)
    {
        var copy = new PageImage(NativeCheck.Valid(Leptonica.pixCopy(0, picture.Handle), nameof(Leptonica.pixCopy)), picture.Dpi);
        var rows = new PixelRows(copy);
        for (var y = 0; y < picture.Height; y++)
        {
            var surveyed = Math.Min(y / survey.Reduction, survey.Gray.Height - 1);
            if (lid.Area.Row(surveyed).IndexOfAnyExcept(0ul) < 0)
            {
                continue;
            }

            for (var x = 0; x < picture.Width; x++)
            {
                if (lid.Area[Math.Min(x / survey.Reduction, survey.Gray.Width - 1), surveyed])
                {
                    Set(rows, x, y, fill);
                }
            }
        }

        return copy;
    }

    private static void Set(PixelRows rows, int x, int y, uint fill)
    {
        var words = rows.Words(y);
        switch (rows.Depth)
        {
            case 1:
                words[x >> 5] &= ~(0x80000000u >> (x & 31));
                break;
            case 8:
                var shift = 24 - (8 * (x & 3));
                words[x >> 2] = (words[x >> 2] & ~(255u << shift)) | ((fill & 255) << shift);
                break;
            default:
                words[x] = fill;
                break;
        }
    }

    /// <summary>The paper's own colour as a pixel of this picture: the mean of what is as bright as its paper.</summary>
    private static uint PaperColor(PageImage picture, PageSurvey survey)
    {
        var least = 0.94 * survey.Paper.Brightest;
        if (picture.Depth != 32)
        {
            return (uint)Math.Round(survey.Paper.Brightest);
        }

        var rows = new PixelRows(picture);
        var row = new byte[rows.GrayBytes];
        var (red, green, blue, count) = (0L, 0L, 0L, 1L);
        for (var y = 8; y < picture.Height; y += 32)
        {
            rows.ReadGray(y, row);
            var words = rows.Words(y);
            for (var x = 8; x < picture.Width; x += 32)
            {
                if (row[x] >= least)
                {
                    (red, green, blue, count) = (red + (words[x] >> 24), green + ((words[x] >> 16) & 255), blue + ((words[x] >> 8) & 255), count + 1);
                }
            }
        }

        return count == 1 ? 0xffffff00 : ((uint)(red / (count - 1)) << 24) | ((uint)(green / (count - 1)) << 16) | ((uint)(blue / (count - 1)) << 8);
    }
}
