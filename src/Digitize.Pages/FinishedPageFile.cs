using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Pages.Wire;

namespace Digitize.Pages;

/// <summary>
/// The stored form of a <see cref="FinishedPage"/>, between the process that read the page and the one that assembles the document. Version 1, all little endian:
/// <c>DGFP</c>, version, page number, size on paper, picture (width, height, dpi, placement, layers), recognized page as <see cref="RecognizedPageJson"/>, cleaning report, failure, blankness, barcodes.
/// A text and a run of bytes stand behind their length, what may be missing behind a 0 or 1.
/// </summary>
public static class FinishedPageFile
{
    public const int Version = 1;

    /// <summary>The largest file that is read: a picture of 100 megapixels in raw color would just fit.</summary>
    public const long MostBytes = 512L * 1024 * 1024;

    private const int Magic = 'D' | ('G' << 8) | ('F' << 16) | ('P' << 24);

    public static void Write(string path, FinishedPage page)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(Write(page).Span);
    }

    /// <exception cref="InvalidDataException">It is not a finished page, or one that no scanner makes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FinishedPage Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        if (file.Length > MostBytes)
        {
            throw new InvalidDataException($"A finished page of {file.Length} bytes is not accepted.");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Read(bytes);
    }

    internal static ReadOnlyMemory<byte> Write(FinishedPage page)
    {
        var to = new WireWriter();
        to.Int(Magic);
        to.Int(Version);
        to.Int(page.Number.Value);
        to.Double(page.Size.WidthPoints);
        to.Double(page.Size.HeightPoints);
        PictureCodec.Write(to, page.Picture);
        to.Optional(page.Recognized, recognized => WordsCodec.Write(to, recognized));
        WriteCleaning(to, page.Done);
        to.Optional(page.Failure, failure => WireRecords.Write(to, failure));
        to.Optional(page.Blank, blank =>
        {
            to.Bool(blank.IsBlank);
            to.Double(blank.InkShare);
            to.Text(blank.Reason);
        });
        to.List(page.Barcodes, barcode => WireRecords.Write(to, barcode));
        return to.Written;
    }

    /// <exception cref="InvalidDataException">It is not a finished page.</exception>
    internal static FinishedPage Read(ReadOnlyMemory<byte> bytes)
    {
        var from = new WireReader(bytes);
        _ = from.Int(Magic, Magic);
        _ = from.Int(Version, Version);
        var number = new PageNumber(from.Int(1, WireRecords.MostPages));
        var size = WireRecords.ReadSize(from);
        var picture = PictureCodec.Read(from);
        var recognized = from.Optional(() => ReadRecognized(from, picture));
        var page = new FinishedPage(number, size, picture, recognized, ReadCleaning(from))
        {
            Failure = from.Optional(() => WireRecords.ReadFailure(from)),
            Blank = from.Optional(() => new Blankness(from.Bool(), from.Double(0, 1), from.Text(WireRecords.MostReason))),
            Barcodes = from.List(WireRecords.MostBarcodes, () => WireRecords.ReadBarcode(from)),
        };
        from.End();
        return page;
    }

    private static void WriteCleaning(WireWriter to, CleaningReport done)
    {
        to.Int((int)done.Turned);
        to.Double(done.DeskewDegrees);
        to.Bool(done.BackgroundEvened);
        to.Bool(done.BleedThroughSuppressed);
        to.Bool(done.Despeckled);
        to.Bool(done.BordersCleared);
        to.Double(done.ReadingScale);
    }

    private static CleaningReport ReadCleaning(WireReader from) => new()
    {
        Turned = from.Name<QuarterTurn>(),
        DeskewDegrees = from.Double(-360, 360),
        BackgroundEvened = from.Bool(),
        BleedThroughSuppressed = from.Bool(),
        Despeckled = from.Bool(),
        BordersCleared = from.Bool(),
        ReadingScale = from.Double(0.001, 1000),
    };

    private static RecognizedPage ReadRecognized(WireReader from, EncodedPicture picture)
    {
        var page = WordsCodec.Read(from);
        return (page.Width, page.Height) == (picture.Width, picture.Height) ? page : throw new InvalidDataException("Words of a finished page lie outside its picture.");
    }
}
