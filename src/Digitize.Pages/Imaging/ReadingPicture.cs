using System.Numerics;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>Makes the picture that is read, as the plan says.</summary>
internal static class ReadingPicture
{
    private const byte White = 255;

    /// <summary>The picture, to be disposed on its own, and whether specks were taken out.</summary>
    public static (PageImage Picture, bool Despeckled) Make(PageImage upright, CleaningPlan plan, CancellationToken cancel)
    {
        var divisor = plan.ReadingScale < 1 ? (int)Math.Round(1 / plan.ReadingScale) : 1;
        var clean = divisor > 1 ? Reduced(upright, divisor) : Copy(upright);
        try
        {
            cancel.ThrowIfCancellationRequested();
            var ink = Walk(clean, plan, divisor);
            var despeckled = TakeOutSpecks(clean, ink, plan, divisor);
            cancel.ThrowIfCancellationRequested();
            var enlargement = Math.Max(1, plan.ReadingScale);
            if (plan.DeskewDegrees == 0 && enlargement == 1)
            {
                return (clean, despeckled);
            }

            var fill = plan.EvensBackground ? White : (byte)Math.Round(plan.Survey.Paper.Brightest);
            var resampled = Resampler.Gray(clean, plan.DeskewDegrees, enlargement, fill);
            clean.Dispose();
            return (resampled, despeckled);
        }
        catch
        {
            clean.Dispose();
            throw;
        }
    }

    private static PageImage Reduced(PageImage upright, int divisor)
    {
        var dpi = new Dpi(Math.Max(Dpi.Lowest, upright.Dpi.Value / divisor));
        return PageImage.FromGray(PageSurvey.Reduce(upright, divisor), dpi);
    }

    private static PageImage Copy(PageImage upright)
    {
        var handle = NativeCheck.Valid(Leptonica.pixCreate(upright.Width, upright.Height, 8), nameof(Leptonica.pixCreate));
        var copy = new PageImage(handle, upright.Dpi);
        var from = new PixelRows(upright);
        var to = new PixelRows(copy);
        var row = new byte[from.GrayBytes];
        for (var y = 0; y < upright.Height; y++)
        {
            from.ReadGray(y, row);
            to.WriteGray(y, row);
        }

        return copy;
    }

    /// <summary>Evens the paper and whitens what is not this side's, row by row; answers where ink is left, faint ink included.</summary>
    private static InkMap Walk(PageImage picture, CleaningPlan plan, int divisor)
    {
        var rows = new PixelRows(picture);
        var ink = new InkMap(picture.Width, picture.Height);
        var row = new byte[rows.GrayBytes];
        var levels = new float[plan.Survey.Paper.Columns];
        var factor = plan.Survey.Reduction / (double)divisor;
        // Half-way from ink to paper: a broken piece of a thin stroke is joined to its letter by what is paler than ink.
        var faintest = (byte)((255 + plan.Survey.InkThreshold) / 2);
        var isChanged = plan.EvensBackground || plan.BleedThrough is not null || plan.Borders is not null;
        for (var y = 0; y < picture.Height; y++)
        {
            rows.ReadGray(y, row);
            var samples = row.AsSpan(0, picture.Width);
            if (isChanged)
            {
                Change(samples, y, plan, factor, levels);
                rows.WriteGray(y, row);
            }

            InkMap.Darker(samples, faintest, ink.Row(y));
        }

        return ink;
    }

    private static void Change(Span<byte> samples, int y, CleaningPlan plan, double factor, float[] levels)
    {
        if (plan.EvensBackground)
        {
            plan.Survey.Paper.Even(y, factor, samples, levels);
        }

        var surveyed = Math.Min((int)(y / factor), plan.Survey.Gray.Height - 1);
        if (plan.BleedThrough is { } bleedThrough)
        {
            Whiten(samples, bleedThrough.Keep.Row(surveyed), factor, where: false);
        }

        if (plan.Borders is { } borders)
        {
            Whiten(samples, borders.Area.Row(surveyed), factor, where: true);
        }
    }

    /// <summary>Makes the samples white whose bit in the survey's row is <paramref name="where"/>.</summary>
    private static void Whiten(Span<byte> samples, ReadOnlySpan<ulong> row, double factor, bool where)
    {
        var x = 0;
        var width = (int)Math.Ceiling(samples.Length / factor);
        while (x < width)
        {
            var start = Next(row, x, where);
            var end = Next(row, start, !where);
            var from = Math.Min((int)Math.Round(start * factor), samples.Length);

            // The survey leaves out what does not fill its last column.
            var to = end >= width - 1 ? samples.Length : Math.Min((int)Math.Round(end * factor), samples.Length);
            samples[from..Math.Max(from, to)].Fill(White);
            x = end;
        }
    }

    /// <summary>The first pixel at or behind <paramref name="x"/> whose bit is <paramref name="set"/>, or where the row ends.</summary>
    private static int Next(ReadOnlySpan<ulong> row, int x, bool set)
    {
        for (var i = x >> 6; i < row.Length; i++)
        {
            var word = set ? row[i] : ~row[i];
            word &= i == x >> 6 ? ulong.MaxValue << (x & 63) : ulong.MaxValue;
            if (word != 0)
            {
                return (i * 64) + BitOperations.TrailingZeroCount(word);
            }
        }

        return row.Length * 64;
    }

    /// <summary>Each speck and the soft edge around it become white.</summary>
    private static bool TakeOutSpecks(PageImage picture, InkMap ink, CleaningPlan plan, int divisor)
    {
        var survey = plan.Survey;
        var xHeight = survey.Text?.XHeight * survey.Reduction / divisor;
        var specks = Specks.Find(ink, xHeight, plan.TextArea(), Math.Max(1, survey.Reduction / divisor));
        if (specks.Count() == 0)
        {
            return false;
        }

        var area = specks.Grown(1, 1);
        var rows = new PixelRows(picture);
        var row = new byte[rows.GrayBytes];
        var white = (byte)(plan.EvensBackground ? White : Math.Round(survey.Paper.Brightest));
        for (var y = 0; y < picture.Height; y++)
        {
            if (area.Row(y).IndexOfAnyExcept(0ul) < 0)
            {
                continue;
            }

            rows.ReadGray(y, row);
            for (var x = Next(area.Row(y), 0, true); x < picture.Width; x = Next(area.Row(y), x + 1, true))
            {
                row[x] = Math.Max(row[x], white);
            }

            rows.WriteGray(y, row);
        }

        return true;
    }
}
