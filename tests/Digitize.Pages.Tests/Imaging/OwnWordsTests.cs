using Digitize.Pages.Imaging;
using Digitize.Pages.Imaging.PdfPages;
using Digitize.Pages.Recognition;
using Digitize.Pages.Wire;
using static Digitize.Pages.Tests.Imaging.SmallFiles;

namespace Digitize.Pages.Tests.Imaging;

public sealed class OwnWordsTests
{
    private const string Font = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";
    private static readonly PageSize A4 = new(595, 842);

    [Test]
    public void The_words_of_a_letter_are_those_of_its_text_in_their_order()
    {
        using var source = SourceFile.Open(Path.Combine(Corpus.RepositoryRoot, "samples", "reparatur-bericht-gemischt.pdf"), new PageOptions(), CancellationToken.None);
        var words = source.WordsOf(PageNumber.First, CancellationToken.None)!;
        Assert.That(words.Words.Select(word => word.Text), Is.EqualTo(source.TextOf(PageNumber.First).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.That(words.Confidence, Is.EqualTo(new Confidence(1)));
        Assert.That(source.WordsOf(new PageNumber(2), CancellationToken.None), Is.Null, "That one is to be read.");
    }

    [TestCase(0)]
    [TestCase(90)]
    [TestCase(180)]
    [TestCase(270)]
    public void Words_lie_on_their_ink_however_the_page_is_cut_and_turned(int turn)
    {
        var page = $"/MediaBox[0 0 612 792]/CropBox[40 100 500 700]/Rotate {turn}";
        var content = string.Concat(Enumerable.Range(0, 12).Select(line => $"BT /F 14 Tf 60 {640 - (line * 40)} Td (Ferns grow in shade {line}) Tj ET "));
        using var source = SourceFile.Open(Save(OnePage(content, Font, page), "turned.pdf"), new PageOptions(), CancellationToken.None);
        var words = source.WordsOf(PageNumber.First, CancellationToken.None)!;
        Assert.That(words.Words.Count(), Is.EqualTo(60));
        Assert.That(words.Width > words.Height, Is.EqualTo(turn is 90 or 270));

        using var shown = source.ReadPage(PageNumber.First, CancellationToken.None);
        var pixels = shown.Image.ToGrayPixels();
        var (inside, all, bare) = (0, 0, 0);
        var boxes = words.Words.Select(word => word.Box.Scale(shown.Image.Dpi.Value / words.Dpi.Value)).ToList();
        for (var y = 0; y < pixels.Height; y++)
        {
            for (var x = 0; x < pixels.Width; x++)
            {
                if (pixels.Row(y)[x] < 128)
                {
                    all++;
                    inside += boxes.Exists(box => x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom) ? 1 : 0;
                }
            }
        }

        foreach (var box in boxes)
        {
            bare += Enumerable.Range(box.Top, box.Height).Any(y => pixels.Row(y)[box.Left..box.Right].IndexOfAnyInRange((byte)0, (byte)127) >= 0) ? 0 : 1;
        }

        Assert.That((all > 0, bare), Is.EqualTo((true, 0)), "Every box has ink.");
        Assert.That((double)inside / all, Is.GreaterThan(0.98), "No ink lies elsewhere.");
    }

    [TestCase("")]
    [TestCase("<doc><page><flow><block><line><word xMin=\"1\" yMin=\"1\" xMax=\"9\"")]
    [TestCase("<doc><word yMin=\"1\" xMax=\"9\" yMax=\"9\">without a side</word></doc>")]
    [TestCase("<doc><word xMin=\"1e400\" yMin=\"NaN\" xMax=\"9\" yMax=\"9\">nowhere</word></doc>")]
    [TestCase("<doc><word xMin=\"700\" yMin=\"1\" xMax=\"800\" yMax=\"9\">beside</word></doc>")]
    [TestCase("<!DOCTYPE a [<!ENTITY b \"bomb\">]><doc><word xMin=\"1\" yMin=\"1\" xMax=\"9\" yMax=\"9\">&b;</word></doc>")]
    [TestCase("<doc><word xMin=\"1\" yMin=\"1\" xMax=\"9\" yMax=\"9\"><i>in a word</i></word></doc>")]
    public void What_cannot_be_understood_gives_no_words(string printed) => Assert.That(OwnWords.Parse(printed, A4), Is.Null);

    [Test]
    public void Signs_that_turn_the_direction_of_writing_and_controls_are_left_out()
    {
        var page = OwnWords.Parse("<doc><block><line><word xMin=\"-5\" yMin=\"10\" xMax=\"30\" yMax=\"22\">Re\u202Ech\u0007nung</word></line></block></doc>", A4)!;
        var word = page.Words.Single();
        Assert.That((word.Text, word.Box.Left), Is.EqualTo(("Rechnung", 0)));
    }

    [Test]
    public void A_page_of_endless_words_gives_an_answer_that_a_message_holds()
    {
        static string Of(string word) => $"<line><word xMin=\"5\" yMin=\"10\" xMax=\"30\" yMax=\"22\">{word}</word></line>";

        var many = OwnWords.Parse($"<doc>{string.Concat(Enumerable.Repeat(Of("ä"), 100_000))}</doc>", A4)!;
        var wide = OwnWords.Parse($"<doc>{string.Concat(Enumerable.Repeat(Of(new string('ä', 100_000)), 40))}</doc>", A4)!;
        Assert.That(new[] { many, wide }.Select(page => RecognizedPageJson.Write(page).Length), Is.All.LessThan(Frames.MostBytes / 4));
        Assert.That(OwnWords.Parse($"<doc>{Of(new string('ä', 3_000_000))}</doc>", A4), Is.Null);
    }

    [Test]
    public void Words_come_over_the_wire_as_they_went_and_none_that_lies_beside_the_page()
    {
        var page = OwnWords.Parse("<doc><block><line><word xMin=\"5\" yMin=\"10\" xMax=\"30\" yMax=\"22\">Rechnung</word></line></block></doc>", A4)!;
        Assert.That(Through(page).Text, Is.EqualTo("Rechnung\n"));
        Assert.Throws<InvalidDataException>(() => Through(page with { Width = 20 }));
    }

    private static RecognizedPage Through(RecognizedPage page)
    {
        var to = new WireWriter();
        WordsCodec.Write(to, page);
        return WordsCodec.Read(new WireReader(to.Written));
    }
}
