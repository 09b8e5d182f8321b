using Digitize.Pages.Native;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>A PDF, each of its pages decided on. Reading pages side by side is safe: only the copying out of coded samples takes turns.</summary>
internal sealed class PdfSource : IDisposable
{
    /// <summary>Of the time for finding out what is in the file, at most; poppler takes the text of a hundred pages from a file in a second.</summary>
    private const double TextShare = 0.6;
    private static readonly TimeSpan TextOfOnePage = TimeSpan.FromSeconds(5), TextOfEachMore = TimeSpan.FromMilliseconds(20);

    /// <summary>A scan in strips has some dozens.</summary>
    private const int MostPicturesChecked = 100;

    private readonly string _path;
    private readonly PageOptions _options;
    private readonly PdfFile _file;
    private readonly IReadOnlyList<Plan> _plans;

    private PdfSource(string path, PageOptions options, PdfFile file, IReadOnlyList<Plan> plans, PdfFacts facts)
    {
        _path = path;
        _options = options;
        _file = file;
        _plans = plans;
        Facts = facts;
    }

    private TimeSpan DrawDeadline => _options.PageDeadline < _options.Limits.DrawDeadline ? _options.PageDeadline : _options.Limits.DrawDeadline;

    internal PdfFacts Facts { get; }

    internal IReadOnlyList<SourcePage> Pages => [.. _plans.Select(plan => plan.Page)];

    /// <summary>What poppler found on a page; empty for a page that is to be read.</summary>
    internal string TextOf(PageNumber number) => _plans[number.Index].Page.Kind == SourcePageKind.KeepText ? _plans[number.Index].Text : "";

