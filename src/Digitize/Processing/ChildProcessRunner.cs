using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Wire;

namespace Digitize.Processing;

/// <summary>
/// Runs the native jobs in child processes under limits, as far apart from everything else as this machine allows (<see cref="Isolation"/>).
/// Everything a child says is read as the words of a stranger: it may have been taken over by the letter.
/// </summary>
public sealed class ChildProcessRunner : IPageRunner, IAsyncDisposable
{
    private readonly RunnerLimits _limits;
    private readonly ChildPool _pool;

    private ChildProcessRunner(RunnerLimits limits, RunnerProgram program, Isolation isolation, TimeProvider time)
    {
        (_limits, Isolation) = (limits, isolation);
        _pool = new ChildPool(limits, program, isolation.Level, time);
    }

    /// <summary>What children are kept from, found out by trying.</summary>
    public Isolation Isolation { get; }

    /// <summary>Finds out which isolation works and warms the first child.</summary>
    /// <exception cref="InvalidOperationException">There is less isolation than <see cref="RunnerLimits.LeastIsolation"/>.</exception>
    public static Task<ChildProcessRunner> StartAsync(RunnerLimits limits, TimeProvider time, CancellationToken cancel) =>
        StartAsync(limits, RunnerProgram.Of(limits), time, cancel);

    internal static async Task<ChildProcessRunner> StartAsync(RunnerLimits limits, RunnerProgram program, TimeProvider time, CancellationToken cancel)
    {
        var isolation = await Isolation.ProbeAsync(limits, program, cancel).ConfigureAwait(false);
        var runner = new ChildProcessRunner(limits, program, isolation, time);
        runner._pool.Warm();
        return runner;
    }

    /// <inheritdoc/>
    /// <exception cref="RunnerFailedException">The attempt failed.</exception>
    public Task<Inspection> InspectAsync(string sourcePath, PageOptions options, CancellationToken cancel) => _pool.UseAsync(sourcePath, options.IsBackground, async child =>
    {
        var request = new RunnerRequest.Inspect(child.Folder.BringSource(sourcePath), options);
        var answer = await child.AskAsync<RunnerAnswer.Inspected>(request, _limits.ForInspecting(options), cancel).ConfigureAwait(false);
        return answer.Inspection.Pages.Count <= options.Limits.MaxPages ? answer.Inspection : throw Lied("There are more pages than may be.");
    }, cancel);

    /// <inheritdoc/>
    /// <exception cref="RunnerFailedException">The attempt failed.</exception>
    public Task<PageSummary> ReadPageAsync(string sourcePath, PageNumber page, PageOptions options, string finishedPath, CancellationToken cancel) => _pool.UseAsync(sourcePath, options.IsBackground, async child =>
    {
        using var result = child.Folder.NewResult();
        var request = new RunnerRequest.ReadPage(child.Folder.BringSource(sourcePath), page, options, result.Name);
        var answer = await child.AskAsync<RunnerAnswer.PageRead>(request, _limits.ForReading(options), cancel).ConfigureAwait(false);
        if (answer.Summary.HasPicture)
        {
            await TakeAsync(result, page, answer.Summary, finishedPath, cancel).ConfigureAwait(false);
        }

        return answer.Summary;
    }, cancel);

    /// <inheritdoc/>
    /// <exception cref="RunnerFailedException">The attempt failed.</exception>
    public async Task<AssemblySummary> AssembleAsync(string sourcePath, IReadOnlyList<string?> finishedPaths, PageOptions options, string pdfPath, CancellationToken cancel)
    {
        var summary = await _pool.UseAsync(sourcePath, options.IsBackground, async child =>
        {
            using var result = child.Folder.NewResult();
            var source = child.Folder.BringSource(sourcePath);
            List<string?> finished = [.. finishedPaths.Select(path => path is null ? null : child.Folder.Bring(path, "finished"))];
            try
            {
                var request = new RunnerRequest.Assemble(source, finished, options, result.Name);
                var answer = await child.AskAsync<RunnerAnswer.Assembled>(request, _limits.ForAssembling(options, finished.Count), cancel).ConfigureAwait(false);
                await TakeAsync(result, answer.Summary, finished.Count, pdfPath, cancel).ConfigureAwait(false);
                return answer.Summary;
            }
            finally
            {
                child.Folder.Remove(finished.OfType<string>());
            }
        }, cancel).ConfigureAwait(false);
        // Not waited for: the PDF is ready.
        _ = _pool.ForgetAsync(sourcePath);
        return summary;
    }

