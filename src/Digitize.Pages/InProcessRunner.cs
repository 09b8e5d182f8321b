using System.Collections.Concurrent;
using Digitize.Pages.Imaging;
using Digitize.Pages.Imaging.PdfPages;
using Digitize.Pages.Pdf;
using Digitize.Pages.Recognition;

namespace Digitize.Pages;

/// <summary>Runs the native jobs in this process: in the child of the service, and in tests. A library that crashes or hangs takes the process with it.</summary>
/// <param name="tessdataFolder">Holds the models of all languages that will be asked for.</param>
/// <param name="engines">How many pages may be read side by side.</param>
public sealed class InProcessRunner(string tessdataFolder, int engines) : IPageRunner, IDisposable
{
    private readonly ConcurrentDictionary<(LanguageSet, LineReaderKind), Lazy<RecognizerPool>> _recognizers = new();
    private readonly OpenSources _sources = new();

    /// <summary>Reads and assembles a small page of our own, so that models are loaded and code is compiled before a letter needs them.</summary>
    /// <param name="folder">For files that are removed again.</param>
    /// <exception cref="UnreadableException">There is no model for a language.</exception>
    public async Task WarmAsync(LanguageSet languages, LineReaderKind reader, string folder, CancellationToken cancel)
    {
        var (source, finished, pdf) = (Path.Combine(folder, "warm.bmp"), Path.Combine(folder, "warm.page"), Path.Combine(folder, "warm.pdf"));
        var options = new PageOptions { Languages = languages, Reader = reader };
        await File.WriteAllBytesAsync(source, WarmPage.File(), cancel).ConfigureAwait(false);
        try
        {
            _ = await ReadPageAsync(source, PageNumber.First, options, finished, cancel).ConfigureAwait(false);
            _ = await AssembleAsync(source, [finished], options, pdf, cancel).ConfigureAwait(false);
        }
        finally
        {
            _sources.Close();
            foreach (var path in new[] { source, finished, pdf })
            {
                File.Delete(path);
            }
        }
    }

    public Task<Inspection> InspectAsync(string sourcePath, PageOptions options, CancellationToken cancel) => Start(() => _sources.Use(sourcePath, options, source =>
    {
        _ = SignedSource.IsCopied(source, options);
        var pages = source.Pages.Select(page => new InspectedPage(page.Number, page.Kind == SourcePageKind.KeepText, page.Size, page.Failure)).ToList();
        return new Inspection(source.Format, pages, source.Pdf is { IsSigned: true }, source.Pdf?.Title);
    }, cancel), cancel);

