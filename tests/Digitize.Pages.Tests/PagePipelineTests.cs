using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Pages.Tests.Imaging;

namespace Digitize.Pages.Tests;

public sealed class PagePipelineTests
{
    [Test]
    public void A_scan_that_cannot_be_decoded_is_unreadable_and_not_blank()
    {
        // A JPEG without a frame: poppler draws the page without it and says all went well.
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 4, 0xFF, 0xD9];
        var picture = SmallFiles.Stream("/Type/XObject/Subtype/Image/Width 1000/Height 1000/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode", jpeg);
        var path = SmallFiles.Save(SmallFiles.OnePage("q 612 0 0 612 0 0 cm /I Do Q", "/XObject<</I 5 0 R>>", "/MediaBox[0 0 612 612]", picture), "lost.pdf");
        using var source = SourceFile.Open(path, new PageOptions(), CancellationToken.None);
        using var recognizers = new RecognizerPool(LanguageSet.TryParse("eng")!, Path.Combine(Corpus.RepositoryRoot, "tessdata"), 1);
        var finished = recognizers.Use(recognizer => PagePipeline.Process(source, source.Pages[0], recognizer, new PageOptions(), CancellationToken.None), CancellationToken.None);
        Assert.That(finished.Failure?.Code, Is.EqualTo(FailureCode.Damaged));
        Assert.That(finished.Blank?.IsBlank, Is.False);
        Assert.That(finished.Recognized, Is.Null);
    }
}