    /// <inheritdoc/>
    /// <exception cref="RunnerFailedException">The attempt failed.</exception>
    public async Task<AssemblySummary> EditAsync(string pdfPath, IReadOnlyList<RenditionPage> pages, PageOptions options, string resultPath, CancellationToken cancel)
    {
        var summary = await _pool.UseAsync(pdfPath, options.IsBackground, async child =>
        {
            using var result = child.Folder.NewResult();
            var source = child.Folder.BringSource(pdfPath);
            List<RenditionPage> brought = [.. pages.Select(page => page with { WordsPath = page.WordsPath is { } path ? child.Folder.Bring(path, "words") : null })];
            var request = new RunnerRequest.Edit(source, brought, options, result.Name);
            var answer = await child.AskAsync<RunnerAnswer.Assembled>(request, _limits.ForAssembling(options, pages.Count), cancel).ConfigureAwait(false);
            await TakeAsync(result, answer.Summary, pages.Count, resultPath, cancel).ConfigureAwait(false);
            return answer.Summary.Pages == pages.Count ? answer.Summary : throw Lied("The rendition has not the pages that were asked for.");
        }, cancel).ConfigureAwait(false);

        // Not waited for, as after assembling: with the rendition the words go.
        _ = _pool.ForgetAsync(pdfPath);
        return summary;
    }

    /// <inheritdoc/>
    /// <exception cref="RunnerFailedException">The attempt failed.</exception>
    public Task<DrawnPage> DrawAsync(string pdfPath, PageNumber page, DrawingBounds bounds, string picturePath, CancellationToken cancel) => _pool.UseAsync(pdfPath, isBackground: false, async child =>
    {
        using var result = child.Folder.NewResult();
        var request = new RunnerRequest.Draw(child.Folder.BringSource(pdfPath), page, bounds, result.Name);
        var answer = await child.AskAsync<RunnerAnswer.Drawn>(request, _limits.ForDrawing(), cancel).ConfigureAwait(false);
        await TakeAsync(result, answer.Picture, bounds, picturePath, cancel).ConfigureAwait(false);
        return answer.Picture;
    }, cancel);

    /// <inheritdoc/>
    /// <exception cref="RunnerFailedException">The attempt failed.</exception>
    public Task<IReadOnlyList<Barcode>> FindBarcodesAsync(string sourcePath, PageNumber page, PageOptions options, CancellationToken cancel) => _pool.UseAsync(sourcePath, options.IsBackground, async child =>
    {
        var request = new RunnerRequest.FindBarcodes(child.Folder.BringSource(sourcePath), page, options);
        return (await child.AskAsync<RunnerAnswer.BarcodesFound>(request, _limits.ForLooking(options), cancel).ConfigureAwait(false)).Barcodes;
    }, cancel);

    /// <inheritdoc/>
    /// <exception cref="RunnerFailedException">The attempt failed.</exception>
    public Task<CutResult> CutAsync(string sourcePath, PageRange pages, PageOptions options, string partPath, CancellationToken cancel) => _pool.UseAsync(sourcePath, options.IsBackground, async child =>
    {
        using var result = child.Folder.NewResult();
        var request = new RunnerRequest.Cut(child.Folder.BringSource(sourcePath), pages, options, result.Name);
        var answer = await child.AskAsync<RunnerAnswer.Cut>(request, _limits.ForCutting(options), cancel).ConfigureAwait(false);
        if (answer.Result is CutResult.Written written)
        {
            await TakeAsync(result, written, sourcePath, partPath, cancel).ConfigureAwait(false);
        }

        return answer.Result;
    }, cancel);

    /// <inheritdoc/>
    /// <exception cref="RunnerFailedException">The attempt failed.</exception>
    public async Task<JoinSummary> JoinFilesAsync(IReadOnlyList<JoinedFile> files, PageOptions options, string resultPath, CancellationToken cancel)
    {
        var summary = await _pool.UseAsync(resultPath, options.IsBackground, async child =>
        {
            using var result = child.Folder.NewResult();
            List<JoinedFile> brought = [.. files.Select(file => file with { Path = child.Folder.Bring(file.Path, "joined") })];
            try
            {
                var answer = await child.AskAsync<RunnerAnswer.Joined>(new RunnerRequest.JoinFiles(brought, options, result.Name), _limits.ForJoining(options, files.Count), cancel).ConfigureAwait(false);
                await TakeAsync(result, answer.Summary, files.Count, options, resultPath, cancel).ConfigureAwait(false);
                return answer.Summary;
            }
            finally
            {
                child.Folder.Remove(brought.Select(file => file.Path));
            }
        }, cancel).ConfigureAwait(false);
        _ = _pool.ForgetAsync(resultPath);
        return summary;
    }

