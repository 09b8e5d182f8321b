using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Imaging;

namespace Digitize.Processing;

/// <summary>What became of the wish to cut a stack. The constructor is private: these are all there are.</summary>
internal abstract record StackCut
{
    private StackCut()
    {
    }

    /// <summary>It stays one document: nobody asked, nothing separates, or it cannot be cut.</summary>
    internal sealed record Whole(SplitProblem? Problem) : StackCut;

    internal sealed record Parts(IReadOnlyList<StackPart> Files) : StackCut;
}

/// <summary>Some pages of a stack, in the clear in the attempt's folder.</summary>
internal sealed record StackPart(PageRange Pages, string Path);

/// <summary>Looks for the marks on the pages of a stack, decides (<see cref="StackParts"/>) and has the parts cut: before any page is read, so that none is read twice.</summary>
internal sealed class StackCutting(IPageRunner runner)
{
    /// <summary>The parts of a scan are together as long as the scan. What its pages share, as fonts, is in each.</summary>
    internal const long MostShared = 64_000_000;

    internal async Task<StackCut> CutAsync(WorkClaim claim, OpenDocument stack, Inspection found, CancellationToken cancel)
    {
        if (!IsAsked(stack.Row, found))
        {
            return new StackCut.Whole(null);
        }

        if (found.IsSigned)
        {
            return new StackCut.Whole(SplitProblem.Signed);
        }

        var marks = new List<PageMark>();
        foreach (var page in found.Pages)
        {
            marks.Add(page.Failure is null ? await LookAsync(claim, stack, page.Number, cancel) : PageMark.None);
        }

        return await CutAsync(stack, StackParts.Of(marks, stack.Row.Split), cancel);
    }

    /// <summary>What is shown as one document already stays one when it is read again. Of pictures only TIFF has several pages.</summary>
    private static bool IsAsked(Document stack, Inspection found) =>
        stack.Split != SplitMode.None && stack.CurrentVersion is null && found.Pages.Count > 1 && found.Format is FileFormat.Pdf or FileFormat.Tiff;

    private async Task<PageMark> LookAsync(WorkClaim claim, OpenDocument stack, PageNumber page, CancellationToken cancel)
    {
        try
        {
            return StackParts.MarkOf(await runner.FindBarcodesAsync(stack.SourcePath, page, stack.Options, cancel));
        }
        catch (RunnerFailedException) when (claim.Attempt > 1)
        {
            // The machine had its chance. One page that ends its child each time must not keep the others from being read.
            return PageMark.None;
        }
    }

    private async Task<StackCut> CutAsync(OpenDocument stack, IReadOnlyList<PageRange> parts, CancellationToken cancel)
    {
        var most = (2 * stack.Row.OriginalLength) + MostShared;
        var files = new List<StackPart>();
        foreach (var pages in parts)
        {
            var path = stack.NewFile($"part-{pages}");
            switch (await runner.CutAsync(stack.SourcePath, pages, stack.Options, path, cancel))
            {
                case CutResult.NotPossible no:
                    return new StackCut.Whole(no.Problem);
                case CutResult.Written written when (most -= written.Bytes) < 0:
                    return new StackCut.Whole(SplitProblem.TooLarge);
            }

            files.Add(new StackPart(pages, path));
        }

        return files.Count == 0 ? new StackCut.Whole(null) : new StackCut.Parts(files);
    }
}
