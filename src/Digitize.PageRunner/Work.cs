using System.Diagnostics;
using Digitize.Pages;
using Digitize.Pages.Wire;

namespace Digitize.PageRunner;

/// <summary>Turns a request into its answer: a refusal and a fault are answers too.</summary>
internal static class Work
{
    public static async Task<RunnerAnswer> DoAsync(InProcessRunner runner, RunnerRequest request)
    {
        if (request.OptionsOfDocument is { IsBackground: true })
        {
            // A child serves one document: what it does later is about the same one.
            ProcessLimits.StepBack();
        }

        try
        {
            return await DoOrThrowAsync(runner, request).ConfigureAwait(false);
        }
        catch (UnreadableException unreadable)
        {
            return new RunnerAnswer.Refused(unreadable.Failure);
        }
        catch (Exception fault)
        {
            // No message: it may quote the letter.
            var method = new StackTrace(fault).GetFrame(0) is { } frame ? DiagnosticMethodInfo.Create(frame) : null;
            return new RunnerAnswer.Faulted($"{fault.GetType().Name} in {method?.DeclaringTypeName}.{method?.Name}");
        }
    }

    private static async Task<RunnerAnswer> DoOrThrowAsync(InProcessRunner runner, RunnerRequest request)
    {
        switch (request)
        {
            case RunnerRequest.Warm warm:
                await runner.WarmAsync(warm.Languages, warm.Reader, Environment.CurrentDirectory, CancellationToken.None).ConfigureAwait(false);
                return new RunnerAnswer.Ready();
            case RunnerRequest.Inspect inspect:
                return new RunnerAnswer.Inspected(await runner.InspectAsync(inspect.Source, inspect.Options, CancellationToken.None).ConfigureAwait(false));
            case RunnerRequest.ReadPage page:
                return new RunnerAnswer.PageRead(await runner.ReadPageAsync(page.Source, page.Page, page.Options, page.Result, CancellationToken.None).ConfigureAwait(false));
            case RunnerRequest.Assemble assemble:
                var draft = assemble.Result + ".draft";
                var summary = await runner.AssembleAsync(assemble.Source, assemble.Finished, assemble.Options, draft, CancellationToken.None).ConfigureAwait(false);
                Fill(assemble.Result, draft);
                return new RunnerAnswer.Assembled(summary);
            case RunnerRequest.Edit edit:
                var edited = edit.Result + ".draft";
                var made = await runner.EditAsync(edit.Source, edit.Pages, edit.Options, edited, CancellationToken.None).ConfigureAwait(false);
                Fill(edit.Result, edited);
                return new RunnerAnswer.Assembled(made);
            case RunnerRequest.Draw draw:
                return new RunnerAnswer.Drawn(await runner.DrawAsync(draw.Source, draw.Page, draw.Bounds, draw.Result, CancellationToken.None).ConfigureAwait(false));
            case RunnerRequest.FindBarcodes find:
                return new RunnerAnswer.BarcodesFound(await runner.FindBarcodesAsync(find.Source, find.Page, find.Options, CancellationToken.None).ConfigureAwait(false));
            case RunnerRequest.Cut cut:
                var part = cut.Result + ".draft";
                var result = await runner.CutAsync(cut.Source, cut.Pages, cut.Options, part, CancellationToken.None).ConfigureAwait(false);
                if (result is CutResult.Written)
                {
                    Fill(cut.Result, part);
                }

                return new RunnerAnswer.Cut(result);
            case RunnerRequest.JoinFiles join:
                var files = join.Result + ".draft";
                var joined = await runner.JoinFilesAsync(join.Files, join.Options, files, CancellationToken.None).ConfigureAwait(false);
                Fill(join.Result, files);
                return new RunnerAnswer.Joined(joined);
            case RunnerRequest.JoinRenditions join:
                var whole = join.Result + ".draft";
                var rendition = await runner.JoinRenditionsAsync(join.Sources, join.Options, whole, CancellationToken.None).ConfigureAwait(false);
                Fill(join.Result, whole);
                return new RunnerAnswer.Assembled(rendition);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>The service reads the result through the file that it opened itself, so its content is replaced and not the file.</summary>
    private static void Fill(string result, string draft)
    {
        using (var from = File.OpenRead(draft))
        using (var to = new FileStream(result, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite))
        {
            from.CopyTo(to);
        }

        File.Delete(draft);
    }
}
