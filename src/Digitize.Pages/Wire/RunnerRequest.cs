using Digitize.Pages.Recognition;

namespace Digitize.Pages.Wire;

/// <summary>What the service asks a child for. Files are bare names in the child's own folder.</summary>
internal abstract record RunnerRequest
{
    private const int MostName = 200;
    private const int MostTitle = 16_384;

    private RunnerRequest()
    {
    }

    /// <summary>Load the models now, so that the first page need not wait for them.</summary>
    public sealed record Warm(LanguageSet Languages, LineReaderKind Reader) : RunnerRequest;

    public sealed record Inspect(string Source, PageOptions Options) : RunnerRequest;

    /// <param name="Result">A file that is there already: its content is replaced, and the file is not.</param>
    public sealed record ReadPage(string Source, PageNumber Page, PageOptions Options, string Result) : RunnerRequest;

    /// <param name="Result">A file that is there already: its content is replaced, and the file is not.</param>
    public sealed record Assemble(string Source, IReadOnlyList<string?> Finished, PageOptions Options, string Result) : RunnerRequest;

    /// <param name="Result">A file that is there already: its content is replaced, and the file is not.</param>
    public sealed record Draw(string Source, PageNumber Page, DrawingBounds Bounds, string Result) : RunnerRequest;

    public sealed record FindBarcodes(string Source, PageNumber Page, PageOptions Options) : RunnerRequest;

    /// <param name="Result">A file that is there already: its content is replaced, and the file is not.</param>
    public sealed record Cut(string Source, PageRange Pages, PageOptions Options, string Result) : RunnerRequest;

    /// <param name="Pages">Their words are bare names, too.</param>
    /// <param name="Result">A file that is there already: its content is replaced, and the file is not.</param>
    public sealed record Edit(string Source, IReadOnlyList<RenditionPage> Pages, PageOptions Options, string Result) : RunnerRequest;

    /// <param name="Files">Their paths are bare names, too.</param>
    /// <param name="Result">A file that is there already: its content is replaced, and the file is not.</param>
    public sealed record JoinFiles(IReadOnlyList<JoinedFile> Files, PageOptions Options, string Result) : RunnerRequest;

    /// <param name="Result">A file that is there already: its content is replaced, and the file is not.</param>
    public sealed record JoinRenditions(IReadOnlyList<string> Sources, PageOptions Options, string Result) : RunnerRequest;

    /// <summary>Null where the request has none.</summary>
    public PageOptions? OptionsOfDocument => this switch
    {
        Inspect inspect => inspect.Options,
        ReadPage page => page.Options,
        Assemble assemble => assemble.Options,
        FindBarcodes look => look.Options,
        Cut cut => cut.Options,
        Edit edit => edit.Options,
        JoinFiles join => join.Options,
        JoinRenditions join => join.Options,
        _ => null,
    };

    public ReadOnlyMemory<byte> Write()
    {
        var to = new WireWriter();
        switch (this)
        {
            case Warm warm:
                to.Byte(1);
                to.Text(warm.Languages.Name);
                to.Int((int)warm.Reader);
                break;
            case Inspect inspect:
                to.Byte(2);
                to.Text(inspect.Source);
                Write(to, inspect.Options);
                break;
            case ReadPage page:
                to.Byte(3);
                to.Text(page.Source);
                to.Int(page.Page.Value);
                Write(to, page.Options);
                to.Text(page.Result);
                break;
            case Assemble assemble:
                to.Byte(4);
                to.Text(assemble.Source);
                to.List(assemble.Finished, name => to.Optional(name, to.Text));
                Write(to, assemble.Options);
                to.Text(assemble.Result);
                break;
            case Draw draw:
                to.Byte(6);
                to.Text(draw.Source);
                to.Int(draw.Page.Value);
                to.Int(draw.Bounds.MostWidth);
                to.Int(draw.Bounds.MostHeight);
                to.Int(draw.Bounds.MostPixels);
                to.Double(draw.Bounds.MostDpi);
                to.Text(draw.Result);
                break;
            case FindBarcodes find:
                to.Byte(7);
                to.Text(find.Source);
                to.Int(find.Page.Value);
                Write(to, find.Options);
                break;
            case Cut cut:
                to.Byte(8);
                to.Text(cut.Source);
                to.Int(cut.Pages.First.Value);
                to.Int(cut.Pages.Last.Value);
                Write(to, cut.Options);
                to.Text(cut.Result);
                break;
            case Edit edit:
                to.Byte(9);
                to.Text(edit.Source);
                to.List(edit.Pages, page => Write(to, page));
                Write(to, edit.Options);
                to.Text(edit.Result);
                break;
            case JoinFiles join:
                to.Byte(10);
                to.List(join.Files, file => Write(to, file));
                Write(to, join.Options);
                to.Text(join.Result);
                break;
            case JoinRenditions join:
                to.Byte(11);
                to.List(join.Sources, to.Text);
                Write(to, join.Options);
                to.Text(join.Result);
                break;
        }

        return to.Written;
    }

