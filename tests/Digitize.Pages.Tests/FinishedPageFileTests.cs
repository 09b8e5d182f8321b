using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Pages.Tests.Pdf;
using FsCheck;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests;

public sealed class FinishedPageFileTests
{
    [Test]
    public void Everything_that_the_assembler_needs_comes_back()
    {
        var page = Full();
        var read = FinishedPageFile.Read(FinishedPageFile.Write(page));
        Assert.Multiple(() =>
        {
            Assert.That((read.Number, read.Size, read.Done, read.Failure, read.Blank), Is.EqualTo((page.Number, page.Size, page.Done, page.Failure, page.Blank)));
            Assert.That(read.Barcodes, Is.EqualTo(page.Barcodes));
            Assert.That((read.Picture.Width, read.Picture.Height, read.Picture.Dpi, read.Picture.Placement), Is.EqualTo((page.Picture.Width, page.Picture.Height, page.Picture.Dpi, page.Picture.Placement)));
            Assert.That(read.Picture.Layers, Has.Count.EqualTo(page.Picture.Layers.Count));
            Assert.That(read.Recognized!.Text, Is.EqualTo(page.Recognized!.Text));
        });
        for (var i = 0; i < page.Picture.Layers.Count; i++)
        {
            var (before, after) = (page.Picture.Layers[i], read.Picture.Layers[i]);
            Assert.That(after.Ink, Is.EqualTo(before.Ink));
            AssertSame(after.Color, before.Color);
            AssertSame(after.Mask, before.Mask);
        }
    }

    [Test]
    public void A_second_round_changes_nothing()
    {
        var once = FinishedPageFile.Write(FinishedPageFile.Read(FinishedPageFile.Write(Full()))).ToArray();
        var twice = FinishedPageFile.Write(FinishedPageFile.Read(once)).ToArray();
        Assert.That(twice, Is.EqualTo(once));
    }

    [Test]
    public void A_page_that_could_not_be_read_has_its_reason()
    {
        var failure = new Failure(FailureCode.TimedOut, "It took too long.") { Page = new PageNumber(3) };
        var read = FinishedPageFile.Read(FinishedPageFile.Write(Full() with { Recognized = null, Failure = failure, Blank = null }));
        Assert.That((read.Recognized, read.Failure, read.Blank), Is.EqualTo((default(RecognizedPage), failure, default(Blankness))));
    }

    [Test]
    public void A_file_that_was_cut_off_is_refused_wherever_it_ends()
    {
        var whole = FinishedPageFile.Write(Full()).ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.That(() => FinishedPageFile.Read(whole.AsMemory(0, length)), Throws.InstanceOf<InvalidDataException>(), $"{length} bytes");
        }
    }

    [Test]
    public void Bytes_behind_the_end_are_refused()
    {
        byte[] longer = [.. FinishedPageFile.Write(Full()).Span, 0];
        Assert.That(() => FinishedPageFile.Read(longer), Throws.InstanceOf<InvalidDataException>());
    }

    /// <summary>Every changed byte: either it is refused, or a page comes out that can be written again.</summary>
    [Test]
    public void Nothing_but_a_refusal_comes_of_a_file_that_was_changed()
    {
        var whole = FinishedPageFile.Write(Full()).ToArray();
        var refused = 0;
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF })
            {
                var changed = whole.ToArray();
                changed[at] = value;
                refused += IsRefused(changed) ? 1 : 0;
            }
        }

        Assert.That(refused, Is.GreaterThan(whole.Length / 10));
    }

    [Test]
    public void Nothing_but_a_refusal_comes_of_noise() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll<byte[]>(noise => IsRefused([.. FinishedPageFile.Write(Full()).Span[..8], .. noise])));

    [Test]
    public void Words_outside_the_picture_are_refused()
    {
        var page = Full();
        var outside = page with { Recognized = page.Recognized! with { Lines = [SmallPages.Line(10, ("weit", 100, 100_000))] } };
        Assert.That(() => FinishedPageFile.Read(FinishedPageFile.Write(outside)), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void Signs_that_control_a_terminal_do_not_come_through()
    {
        var page = Full();
        var colored = page with { Recognized = page.Recognized! with { Lines = [SmallPages.Line(10, ("rot\u001b[31m\u202e", 10, 60))] } };
        var read = FinishedPageFile.Read(FinishedPageFile.Write(colored));
        Assert.That(read.Recognized!.Words.Single().Text, Is.EqualTo("rot[31m"));
    }

    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            return FinishedPageFile.Write(FinishedPageFile.Read(bytes)).Length == 0;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static void AssertSame(PictureStream? actual, PictureStream? expected)
    {
        Assert.That(actual is null, Is.EqualTo(expected is null));
        if (actual is not null && expected is not null)
        {
            Assert.That((actual.Coding, actual.Color, actual.Width, actual.Height, actual.BitsPerComponent, actual.Inverted), Is.EqualTo((expected.Coding, expected.Color, expected.Width, expected.Height, expected.BitsPerComponent, expected.Inverted)));
            Assert.That(actual.Data, Is.EqualTo(expected.Data));
            Assert.That(actual.Palette, Is.EqualTo(expected.Palette));
            Assert.That(actual.IccProfile, Is.EqualTo(expected.IccProfile));
            Assert.That(actual.Globals, Is.EqualTo(expected.Globals));
            Assert.That(actual.Fax, Is.EqualTo(expected.Fax));
        }
    }

    /// <summary>A page with everything a page can have.</summary>
    private static FinishedPage Full()
    {
        var background = SmallPages.Gray(20, 30) with { IccProfile = [1, 2, 3], Inverted = true };
        var indexed = SmallPages.Gray(20, 30) with { Color = PictureColor.Palette, Palette = [0, 0, 0, 255, 255, 255] };
        var mask = SmallPages.Bitonal(40, 60, (x, y) => x > y);
        var kept = mask with { Globals = [7, 8], Fax = new FaxCoding { K = 4, EndOfLine = true, EncodedByteAlign = true } };
        var picture = new EncodedPicture(200, 300, new Dpi(150.5), [new PictureLayer(background), new PictureLayer(indexed, mask), new PictureLayer(null, mask, (10, 20, 30)), new PictureLayer(null, kept)])
        {
            Placement = new Placement(QuarterTurn.Clockwise270, -1.25),
        };
        var lines = new[] { SmallPages.Line(10, ("Größe", 10, 60), ("Söhne", 70, 130)), SmallPages.Line(50, ("𝔘nd", 10, 60)) with { StartsParagraph = true } };
        return new FinishedPage(new PageNumber(3), new PageSize(95.7, 143.5), picture, new RecognizedPage(200, 300, new Dpi(150.5), lines), new CleaningReport
        {
            Turned = QuarterTurn.HalfTurn,
            DeskewDegrees = 0.75,
            BackgroundEvened = true,
            BordersCleared = true,
            ReadingScale = 1.5,
        })
        {
            Blank = new Blankness(false, 0.25, "2 lines of ink"),
            Barcodes = [new Barcode("QR-Code", "https://example.org/ä", new PixelBox(1, 2, 30, 40)), new Barcode("PATCH-T", "PATCHT", new PixelBox(-5, 0, 10, 10))],
        };
    }
}
