using System.IO.Compression;
using Digitize.Pages.Pdf;
using Digitize.Pages.Tests.Imaging;

namespace Digitize.Pages.Tests.Pdf;

public sealed class FormAppearancesTests
{
    [Test]
    public void A_field_that_asks_its_viewer_to_draw_it_is_drawn_by_us()
    {
        var path = SmallFiles.Save(SmallFiles.PdfOf(
            SmallFiles.Ascii("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/NeedAppearances true/DA(/Helv 12 Tf 0 g)/DR<</Font<</Helv 5 0 R>>>>>>>>"),
            SmallFiles.Ascii("<</Type/Pages/Count 1/Kids[3 0 R]>>"),
            SmallFiles.Ascii("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R]>>"),
            SmallFiles.Ascii("<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Petersen)/DA(/Helv 12 Tf 0 g)/Rect[10 10 100 30]/P 3 0 R>>"),
            SmallFiles.Ascii("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")), "form.pdf");
        var copy = path + ".drawn";
        using (var drawn = FormAppearances.Drawn(path, copy))
        {
            Assert.That(drawn.Path, Is.EqualTo(copy));
            using var pdf = PdfDocument.Open(drawn.Path);
            var field = pdf.Catalog["/AcroForm"]["/Fields"].Items().Single();
            using var text = new StreamReader(new ZLibStream(new MemoryStream(field["/AP"]["/N"].RawData()!), CompressionMode.Decompress));
            Assert.That(text.ReadToEnd(), Does.Contain("(Petersen)"));
        }

        Assert.That(copy, Does.Not.Exist);
    }
}