    /// <exception cref="InvalidDataException">It is no request.</exception>
    public static RunnerRequest Read(ReadOnlyMemory<byte> message)
    {
        var from = new WireReader(message);
        RunnerRequest request = from.Byte() switch
        {
            1 => new Warm(ReadLanguages(from), from.Name<LineReaderKind>()),
            2 => new Inspect(from.Text(MostName), ReadOptions(from)),
            3 => new ReadPage(from.Text(MostName), WireRecords.ReadPage(from), ReadOptions(from), from.Text(MostName)),
            4 => new Assemble(from.Text(MostName), from.List(WireRecords.MostPages, () => from.Optional(() => from.Text(MostName))), ReadOptions(from), from.Text(MostName)),
            6 => new Draw(from.Text(MostName), WireRecords.ReadPage(from), ReadBounds(from), from.Text(MostName)),
            7 => new FindBarcodes(from.Text(MostName), WireRecords.ReadPage(from), ReadOptions(from)),
            8 => new Cut(from.Text(MostName), ReadRange(from), ReadOptions(from), from.Text(MostName)),
            9 => new Edit(from.Text(MostName), from.List(WireRecords.MostPages, () => ReadRenditionPage(from)), ReadOptions(from), from.Text(MostName)),
            10 => new JoinFiles(from.List(WireRecords.MostJoined, () => ReadJoinedFile(from)), ReadOptions(from), from.Text(MostName)),
            11 => new JoinRenditions(from.List(WireRecords.MostJoined, () => from.Text(MostName)), ReadOptions(from), from.Text(MostName)),
            _ => throw new InvalidDataException("This is no request."),
        };
        from.End();
        return request;
    }

    private static void Write(WireWriter to, RenditionPage page)
    {
        to.Int(page.Page.Value);
        to.Int((int)page.Turn);
        to.Optional(page.WordsPath, to.Text);
    }

    private static RenditionPage ReadRenditionPage(WireReader from) => new(WireRecords.ReadPage(from), from.Name<QuarterTurn>(), from.Optional(() => from.Text(MostName)));

    private static void Write(WireWriter to, JoinedFile file)
    {
        to.Text(file.Path);
        to.Text(file.Name);
        to.Long(file.CameAt.ToUnixTimeSeconds());
    }

    private static JoinedFile ReadJoinedFile(WireReader from) =>
        new(from.Text(MostName), from.Text(MostTitle), DateTimeOffset.FromUnixTimeSeconds(from.Long(0, DateTimeOffset.MaxValue.ToUnixTimeSeconds())));

    private static void Write(WireWriter to, PageOptions options)
    {
        to.Text(options.Languages.Name);
        to.Int((int)options.Mode);
        to.Int((int)options.Reader);
        to.Bool(options.DropBlankPages);
        to.Optional(options.Title, to.Text);
        to.Bool(options.UnsignedCopy);
        to.Long(options.PageDeadline.Ticks);
        to.Bool(options.IsBackground);
        var limits = options.Limits;
        to.Long(limits.MaxFileMegabytes);
        to.Int(limits.MaxPages);
        to.Int(limits.MaxPixelsPerSide);
        to.Int(limits.MaxMegapixels);
        to.Long(limits.InspectDeadline.Ticks);
        to.Long(limits.DrawDeadline.Ticks);
        to.Long(limits.MaxStreamMegabytes);
    }

    private static PageOptions ReadOptions(WireReader from) => new()
    {
        Languages = ReadLanguages(from),
        Mode = from.Name<TextMode>(),
        Reader = from.Name<LineReaderKind>(),
        DropBlankPages = from.Bool(),
        Title = from.Optional(() => from.Text(MostTitle)),
        UnsignedCopy = from.Bool(),
        PageDeadline = ReadTime(from),
        IsBackground = from.Bool(),
        Limits = new Limits
        {
            MaxFileMegabytes = from.Long(0, long.MaxValue),
            MaxPages = from.Int(0, WireRecords.MostPages),
            MaxPixelsPerSide = from.Int(0, int.MaxValue),
            MaxMegapixels = from.Int(0, int.MaxValue),
            InspectDeadline = ReadTime(from),
            DrawDeadline = ReadTime(from),
            MaxStreamMegabytes = from.Long(0, long.MaxValue),
        },
    };

    private static DrawingBounds ReadBounds(WireReader from) =>
        new(from.Int(1, ushort.MaxValue), from.Int(1, ushort.MaxValue), from.Int(1, int.MaxValue), from.Double(1, Dpi.Highest));

    private static PageRange ReadRange(WireReader from)
    {
        var first = WireRecords.ReadPage(from);
        return new PageRange(first, new PageNumber(from.Int(first.Value, WireRecords.MostPages)));
    }

    private static TimeSpan ReadTime(WireReader from) => TimeSpan.FromTicks(from.Long(0, TimeSpan.TicksPerDay));

    private static LanguageSet ReadLanguages(WireReader from) =>
        LanguageSet.TryParse(from.Text(MostName)) ?? throw new InvalidDataException("These are no languages.");
}
