using Digitize.Documents;
using Digitize.Pages;
using Digitize.Processing;

namespace Digitize.Tests.Processing;

public sealed class StackPartsTests
{
    /// <summary>A point is a page, S a separator sheet, B a page with another barcode.</summary>
    [TestCase(".S..S.", SplitMode.Separators, "1-1 3-4 6-6")]
    [TestCase("S..S.S", SplitMode.Separators, "2-3 5-5", Description = "sheets at both ends")]
    [TestCase(".SS.", SplitMode.Separators, "1-1 4-4", Description = "both sides of a sheet")]
    [TestCase("S...", SplitMode.Separators, "2-4", Description = "one letter behind its sheet")]
    [TestCase("....", SplitMode.Separators, "")]
    [TestCase("SSS", SplitMode.Separators, "")]
    [TestCase("B.B.", SplitMode.Separators, "")]
    [TestCase(".SB.", SplitMode.Separators, "1-1 3-4")]
    [TestCase("B.B..B", SplitMode.Barcodes, "1-2 3-5 6-6")]
    [TestCase("..B.", SplitMode.Barcodes, "1-2 3-4")]
    [TestCase("B...", SplitMode.Barcodes, "")]
    [TestCase("B.SB.S.", SplitMode.Barcodes, "1-2 4-5 7-7")]
    [TestCase(".S.", SplitMode.None, "")]
    [TestCase("", SplitMode.Separators, "")]
    public void Pages_between_two_marks_belong_together(string pages, SplitMode mode, string expected)
    {
        var marks = pages.Select(page => page switch { 'S' => PageMark.Separator, 'B' => PageMark.Barcode, _ => PageMark.None }).ToList();
        Assert.That(string.Join(' ', StackParts.Of(marks, mode)), Is.EqualTo(expected));
    }

    [Test]
    public void A_sheet_with_other_barcodes_beside_its_own_only_separates()
    {
        var (patch, article) = (new Barcode("PATCH-T", "PATCHT", default), new Barcode("EAN-13", "4006381333931", default));
        Assert.That(StackParts.MarkOf([article, patch]), Is.EqualTo(PageMark.Separator));
        Assert.That(StackParts.MarkOf([article]), Is.EqualTo(PageMark.Barcode));
        Assert.That(StackParts.MarkOf([]), Is.EqualTo(PageMark.None));
    }
}