    /// <inheritdoc/>
    /// <exception cref="RunnerFailedException">The attempt failed.</exception>
    public async Task<AssemblySummary> JoinRenditionsAsync(IReadOnlyList<string> pdfPaths, PageOptions options, string resultPath, CancellationToken cancel)
    {
        var summary = await _pool.UseAsync(resultPath, options.IsBackground, async child =>
        {
            using var result = child.Folder.NewResult();
            List<string> brought = [.. pdfPaths.Select(path => child.Folder.Bring(path, "joined"))];
            try
            {
                var answer = await child.AskAsync<RunnerAnswer.Assembled>(new RunnerRequest.JoinRenditions(brought, options, result.Name), _limits.ForJoining(options, pdfPaths.Count), cancel).ConfigureAwait(false);
                await TakeAsync(result, answer.Summary, options.Limits.MaxPages, resultPath, cancel).ConfigureAwait(false);
                return answer.Summary;
            }
            finally
            {
                child.Folder.Remove(brought);
            }
        }, cancel).ConfigureAwait(false);
        _ = _pool.ForgetAsync(resultPath);
        return summary;
    }

    /// <summary>The caller is done with a document without assembling it: what its children hold in the clear is removed now, and not only when they have been idle.</summary>
    public Task ForgetAsync(string sourcePath) => _pool.ForgetAsync(sourcePath);

    /// <summary>Ends all children. Requests in work fail.</summary>
    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    private static async Task TakeAsync(ChildResult result, PageNumber page, PageSummary summary, string finishedPath, CancellationToken cancel)
    {
        try
        {
            await result.CopyToAsync(finishedPath, FinishedPageFile.MostBytes, cancel).ConfigureAwait(false);
            if (FinishedPageCheck.Fault(FinishedPageFile.Read(finishedPath), page, summary) is { } fault)
            {
                throw new InvalidDataException(fault);
            }
        }
        catch (InvalidDataException lie)
        {
            File.Delete(finishedPath);
            throw Lied(lie.Message, lie);
        }
    }

    private static async Task TakeAsync(ChildResult result, DrawnPage picture, DrawingBounds bounds, string picturePath, CancellationToken cancel)
    {
        try
        {
            await result.CopyToAsync(picturePath, DrawnPageCheck.MostBytes(bounds), cancel).ConfigureAwait(false);
            if (DrawnPageCheck.Fault(await File.ReadAllBytesAsync(picturePath, cancel).ConfigureAwait(false), picture, bounds) is { } fault)
            {
                throw new InvalidDataException(fault);
            }
        }
        catch (InvalidDataException lie)
        {
            File.Delete(picturePath);
            throw Lied(lie.Message, lie);
        }
    }

    private async Task TakeAsync(ChildResult result, AssemblySummary summary, int pages, string pdfPath, CancellationToken cancel)
    {
        if (summary.Bytes != result.Length || summary.Pages > pages)
        {
            throw Lied("The document is not as long as was told.");
        }

        try
        {
            await result.CopyToAsync(pdfPath, _limits.FileMegabytes * 1024L * 1024, cancel).ConfigureAwait(false);
        }
        catch (InvalidDataException lie)
        {
            throw Lied(lie.Message, lie);
        }
    }

    private async Task TakeAsync(ChildResult result, CutResult.Written told, string sourcePath, string partPath, CancellationToken cancel)
    {
        try
        {
            await result.CopyToAsync(partPath, _limits.FileMegabytes * 1024L * 1024, cancel).ConfigureAwait(false);
            if (new FileInfo(partPath).Length != told.Bytes || FileSignature.FindIn(partPath) != FileSignature.FindIn(sourcePath))
            {
                throw new InvalidDataException("The part is not what was told.");
            }
        }
        catch (InvalidDataException lie)
        {
            File.Delete(partPath);
            throw Lied(lie.Message, lie);
        }
    }

    private async Task TakeAsync(ChildResult result, JoinSummary told, int files, PageOptions options, string resultPath, CancellationToken cancel)
    {
        if (told.Bytes != result.Length || told.Pages.Count != files || told.Pages.Sum(pages => (long)pages) > options.Limits.MaxPages)
        {
            throw Lied("The files that were joined are not what was told.");
        }

        try
        {
            await result.CopyToAsync(resultPath, _limits.FileMegabytes * 1024L * 1024, cancel).ConfigureAwait(false);
            if (FileSignature.FindIn(resultPath) != FileFormat.Pdf)
            {
                throw new InvalidDataException("What was joined is no PDF.");
            }
        }
        catch (InvalidDataException lie)
        {
            File.Delete(resultPath);
            throw Lied(lie.Message, lie);
        }
    }

    private static RunnerFailedException Lied(string sentence, Exception? cause = null) =>
        new(RunnerFault.Lied, "The process that parses the letter made what cannot be: " + sentence, cause);
}
