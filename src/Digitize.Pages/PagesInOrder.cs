using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;

namespace Digitize.Pages;

/// <summary>Hands pages to the assembler in their order and decides what becomes of blank and unreadable ones.</summary>
internal sealed class PagesInOrder(PdfAssembler assembler, bool isPdf, bool dropBlankPages)
{
    private readonly List<PageResult> _results = [];
    private (int Index, PageResult Page)? _firstBlank;
    private int _added;

    public IReadOnlyList<PageResult> Results => _results;

    /// <summary>The page as it is to be reported; its picture is let go.</summary>
    public PageResult Take(PageResult page)
    {
        var taken = Put(page);
        _results.Add(taken);
        return taken;
    }

    /// <summary>A document of nothing but blank pages keeps its first: a PDF has at least one page.</summary>
    public void Close()
    {
        if (_results.Count > 0 && _results.All(page => page.Treatment == PageTreatment.Unreadable && page.Finished is null))
        {
            throw new UnreadableException(_results[0].Failure ?? new Failure(FailureCode.Damaged, "No page could be read."));
        }

        if (_added == 0 && _firstBlank is { } blank)
        {
            Add(blank.Page);
            _results[blank.Index] = _results[blank.Index] with { Treatment = blank.Page.Treatment };
        }
    }

    private PageResult Put(PageResult page)
    {
        var light = page.Finished is { } finished ? page with { Finished = finished with { Picture = finished.Picture with { Layers = [] } } } : page;
        if (dropBlankPages && page.Blank is { IsBlank: true })
        {
            _firstBlank ??= (_results.Count, page);
            return light with { Treatment = PageTreatment.Dropped };
        }

        Add(page);
        return light;
    }

    private void Add(PageResult page)
    {
        _added++;
        if (page.Finished is { } finished)
        {
            assembler.Add(finished);
        }
        else if (isPdf)
        {
            // Kept, or damaged beyond drawing: either way what came is better than nothing.
            assembler.Keep(page.Number);
        }
        else
        {
            assembler.Add(MissingPicture.For(page));
        }
    }
}
