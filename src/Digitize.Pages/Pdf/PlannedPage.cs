using Digitize.Pages.Imaging;

namespace Digitize.Pages.Pdf;

/// <summary>What becomes of one page of the upload.</summary>
/// <param name="Size">Null: the source's page is kept.</param>
internal readonly record struct PlannedPage(PageNumber Number, PageSize? Size, CleaningReport? Done)
{
    public bool IsKept => Size is null;
}
