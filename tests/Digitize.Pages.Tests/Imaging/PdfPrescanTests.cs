using System.Text;
using Digitize.Pages.Imaging.PdfPages;

namespace Digitize.Pages.Tests.Imaging;

public sealed class PdfPrescanTests
{
    [Test]
    public void Far_too_many_page_objects_are_refused_before_qpdf_looks_for_them()
    {
        var path = Save(260);
        var refused = Assert.Throws<UnreadableException>(() => PdfPrescan.Check(path, 1_000_000, 10, CancellationToken.None));
        Assert.That(refused!.Failure.Code, Is.EqualTo(FailureCode.TooManyPages));
    }

    [Test]
    public void Older_states_of_a_few_pages_are_no_reason()
    {
        var path = Save(240);
        Assert.DoesNotThrow(() => PdfPrescan.Check(path, 1_000_000, 10, CancellationToken.None));
    }

    private static string Save(int pages)
    {
        var text = new StringBuilder("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/PageLabels<<>>>>\nendobj\n2 0 obj\n<</Type/Pages>>\nendobj\n");
        for (var page = 0; page < pages; page++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{page + 3} 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\n");
        }

        return SmallFiles.Save(Encoding.ASCII.GetBytes(text.ToString()), $"{pages}-pages.pdf");
    }
}
