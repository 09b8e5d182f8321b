using Digitize.Pages.Imaging.Headers;

namespace Digitize.Pages.Imaging;

/// <summary>A picture file: one page, or as many as a TIFF has.</summary>
internal sealed class PictureSource
{
    /// <summary>A JPEG that was cut off decodes to flat grey below the cut; with more than this share of it there is no page left to read.</summary>
    private const double MostMissing = 0.5;

    private readonly FileFormat _format;
    private readonly byte[] _file;
    private readonly IReadOnlyList<Plan> _plans;

    private PictureSource(FileFormat format, byte[] file, IReadOnlyList<Plan> plans)
    {
        _format = format;
        _file = file;
        _plans = plans;
    }

    /// <summary>Null for files of one page.</summary>
    internal TiffPages? Tiff => _format == FileFormat.Tiff ? new TiffPages(_file, [.. _plans.Select(plan => plan.TiffDirectory)]) : null;

    internal IReadOnlyList<SourcePage> Pages => [.. _plans.Select(plan => plan.Page)];

    internal static PictureSource Open(FileFormat format, byte[] file, Limits limits)
    {
        if (format != FileFormat.Tiff)
        {
            return new PictureSource(format, file, [PlanPage(PageNumber.First, PictureHeader.Read(format, file), 0, limits)]);
        }

        var pages = TiffDirectories.All(file, limits.MaxPages).FindAll(directory => directory.IsPage);
        if (pages.Count == 0)
        {
            throw new UnreadableException(FailureCode.Damaged, "The TIFF file holds no page.");
        }

        return new PictureSource(format, file, [.. pages.Select((page, i) => PlanPage(PageNumber.FromIndex(i), page.Picture, page.Offset, limits))]);
    }

    internal PagePicture Read(PageNumber number)
    {
        var plan = _plans[number.Index];
        if (_format == FileFormat.Tiff)
        {
            var first = TiffDirectories.First(_file)!.Offset;
            var tiff = PictureDecoder.DecodeTiff(_file, plan.TiffDirectory == first ? 0 : plan.TiffDirectory, plan.Header);
            return new PagePicture(SquarePixels.Page(tiff, plan.Dpi, plan.Header.ShownResolution, plan.IsStated), null, QuarterTurn.None);
        }

        var original = OriginalStream(plan);
        var missingRows = 0;
        var pix = _format == FileFormat.Jpeg ? PictureDecoder.DecodeJpeg(_file, plan.Header, out missingRows) : PictureDecoder.Decode(_format, _file, plan.Header);
        if (missingRows > plan.Header.Height * MostMissing)
        {
            pix.Dispose();
            throw new UnreadableException(FailureCode.Damaged, "Most of the picture is missing: the file was cut off.");
        }

        var missing = PictureDecoder.Missing(missingRows, plan.Header.Height) is { } known ? known with { Page = number } : null;
        pix = PixelShape.Turn(pix, plan.Header.Orientation);
        var turn = PixelShape.TurnOf(plan.Header.Orientation);
        var image = SquarePixels.Page(pix, plan.Dpi, plan.Header.ShownResolution, plan.IsStated);
        var isAsStored = turn is not null && image.Width == plan.Header.ShownWidth && image.Height == plan.Header.ShownHeight;
        return (isAsStored ? new PagePicture(image, original, turn!.Value) : new PagePicture(image, null, QuarterTurn.None)) with { Missing = missing };
    }

    private PictureStream? OriginalStream(Plan plan)
    {
        switch (_format)
        {
            case FileFormat.Jpeg:
                var jpeg = JpegHeader.Read(_file);
                return jpeg.IsComplete ? JpegStream.Make(_file, jpeg) : null;
            case FileFormat.Png:
                return PngHeader.Read(_file).Stream(_file);
            case FileFormat.Jpeg2000:
                var header = Jpeg2000Header.Read(_file);
                var color = header.Components switch { 1 => PictureColor.Gray, 3 => PictureColor.Rgb, _ => (PictureColor?)null };
                return header.IsFile && color is { } known
                    ? new PictureStream(PictureCoding.Jpeg2000, known, plan.Header.Width, plan.Header.Height, 8, _file)
                    : null;
            default:
                return null;
        }
    }

    private static Plan PlanPage(PageNumber number, PictureHeader header, long directory, Limits limits)
    {
        var failure = header.Check(limits);
        if (failure is not null)
        {
            return new Plan(new SourcePage(number, SourcePageKind.Picture, default) { Failure = failure with { Page = number } }, header, default, false, directory);
        }

        var stated = header.ShownResolution;
        var estimate = ResolutionEstimate.Choose(header.ShownWidth, header.ShownHeight, stated?.X, stated?.Y);
        var across = estimate.IsStated ? new Dpi(stated!.Value.X) : estimate.Dpi;
        var down = estimate.IsStated ? new Dpi(stated!.Value.Y) : estimate.Dpi;
        var size = new PageSize(across.ToPoints(header.ShownWidth), down.ToPoints(header.ShownHeight));
        return new Plan(new SourcePage(number, SourcePageKind.Picture, size), header, estimate.Dpi, estimate.IsStated, directory);
    }

    private sealed record Plan(SourcePage Page, PictureHeader Header, Dpi Dpi, bool IsStated, long TiffDirectory);
}
