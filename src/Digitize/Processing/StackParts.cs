using Digitize.Documents;
using Digitize.Pages;

namespace Digitize.Processing;

/// <summary>What a page means for the cutting of its stack.</summary>
internal enum PageMark
{
    None,

    /// <summary>Some barcode that is no separator's.</summary>
    Barcode,

    /// <summary>A sheet that only separates.</summary>
    Separator,
}

/// <summary>Decides which pages of a stack belong together.</summary>
internal static class StackParts
{
    internal static PageMark MarkOf(IReadOnlyList<Barcode> barcodes) =>
        barcodes.Any(barcode => barcode.IsSeparator) ? PageMark.Separator : barcodes.Count > 0 ? PageMark.Barcode : PageMark.None;

    /// <summary>
    /// The parts in their order; separator sheets are in none. Empty when there is nothing to cut: all pages belong together, or there are separators only.
    /// Sheets at the ends and several in a row make no empty parts: both sides of a sheet may be scanned.
    /// </summary>
    internal static IReadOnlyList<PageRange> Of(IReadOnlyList<PageMark> pages, SplitMode mode)
    {
        var parts = new List<PageRange>();
        PageNumber? first = null;
        for (var i = 0; i < pages.Count; i++)
        {
            var page = PageNumber.FromIndex(i);
            if (first is { } begun && (pages[i] == PageMark.Separator || (pages[i] == PageMark.Barcode && mode == SplitMode.Barcodes)))
            {
                parts.Add(new PageRange(begun, PageNumber.FromIndex(i - 1)));
                first = null;
            }

            first ??= pages[i] == PageMark.Separator ? null : page;
        }

        if (first is { } last)
        {
            parts.Add(new PageRange(last, PageNumber.FromIndex(pages.Count - 1)));
        }

        return mode == SplitMode.None || parts is [{ } whole] && whole.Count == pages.Count ? [] : parts;
    }
}
