using Digitize.Pages.Imaging;

namespace Digitize.Pages.Wire;

/// <summary>What a child answers, read as the words of a stranger.</summary>
internal abstract record RunnerAnswer
{
    private const int MostText = 8 * 1024 * 1024;
    private const int MostTitle = 4000;
    private const int MostFinding = 1000;
    private const int MostFault = 4000;

    private RunnerAnswer()
    {
    }

    public sealed record Ready : RunnerAnswer;

    public sealed record Inspected(Inspection Inspection) : RunnerAnswer;

    public sealed record PageRead(PageSummary Summary) : RunnerAnswer;

    public sealed record Assembled(AssemblySummary Summary) : RunnerAnswer;

    public sealed record Drawn(DrawnPage Picture) : RunnerAnswer;

    public sealed record BarcodesFound(IReadOnlyList<Barcode> Barcodes) : RunnerAnswer;

    public sealed record Cut(CutResult Result) : RunnerAnswer;

    public sealed record Joined(JoinSummary Summary) : RunnerAnswer;

    /// <summary>This input can never work.</summary>
    public sealed record Refused(Failure Failure) : RunnerAnswer;

    /// <summary>The attempt failed.</summary>
    /// <param name="Where">Type of the exception, and the method that threw it: no message, for that may quote the letter.</param>
    public sealed record Faulted(string Where) : RunnerAnswer;

    public ReadOnlyMemory<byte> Write()
    {
        var to = new WireWriter();
        switch (this)
        {
            case Ready:
                to.Byte(1);
                break;
            case Inspected inspected:
                to.Byte(2);
                Write(to, inspected.Inspection);
                break;
            case PageRead page:
                to.Byte(3);
                Write(to, page.Summary);
                break;
            case Assembled assembled:
                to.Byte(4);
                Write(to, assembled.Summary);
                break;
            case Drawn drawn:
                to.Byte(8);
                to.Int((int)drawn.Picture.Format);
                to.Int(drawn.Picture.Width);
                to.Int(drawn.Picture.Height);
                to.Bool(drawn.Picture.IsPartial);
                break;
            case Refused refused:
                to.Byte(5);
                WireRecords.Write(to, refused.Failure);
                break;
            case Faulted faulted:
                to.Byte(6);
                to.Text(faulted.Where);
                break;
            case BarcodesFound found:
                to.Byte(9);
                to.List([.. found.Barcodes.Take(WireRecords.MostBarcodes)], barcode => WireRecords.Write(to, barcode));
                break;
            case Cut cut:
                to.Byte(10);
                Write(to, cut.Result);
                break;
            case Joined joined:
                to.Byte(11);
                to.List(joined.Summary.Pages, to.Int);
                to.Long(joined.Summary.Bytes);
                break;
        }

        return to.Written;
    }

    /// <exception cref="InvalidDataException">It is no answer.</exception>
    public static RunnerAnswer Read(ReadOnlyMemory<byte> message)
    {
        var from = new WireReader(message);
        RunnerAnswer answer = from.Byte() switch
        {
            1 => new Ready(),
            2 => new Inspected(ReadInspection(from)),
            3 => new PageRead(ReadPage(from)),
            4 => new Assembled(new AssemblySummary(from.Bool(), from.List(AssemblySummary.MostFindings, () => from.Text(MostFinding)), from.Int(1, WireRecords.MostPages), from.Long(1, long.MaxValue))),
            5 => new Refused(WireRecords.ReadFailure(from)),
            6 => new Faulted(PlainText.OneLine(from.Text(MostFault), MostFault)),
            8 => new Drawn(new DrawnPage(from.Name<FileFormat>(), from.Int(1, ushort.MaxValue), from.Int(1, ushort.MaxValue), from.Bool())),
            9 => new BarcodesFound(from.List(WireRecords.MostBarcodes, () => WireRecords.ReadBarcode(from))),
            10 => new Cut(ReadCut(from)),
            11 => new Joined(new JoinSummary(from.List(WireRecords.MostJoined, () => from.Int(1, WireRecords.MostPages)), from.Long(1, long.MaxValue))),
            _ => throw new InvalidDataException("This is no answer."),
        };
        from.End();
        return answer;
    }

    private static void Write(WireWriter to, Inspection inspection)
    {
        to.Int((int)inspection.Format);
        to.List(inspection.Pages, page =>
        {
            to.Bool(page.KeepsText);
            WireRecords.Write(to, page.Size);
            to.Optional(page.Failure, failure => WireRecords.Write(to, failure));
        });
        to.Bool(inspection.IsSigned);
        to.Optional(inspection.Title is { Length: <= MostTitle / 4 } title ? title : null, to.Text);
    }

    private static Inspection ReadInspection(WireReader from)
    {
        var format = from.Name<FileFormat>();
        var number = 0;
        var pages = from.List(WireRecords.MostPages, () => new InspectedPage(
            new PageNumber(++number), from.Bool(), WireRecords.ReadSize(from), from.Optional(() => WireRecords.ReadFailure(from))));
        return pages.Count > 0
            ? new Inspection(format, pages, from.Bool(), from.Optional(() => PlainText.OneLine(from.Text(MostTitle), MostTitle)))
            : throw new InvalidDataException("A file has at least one page.");
    }

    private static void Write(WireWriter to, PageSummary page)
    {
        to.Optional(page.Confidence, confidence => to.Double(confidence.Value));
        to.Int(page.Words);
        to.Bool(page.IsBlank);
        to.List(page.Barcodes, barcode => WireRecords.Write(to, barcode));
        to.Optional(page.Failure, failure => WireRecords.Write(to, failure));
        to.Text(page.Text);
        to.Bool(page.HasPicture);
        to.Optional(page.Frame, frame =>
        {
            to.Int(frame.Width);
            to.Int(frame.Height);
            to.Double(frame.Dpi.Value);
        });
        to.Optional(page.OwnWords, words => WordsCodec.Write(to, words));
    }

    private static PageSummary ReadPage(WireReader from) => new(
        from.OptionalValue(() => new Confidence(from.Double(0, 1))),
        from.Int(0, MostText),
        from.Bool(),
        from.List(WireRecords.MostBarcodes, () => WireRecords.ReadBarcode(from)),
        from.Optional(() => WireRecords.ReadFailure(from)),
        from.Text(MostText))
    {
        HasPicture = from.Bool(),
        Frame = from.OptionalValue(() => new PictureFrame(from.Int(1, ushort.MaxValue), from.Int(1, ushort.MaxValue), new Dpi(from.Double(Dpi.Lowest, Dpi.Highest)))),
        OwnWords = from.Optional(() => WordsCodec.Read(from)),
    };

    private static void Write(WireWriter to, AssemblySummary summary)
    {
        to.Bool(summary.IsPdfA);
        to.List([.. summary.WhyNotPdfA.Take(AssemblySummary.MostFindings)], to.Text);
        to.Int(summary.Pages);
        to.Long(summary.Bytes);
    }

    private static void Write(WireWriter to, CutResult result)
    {
        to.Bool(result is CutResult.Written);
        if (result is CutResult.Written written)
        {
            to.Long(written.Bytes);
        }
        else if (result is CutResult.NotPossible no)
        {
            to.Int((int)no.Problem);
        }
    }

    private static CutResult ReadCut(WireReader from) =>
        from.Bool() ? new CutResult.Written(from.Long(1, long.MaxValue)) : new CutResult.NotPossible(from.Name<SplitProblem>());
}
