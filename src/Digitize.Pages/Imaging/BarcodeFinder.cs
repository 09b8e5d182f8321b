namespace Digitize.Pages.Imaging;

/// <summary>Finds barcodes and the patch codes of separator sheets on a page.</summary>
public static class BarcodeFinder
{
    /// <summary>From top to bottom, each once.</summary>
    /// <param name="forDisplay">Upright; boxes are in its pixels.</param>
    public static IReadOnlyList<Barcode> Find(PageImage forDisplay) => Find(forDisplay, PageSurvey.Of(forDisplay));

    internal static IReadOnlyList<Barcode> Find(CleanedPage page) => Find(page.ForDisplay, page.SurveyForDisplay ?? PageSurvey.Of(page.ForDisplay));

    private static List<Barcode> Find(PageImage forDisplay, PageSurvey survey)
    {
        var found = new List<Barcode>();
        foreach (var box in PatchCode.Find(survey.Blobs, survey.Gray.Width, survey.Gray.Height))
        {
            found.Add(new Barcode(PatchCode.Kind, PatchCode.Text, box.Scale(survey.Reduction)));
        }

        var areas = BarcodeAreas.Find(survey);
        if (areas.Count > 0)
        {
            using var reader = new BarcodeReader();
            foreach (var area in areas)
            {
                found.AddRange(Read(reader, forDisplay, survey, area));
            }
        }

        return
        [
            .. found
                .GroupBy(barcode => (barcode.Kind, barcode.Text, barcode.Box.Left / 64, barcode.Box.Top / 64))
                .Select(same => same.First())
                .OrderBy(barcode => barcode.Box.Top).ThenBy(barcode => barcode.Box.Left),
        ];
    }

    /// <summary>At full size; where that gives nothing, reduced and evened, which mends coarse dots and shade.</summary>
    private static IEnumerable<Barcode> Read(BarcodeReader reader, PageImage page, PageSurvey survey, PixelBox area)
    {
        var box = area.Scale(survey.Reduction).Intersect(new PixelBox(0, 0, page.Width, page.Height));
        var found = reader.Read(Crop(page, box));
        if (found.Count > 0)
        {
            return found.Select(barcode => barcode with { Box = barcode.Box.Offset(box.Left, box.Top) });
        }

        return reader.Read(Crop(survey.Gray, area))
            .Select(barcode => barcode with { Box = barcode.Box.Offset(area.Left, area.Top).Scale(survey.Reduction) });
    }

    private static GrayPixels Crop(PageImage page, PixelBox box)
    {
        var rows = new PixelRows(page);
        var row = new byte[rows.GrayBytes];
        var samples = new byte[box.Width * box.Height];
        for (var y = box.Top; y < box.Bottom; y++)
        {
            rows.ReadGray(y, row);
            row.AsSpan(box.Left, box.Width).CopyTo(samples.AsSpan((y - box.Top) * box.Width));
        }

        return new GrayPixels(box.Width, box.Height, samples);
    }

    private static GrayPixels Crop(GrayPixels picture, PixelBox box)
    {
        var samples = new byte[box.Width * box.Height];
        for (var y = box.Top; y < box.Bottom; y++)
        {
            picture.Row(y)[box.Left..box.Right].CopyTo(samples.AsSpan((y - box.Top) * box.Width));
        }

        return new GrayPixels(box.Width, box.Height, samples);
    }
}
