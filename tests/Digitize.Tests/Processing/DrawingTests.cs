using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Native;
using Digitize.Pages.Recognition;
using Digitize.Processing;

namespace Digitize.Tests.Processing;

/// <summary>Pages as pictures, drawn by the real child from what it made itself.</summary>
[CancelAfter(120_000)]
public sealed class DrawingTests
{
    private const int Dark = 140;

    /// <summary>The scan is crooked by 3.4° and lies on its side. Its picture goes into the PDF as new layers, or to the bit as it came, turned by the PDF.</summary>
    [Test]
    public async Task Boxes_of_words_lie_on_their_ink_in_the_picture_of_a_page_that_came_crooked_and_turned(CancellationToken cancel)
    {
        var folder = Children.Folder();
        var source = Turned("arztbericht-schief.pdf", folder, cancel);
        await using var runner = await Children.RealAsync(Children.Limits(folder));
        var finished = Path.Combine(folder, "finished");
        await runner.ReadPageAsync(source, PageNumber.First, new PageOptions(), finished, cancel);
        var layers = FinishedPageFile.Read(finished);
        foreach (var page in new[] { layers, AsItCame(layers, source, cancel) })
        {
            FinishedPageFile.Write(finished, page);
            var (pdf, picture) = (Path.Combine(folder, "result.pdf"), Path.Combine(folder, $"picture-{page.Picture.Placement.Turn}.jpg"));
            await runner.AssembleAsync(source, [finished], new PageOptions(), pdf, cancel);
            var drawn = await runner.DrawAsync(pdf, PageNumber.First, DrawingBounds.Picture, picture, cancel);
            Compare(page.Recognized!, drawn, Ink(picture, cancel));
        }

        // The same behind the two pages of another letter.
        var joined = Path.Combine(folder, "joined.pdf");
        await runner.JoinRenditionsAsync([Children.Sample("reparatur-bericht-gemischt.pdf"), Path.Combine(folder, "result.pdf")], new PageOptions(), joined, cancel);
        var third = await runner.DrawAsync(joined, new PageNumber(3), DrawingBounds.Picture, Path.Combine(folder, "third.jpg"), cancel);
        Compare(layers.Recognized!, third, Ink(Path.Combine(folder, "third.jpg"), cancel));
    }

