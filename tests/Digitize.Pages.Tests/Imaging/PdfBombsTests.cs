using System.Diagnostics;
using System.Text;
using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

/// <summary>Small files that would take hours or gigabytes.</summary>
public sealed class PdfBombsTests
{
    private static readonly PageOptions Short = new()
    {
        Limits = new Limits { DrawDeadline = TimeSpan.FromSeconds(2), InspectDeadline = TimeSpan.FromSeconds(10), MaxStreamMegabytes = 16 },
    };

    [Test]
    public void Forms_that_multiply_end_at_the_deadline_for_drawing()
    {
        const int Levels = 12;
        var forms = Enumerable.Range(0, Levels).Select(i => SmallFiles.Stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X " + (6 + i) + " 0 R>>>>", SmallFiles.Ascii(string.Concat(Enumerable.Repeat("/X Do ", 10)))));
        byte[][] more = [.. forms, SmallFiles.Stream("/Type/XObject/Subtype/Form/BBox[0 0 612 792]", "0 0 10 10 re f"u8.ToArray())];
        var start = Stopwatch.GetTimestamp();
        Assert.That(Failure(SmallFiles.OnePage("/X Do", "/XObject<</X 5 0 R>>", more: more)), Is.EqualTo(FailureCode.TimedOut));
        Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(8)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void More_pages_than_are_read_are_refused_before_they_are_looked_at(bool same)
    {
        const int Pages = 100_000;
        var kids = string.Concat(Enumerable.Range(0, Pages).Select(i => $"{(same ? 3 : i + 3)} 0 R "));
        byte[][] objects = [SmallFiles.Ascii("<</Type/Catalog/Pages 2 0 R>>"), SmallFiles.Ascii($"<</Type/Pages/Count {Pages}/Kids[{kids}]>>"),
            .. Enumerable.Repeat(SmallFiles.Ascii("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"), same ? 1 : Pages)];
        Assert.That(Failure(SmallFiles.PdfOf(objects)), Is.EqualTo(FailureCode.TooManyPages));
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Content_that_unpacks_without_end_is_too_large(int times)
    {
        var data = new byte[64_000_000];
        for (var i = 0; i < times; i++)
        {
            data = SmallFiles.Deflate(data);
        }

        var filters = string.Concat(Enumerable.Repeat("/FlateDecode", times));
        var page = SmallFiles.PdfOf(
            SmallFiles.Ascii("<</Type/Catalog/Pages 2 0 R>>"), SmallFiles.Ascii("<</Type/Pages/Count 1/Kids[3 0 R]>>"),
            SmallFiles.Ascii("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>"), SmallFiles.Stream($"/Filter[{filters}]", data));
        Assert.That(Failure(page), Is.EqualTo(FailureCode.TooLarge));
    }

    [TestCase("<</Type/Pages/Count 1/Kids[3 0 R 2 0 R]>>")]
    [TestCase("<</Type/Pages/Count 1/Kids[4 0 R]>>")]
    public void A_page_tree_that_is_a_circle_is_damaged(string pages) => Assert.That(
        Failure(SmallFiles.PdfOf(SmallFiles.Ascii("<</Type/Catalog/Pages 2 0 R>>"), SmallFiles.Ascii(pages), SmallFiles.Ascii("<</Type/Page/Parent 2 0 R>>"), SmallFiles.Ascii("<</Type/Pages/Kids[2 0 R]>>"))),
        Is.EqualTo(FailureCode.Damaged));

    [TestCase('[', ']')]
    [TestCase('<', '>')]
    public void Objects_nested_beyond_reason_do_not_overflow_the_stack(char open, char close)
    {
        const int Depth = 100_000;
        var (before, after) = open == '<' ? ("<</A ", ">>") : ("[", "]");
        var nested = new StringBuilder("<</Type/Catalog/Pages 2 0 R/X ").Insert(30, before, Depth).Append('0').Insert(30 + (before.Length * Depth) + 1, after, Depth).Append(">>").ToString();
        Assert.That(
            Failure(SmallFiles.PdfOf(SmallFiles.Ascii(nested), SmallFiles.Ascii("<</Type/Pages/Count 1/Kids[3 0 R]>>"), SmallFiles.Ascii("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"))),
            Is.EqualTo(FailureCode.Damaged), $"{open}{close}");
    }

    /// <summary>Of opening the file, or of reading its first page; null when both go well.</summary>
    private static FailureCode? Failure(byte[] file)
    {
        var path = SmallFiles.Save(file, "bomb.pdf");
        try
        {
            using var source = SourceFile.Open(path, Short, CancellationToken.None);
            source.ReadPage(PageNumber.First, CancellationToken.None).Dispose();
            return null;
        }
        catch (UnreadableException unreadable)
        {
            return unreadable.Failure.Code;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