    public Task<PageSummary> ReadPageAsync(string sourcePath, PageNumber page, PageOptions options, string finishedPath, CancellationToken cancel) => Start(() => _sources.Use(sourcePath, options, source =>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Value, source.Pages.Count, nameof(page));
        using var reader = new PageReader(source, Recognizers(options.Languages, options.Reader), options, engines);
        var result = reader.Read(source.Pages[page.Index], cancel);
        if (result.Finished is { } finished)
        {
            FinishedPageFile.Write(finishedPath, finished);
        }

        return PageSummary.Of(result) with { OwnWords = source.WordsOf(page, cancel) };
    }, cancel), cancel);

    public Task<AssemblySummary> AssembleAsync(string sourcePath, IReadOnlyList<string?> finishedPaths, PageOptions options, string pdfPath, CancellationToken cancel) => Start(() => _sources.Use(sourcePath, options, source =>
    {
        if (finishedPaths.Count != source.Pages.Count)
        {
            throw new ArgumentException($"There are {source.Pages.Count} pages, and {finishedPaths.Count} results.", nameof(finishedPaths));
        }

        var result = Assemble(source, sourcePath, finishedPaths, options, pdfPath, cancel);
        return Checked(result.Pdf, pdfPath, result.PagesOut, cancel);
    }, cancel), cancel);

    public Task<AssemblySummary> EditAsync(string pdfPath, IReadOnlyList<RenditionPage> pages, PageOptions options, string resultPath, CancellationToken cancel) => Start(() =>
    {
        // The language stays what the rendition says: its source may have told it.
        var metadata = new ArchivalMetadata(options.Title, Language: null, DocumentPipeline.Producer, CreatedAt: null);
        return Checked(RenditionEditor.Write(pdfPath, pages, metadata, resultPath, cancel), resultPath, pages.Count, cancel);
    }, cancel);

    public Task<DrawnPage> DrawAsync(string pdfPath, PageNumber page, DrawingBounds bounds, string picturePath, CancellationToken cancel) =>
        Start(() => PageDrawing.Draw(pdfPath, page, bounds, DrawingBounds.Deadline, picturePath, cancel), cancel);

    public Task<IReadOnlyList<Barcode>> FindBarcodesAsync(string sourcePath, PageNumber page, PageOptions options, CancellationToken cancel) => Start(() => _sources.Use(sourcePath, options, source =>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Value, source.Pages.Count, nameof(page));
        return DocumentCutter.FindBarcodes(source, source.Pages[page.Index], cancel);
    }, cancel), cancel);

    public Task<CutResult> CutAsync(string sourcePath, PageRange pages, PageOptions options, string partPath, CancellationToken cancel) =>
        Start(() => _sources.Use(sourcePath, options, source => DocumentCutter.Cut(source, sourcePath, pages, partPath, cancel), cancel), cancel);

    public Task<JoinSummary> JoinFilesAsync(IReadOnlyList<JoinedFile> files, PageOptions options, string resultPath, CancellationToken cancel) =>
        Start(() => FileJoin.Write(files, options, resultPath, cancel), cancel);

    public Task<AssemblySummary> JoinRenditionsAsync(IReadOnlyList<string> pdfPaths, PageOptions options, string resultPath, CancellationToken cancel) => Start(() =>
    {
        // The language stays what the first rendition says, as when one is edited.
        var joined = RenditionJoin.Write(pdfPaths, new ArchivalMetadata(options.Title, Language: null, DocumentPipeline.Producer, CreatedAt: null), resultPath, cancel);
        return Checked(joined, resultPath, joined.PageCount, cancel);
    }, cancel);

    public void Dispose()
    {
        _sources.Dispose();
        foreach (var pool in _recognizers.Values.Where(pool => pool.IsValueCreated))
        {
            pool.Value.Dispose();
        }
    }

    private static DocumentResult Assemble(SourceFile source, string sourcePath, IReadOnlyList<string?> finishedPaths, PageOptions options, string pdfPath, CancellationToken cancel)
    {
        var pages = source.Pages.Select(page => finishedPaths[page.Number.Index] is { } path ? PageReader.Read(FinishedPageFile.Read(path)) : PageReader.WithoutPicture(page));
        if (SignedSource.IsCopied(source, options))
        {
            return SignedSource.Copy(source, sourcePath, pdfPath, [.. pages]);
        }

        using var assembly = new DocumentAssembly(source, sourcePath, pdfPath + ".draft", options);
        foreach (var page in pages)
        {
            cancel.ThrowIfCancellationRequested();
            assembly.Take(page);
        }

        return assembly.Finish(pdfPath, cancel);
    }

    private static AssemblySummary Checked(AssembledPdf pdf, string path, int pages, CancellationToken cancel) =>
        PdfChecks.Faults(path, pages, cancel) is [var fault, ..]
            ? throw new InvalidDataException("The result failed its own check: " + fault)
            : new AssemblySummary(pdf.IsPdfA, [.. pdf.WhyNot.Take(AssemblySummary.MostFindings).Select(finding => finding.ToString())], pdf.PageCount, pdf.Bytes);

    private RecognizerPool Recognizers(LanguageSet languages, LineReaderKind reader) =>
        _recognizers.GetOrAdd((languages, reader), _ => new Lazy<RecognizerPool>(() => new RecognizerPool(languages, tessdataFolder, engines, reader))).Value;

    /// <summary>On a thread of its own: native work blocks it for seconds.</summary>
    private static Task<T> Start<T>(Func<T> work, CancellationToken cancel) =>
        Task.Factory.StartNew(work, cancel, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