    [Test]
    public async Task A_thumbnail_fits_its_frame_a_page_in_black_and_white_is_a_png_and_what_cannot_be_drawn_is_refused(CancellationToken cancel)
    {
        var folder = Children.Folder();
        await using var runner = await Children.RealAsync(Children.Limits(folder) with { WarmLanguages = null });
        var letter = Copy(Children.Sample("stadtwerke-jahresrechnung.pdf"), folder);
        var path = Path.Combine(folder, "picture");
        var small = await runner.DrawAsync(letter, new PageNumber(2), DrawingBounds.Thumbnail, path, cancel);
        Assert.That((small.Format, small.Width, small.Height, small.IsPartial), Is.EqualTo((FileFormat.Jpeg, 226, 320, false)));
        Assert.That(new FileInfo(path).Length, Is.LessThan(30_000));

        var empty = Save(folder, "empty.pdf", Pdf("q Q"));
        var white = await runner.DrawAsync(empty, PageNumber.First, DrawingBounds.Picture with { MostWidth = 100 }, path, cancel);
        Assert.That((white.Format, white.Width, white.Height), Is.EqualTo((FileFormat.Png, 100, 100)));
        Assert.That(File.ReadAllBytes(path).AsSpan(0, 4).ToArray(), Is.EqualTo(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' }));

        // Poppler draws nothing of a picture that is not there, and ends as if all were well.
        var broken = Save(folder, "broken.pdf", Pdf("q 200 0 0 200 0 0 cm /Missing Do Q"));
        var refused = Assert.ThrowsAsync<UnreadableException>(() => runner.DrawAsync(broken, PageNumber.First, DrawingBounds.Picture, path, cancel));
        Assert.That(refused!.Failure.Code, Is.EqualTo(FailureCode.Damaged));
        Assert.That(() => runner.DrawAsync(empty, new PageNumber(2), DrawingBounds.Picture, path, cancel), Throws.InstanceOf<RunnerFailedException>());
    }

    [TestCase(595, 842, 1653, 2339)]
    [TestCase(842, 1191, 2339, 3308)]
    [TestCase(227, 2835, 631, 7875)]
    [TestCase(7200, 7200, 3162, 3162)]
    [TestCase(1, 14_400, 1, 8000)]
    public void A_picture_has_200_dpi_as_long_as_its_bounds_allow(double across, double down, int width, int height) =>
        Assert.That(DrawingBounds.Picture.Fit(new PageSize(across, down)), Is.EqualTo((width, height)));

    [Test]
    public void A_child_that_lies_about_its_picture_is_found_out()
    {
        var bounds = DrawingBounds.Thumbnail;
        var jpeg = File.ReadAllBytes(Children.Sample("kassenbon.jpg"));
        Assert.Multiple(() =>
        {
            Assert.That(DrawnPageCheck.Fault(jpeg, new DrawnPage(FileFormat.Png, 10, 10, false), bounds), Is.Not.Null);
            Assert.That(DrawnPageCheck.Fault(jpeg, new DrawnPage(FileFormat.Pdf, 10, 10, false), bounds), Is.Not.Null);
            Assert.That(DrawnPageCheck.Fault(jpeg, new DrawnPage(FileFormat.Jpeg, 10, 10, false), bounds), Is.Not.Null);
            Assert.That(DrawnPageCheck.Fault(jpeg, new DrawnPage(FileFormat.Jpeg, 1000, 10, false), bounds), Is.Not.Null);
            Assert.That(DrawnPageCheck.Fault(jpeg.AsSpan(0, 3), new DrawnPage(FileFormat.Jpeg, 10, 10, false), bounds), Is.Not.Null);
        });
    }

    private static void Compare(RecognizedPage words, DrawnPage drawn, GrayPixels ink)
    {
        var scale = (double)drawn.Width / words.Width;
        var boxes = words.Words.Where(word => word.Confidence.Value > 0.8).Select(word => word.Box.Scale(scale)).ToList();
        var (under, below) = (Share(ink, boxes), Share(ink, [.. boxes.Select(box => box.Offset(0, (int)(0.9 * box.Height)))]));
        TestContext.Out.WriteLine($"{boxes.Count} words; dark under their boxes {under:P1}, just below them {below:P1}");
        Assert.Multiple(() =>
        {
            Assert.That(drawn.Height / (double)words.Height, Is.EqualTo(scale).Within(0.001), "the same frame at another size");
            Assert.That(scale, Is.EqualTo(200 / words.Dpi.Value).Within(0.001));
            Assert.That(boxes, Has.Count.GreaterThan(80));
            Assert.That(boxes.Count(box => Share(ink, [box]) > 0.05), Is.GreaterThan(boxes.Count * 0.98), "There is ink under each.");
            Assert.That(under, Is.GreaterThan(4 * below));
        });
    }

    private static FinishedPage AsItCame(FinishedPage page, string source, CancellationToken cancel)
    {
        using var file = SourceFile.Open(source, new PageOptions(), cancel);
        using var picture = file.ReadPage(PageNumber.First, cancel);
        var turn = (QuarterTurn)(((int)picture.OriginalTurn + (int)page.Done.Turned) % 360);
        var placement = new Placement(turn, page.Done.DeskewDegrees);
        Assert.That(turn, Is.Not.EqualTo(QuarterTurn.None));
        Assert.That(Math.Abs(placement.DeskewDegrees), Is.GreaterThan(3));
        return page with { Picture = new EncodedPicture(page.Picture.Width, page.Picture.Height, page.Picture.Dpi, [new PictureLayer(picture.Original!)]) { Placement = placement } };
    }

    /// <summary>The scan again, put on the glass sideways.</summary>
    private static string Turned(string sample, string folder, CancellationToken cancel)
    {
        using var file = SourceFile.Open(Children.Sample(sample), new PageOptions(), cancel);
        using var page = file.ReadPage(PageNumber.First, cancel);
        using var turned = PixelShape.Turn(Leptonica.pixClone(page.Image.Handle), PixelShape.OrientationOf(QuarterTurn.Clockwise90));
        return Save(folder, "turned.jpg", Leptonica.WriteJpeg(turned, 80));
    }

    private static GrayPixels Ink(string path, CancellationToken cancel)
    {
        using var file = SourceFile.Open(path, new PageOptions(), cancel);
        using var page = file.ReadPage(PageNumber.First, cancel);
        return page.Image.ToGrayPixels();
    }

    /// <summary>Dark pixels under the boxes, of all pixels there.</summary>
    private static double Share(GrayPixels picture, IReadOnlyList<PixelBox> boxes)
    {
        long dark = 0, all = 0;
        foreach (var box in boxes)
        {
            for (var y = Math.Max(0, box.Top); y < Math.Min(picture.Height, box.Bottom); y++)
            {
                foreach (var sample in picture.Row(y)[Math.Max(0, box.Left)..Math.Min(picture.Width, box.Right)])
                {
                    dark += sample < Dark ? 1 : 0;
                    all++;
                }
            }
        }

        return (double)dark / Math.Max(1, all);
    }

    private static byte[] Pdf(string content)
    {
        var (file, places) = ("%PDF-1.4\n", "");
        string[] objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<<>>/Contents 4 0 R>>", $"<</Length {content.Length}>>stream\n{content}\nendstream"];
        for (var i = 0; i < objects.Length; i++)
        {
            places += $"{file.Length:0000000000} 00000 n \n";
            file += $"{i + 1} 0 obj{objects[i]} endobj\n";
        }

        return System.Text.Encoding.ASCII.GetBytes($"{file}xref\n0 5\n0000000000 65535 f \n{places}trailer<</Size 5/Root 1 0 R>>\nstartxref\n{file.Length}\n%%EOF\n");
    }

    private static string Save(string folder, string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static string Copy(string path, string folder)
    {
        var copy = Path.Combine(folder, Path.GetFileName(path));
        File.Copy(path, copy, overwrite: true);
        return copy;
    }
}