    /// <summary>The words of a page that stays as it is, with their places; null for a page that is to be read, and where poppler cannot tell them: its text is good all the same.</summary>
    internal RecognizedPage? WordsOf(PageNumber number, CancellationToken cancel)
    {
        var page = _plans[number.Index].Page;
        if (page.Kind != SourcePageKind.KeepText || page.IsEmpty)
        {
            return null;
        }

        try
        {
            return OwnWords.Parse(PdfDrawing.Words(_path, number, DrawDeadline, cancel), page.Size);
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    internal static PdfSource Open(string path, PageOptions options, CancellationToken cancel)
    {
        using var limit = new ProcessorTime(options.Limits.InspectDeadline, cancel);
        try
        {
            PdfPrescan.Check(path, options.Limits.MaxStreamMegabytes * 1_000_000, options.Limits.MaxPages, limit.Token);
            var file = PdfFile.Open(path);
            try
            {
                return Inspect(path, options, file, limit.Token);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new UnreadableException(FailureCode.TimedOut, $"What is in the PDF was not found out within {options.Limits.InspectDeadline.TotalSeconds:0} seconds.");
        }
    }

    internal PagePicture Read(PageNumber number, CancellationToken cancel)
    {
        var plan = _plans[number.Index];
        Failure? damage = null;
        if (plan is { Scan: { } place, Page.Kind: SourcePageKind.EmbeddedScan })
        {
            try
            {
                return ReadScan(plan, place, cancel);
            }
            catch (UnreadableException scan) when (scan.Failure.Code is FailureCode.Damaged or FailureCode.NotSupported or FailureCode.TooLarge)
            {
                // Poppler forgives other faults than our decoders do; what it cannot draw either is reported below.
                damage = scan.Failure with { Page = number };
            }
        }

        var render = plan.Render ?? throw new UnreadableException(FailureCode.PageTooLarge, "The page is too large to be drawn.");
        var (drawn, isPartial) = PdfDrawing.Page(_path, number, render, DrawDeadline, cancel);
        damage ??= isPartial || HoldsBrokenJpeg(plan) ? Partial(number) : null;
        return new PagePicture(new PageImage(drawn, render.Dpi), null, QuarterTurn.None) { Damage = damage };
    }

    /// <summary>A page that stays as it is, drawn small and grey; null when nothing on it can be a barcode, or when it is too large.</summary>
    internal PageImage? Look(PageNumber number, CancellationToken cancel)
    {
        var plan = _plans[number.Index];
        return plan is { MayHoldBarcodes: true, Look: { } look }
            ? new PageImage(PdfDrawing.Page(_path, number, look, DrawDeadline, cancel).Pix, look.Dpi)
            : null;
    }

    public void Dispose() => _file.Dispose();

    private bool HoldsBrokenJpeg(Plan plan)
    {
        lock (_file.Gate)
        {
            var isBroken = plan.Pictures.Where(picture => picture.Id > 0).Take(MostPicturesChecked).Any(picture => EmbeddedScan.IsBrokenJpeg(_file.Object(picture.Id, picture.Generation)));
            _file.Forget();
            return isBroken;
        }
    }

    private static Failure Partial(PageNumber number) => new(FailureCode.Damaged, "The page is damaged and could not be drawn in full.") { Page = number };

    private PagePicture ReadScan(Plan plan, ScanPlace place, CancellationToken cancel)
    {
        EmbeddedScan scan;
        lock (_file.Gate)
        {
            scan = EmbeddedScan.Load(_file.Object(plan.ImageId, plan.ImageGeneration), _options.Limits);
            _file.Forget();
        }

        cancel.ThrowIfCancellationRequested();
        var (pix, isWhole, missing) = Decode(scan, cancel);
        var original = isWhole && scan.Original() is { } whole ? whole with { Pages = plan.PicturePages, GlobalsPages = plan.GlobalsPages } : null;
        pix = PixelShape.Turn(pix, PixelShape.OrientationOf(place.Turn));
        var number = plan.Page.Number;
        return new PagePicture(new PageImage(pix, place.Dpi), original, place.Turn)
        {
            Damage = isWhole ? null : Partial(number),
            Missing = missing is null ? null : missing with { Page = number },
        };
    }

    private (PixHandle Pix, bool IsWhole, Failure? Missing) Decode(EmbeddedScan scan, CancellationToken cancel)
    {
        if (scan.DecodeCodec(out var missing) is { } decoded)
        {
            return (decoded, true, missing);
        }

        if (scan.Codec is not null)
        {
            var (drawn, isPartial) = PdfDrawing.Picture(scan, DrawDeadline, cancel);
            return (drawn, !isPartial, null);
        }

        var samples = PlainSamples.Decode(scan, _options.Limits.MaxStreamMegabytes * 1_000_000, out var isWhole);
        return (samples, isWhole, null);
    }

    private static PdfSource Inspect(string path, PageOptions options, PdfFile file, CancellationToken cancel)
    {
        lock (file.Gate)
        {
            var count = file.CountPages(options.Limits.MaxPages, cancel);
            file.Forget();
            var found = new List<Found>(count);
            for (var i = 0; i < count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                found.Add(Look(file, PageNumber.FromIndex(i), options.Limits, cancel));
                file.Forget();
            }

            var texts = Texts(path, found, options, cancel);
            var scans = found.Where(page => page.Scan is not null).ToList();
            var pictures = scans.CountBy(page => page.Content.Pictures[0].Id).ToDictionary();
            var globals = scans.CountBy(page => page.GlobalsId).ToDictionary();
            var plans = found.Select((page, i) => PlanPage(PageNumber.FromIndex(i), page, texts.GetValueOrDefault(i, ""), options) with
            {
                Pictures = page.Content.Pictures,
                PicturePages = page.Scan is null ? 1 : pictures[page.Content.Pictures[0].Id],
                GlobalsPages = page.Scan is null ? 1 : globals[page.GlobalsId],
                Text = texts.GetValueOrDefault(i, ""),
                MayHoldBarcodes = page.Content.MayHoldBarcodes,
                Look = RenderPlan.ForLooking(page.Geometry),
            }).ToList();
            var facts = PdfCatalog.Read(file, plans.TrueForAll(plan => plan.Page.Kind == SourcePageKind.KeepText));
            file.Forget();
            if (!facts.AllowsChanges && !facts.IsSigned)
            {
                throw new UnreadableException(FailureCode.Encrypted, "The PDF is protected: its author allows no changes without a password.");
            }

            return new PdfSource(path, options, file, plans, facts);
        }
    }

    private static Found Look(PdfFile file, PageNumber number, Limits limits, CancellationToken cancel)
    {
        var page = file.Page(number);
        var geometry = PageGeometry.Of(page);
        try
        {
            var content = ContentReader.Read(page, PageGeometry.Inherited(page, "Resources"), geometry.Box, limits.MaxStreamMegabytes * 1_000_000, cancel);
            var place = ScanPlace.Find(content, geometry);
            if (place is null)
            {
                return new Found(geometry, content, null, null);
            }

            var picture = file.Object(content.Pictures[0].Id, content.Pictures[0].Generation);
            return new Found(geometry, content, EmbeddedScan.IsPossible(picture, limits) ? place : null, null) { GlobalsId = EmbeddedScan.GlobalsOf(picture) };
        }
        catch (UnreadableException unreadable)
        {
            return new Found(geometry, new PageContent(), null, unreadable.Failure);
        }
    }

    /// <summary>Poppler is started only when some page has text at all.</summary>
    private static Dictionary<int, string> Texts(string path, List<Found> pages, PageOptions options, CancellationToken cancel)
    {
        var first = pages.FindIndex(MayHaveText);
        if (first < 0 || options.Mode == TextMode.Force)
        {
            return [];
        }

        var last = pages.FindLastIndex(MayHaveText);
        string[] texts;
        try
        {
            texts = PdfDrawing.Texts(path, PageNumber.FromIndex(first), PageNumber.FromIndex(last), TimeForText(last - first + 1, options.Limits), cancel);
        }
        catch (UnreadableException unreadable) when (unreadable.Failure.Code is FailureCode.TimedOut or FailureCode.TooLarge)
        {
            // Text that cannot be had is as good as none: the pages are drawn and read.
            return [];
        }

        return texts.Take(last - first + 1).Select((text, i) => (text, i)).ToDictionary(pair => first + pair.i, pair => pair.text);

        static bool MayHaveText(Found page) => page.Failure is null && page.Content.HasText;
    }

    private static TimeSpan TimeForText(int pages, Limits limits)
    {
        var fair = TextOfOnePage + (TextOfEachMore * pages);
        var most = limits.InspectDeadline * TextShare;
        return fair < most ? fair : most;
    }

    private static Plan PlanPage(PageNumber number, Found found, string text, PageOptions options)
    {
        var (geometry, content) = (found.Geometry, found.Content);
        if (found.Failure is { } failure)
        {
            return new Plan(new SourcePage(number, SourcePageKind.Rendered, geometry.Size) { Failure = failure with { Page = number } }, null, null, 0, 0);
        }

        var covered = geometry.Box.Area <= 0 ? 0 : Math.Min(1, content.Pictures.Sum(picture => picture.Visible.Area) / geometry.Box.Area);
        var decision = PageDecision.Decide(new PageEvidence(content, found.Scan is not null, covered, text), options.Mode);
        var page = new SourcePage(number, decision.Kind, geometry.Size) { Reason = decision.Reason, IsEmpty = content.IsEmpty };
        var picture = found.Scan is null ? null : content.Pictures[0];
        try
        {
            var render = RenderPlan.Choose(content, geometry, options.Limits);
            return new Plan(page, found.Scan, render, picture?.Id ?? 0, picture?.Generation ?? 0);
        }
        catch (UnreadableException tooLarge)
        {
            var isNeeded = decision.Kind == SourcePageKind.Rendered;
            return new Plan(isNeeded ? page with { Failure = tooLarge.Failure with { Page = number } } : page, found.Scan, null, picture?.Id ?? 0, picture?.Generation ?? 0);
        }
    }

    private sealed record Found(PageGeometry Geometry, PageContent Content, ScanPlace? Scan, Failure? Failure)
    {
        public int GlobalsId { get; init; }
    }

    private sealed record Plan(SourcePage Page, ScanPlace? Scan, RenderPlan? Render, int ImageId, int ImageGeneration)
    {
        public string Text { get; init; } = "";

        public IReadOnlyList<DrawnPicture> Pictures { get; init; } = [];

        /// <summary>Pages that show the same picture object.</summary>
        public int PicturePages { get; init; } = 1;

        /// <summary>Pages whose pictures share the same JBIG2 segments.</summary>
        public int GlobalsPages { get; init; } = 1;

        public bool MayHoldBarcodes { get; init; }

        public RenderPlan? Look { get; init; }
    }
}
