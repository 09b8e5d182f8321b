using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

/// <summary>A page of two short paragraphs, as a reader would have given it.</summary>
internal static class TwoLines
{
    public static RecognizedPage Recognized { get; } = new(2480, 3508, new Dpi(300),
    [
        new TextLine(new PixelBox(100, 200, 700, 250), new Baseline(100, 240, 0.001),
            [new Word("Größe", new PixelBox(100, 200, 300, 250), new Confidence(0.96)), new Word("<&>", new PixelBox(400, 205, 700, 250), new Confidence(0.5))], StartsParagraph: true),
        new TextLine(new PixelBox(100, 400, 350, 440), new Baseline(100, 432, 0),
            [new Word("187,00", new PixelBox(100, 400, 250, 440), new Confidence(1)), new Word("€", new PixelBox(300, 400, 350, 440), new Confidence(0.9))], StartsParagraph: true),
    ]);

    public static FinishedPage Page { get; } = new(
        PageNumber.First, new PageSize(595.2, 841.92),
        new EncodedPicture(2480, 3508, new Dpi(300), [new PictureLayer(new PictureStream(PictureCoding.Jpeg, PictureColor.Gray, 2480, 3508, 8, []))]),
        Recognized, new CleaningReport());
}
