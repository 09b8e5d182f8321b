using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class WordCorrectionsTests
{
    private static readonly RecognizedPage Page = new(200, 100, new Dpi(72),
    [
        Line(10, ("Miet", 10, 50), ("vertag", 60, 120)),
        Line(40, ("~", 10, 20)) with { StartsParagraph = true },
        Line(70, ("Ende", 10, 50)),
    ]);

    [Test]
    public void A_corrected_word_stands_where_the_wrong_one_stood_and_is_certain()
    {
        var page = WordCorrections.Apply(Page, new Dictionary<int, string> { [2] = "vertrag" });
        Assert.That(page.Words.ElementAt(1), Is.EqualTo(new Word("vertrag", new PixelBox(60, 10, 120, 30), new Confidence(1))));
        Assert.That(page.Text, Is.EqualTo("Miet vertrag\n\n~\nEnde\n"));
    }

    [Test]
    public void Several_words_share_the_place_of_one_and_no_text_takes_it_away_with_its_line()
    {
        var page = WordCorrections.Apply(Page, new Dictionary<int, string> { [1] = "  der\u202E Miete\n", [3] = " " });
        Assert.That(page.Lines[0].Words.Take(2).Select(word => (word.Text, word.Box.Left, word.Box.Right)), Is.EqualTo(new[] { ("der", 10, 23), ("Miete", 27, 50) }));
        Assert.That(page.Text, Is.EqualTo("der Miete vertag\n\nEnde\n"), "The next line begins the paragraph.");
    }

    [Test]
    public void A_word_that_is_not_there_is_refused() =>
        Assert.That(() => WordCorrections.Apply(Page, new Dictionary<int, string> { [5] = "x" }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Words_go_with_a_picture_that_is_turned_and_four_quarters_bring_them_home()
    {
        var quarter = Page.Turned(QuarterTurn.Clockwise90);
        Assert.That((quarter.Width, quarter.Height, quarter.Lines[0].Words[0].Box), Is.EqualTo((100, 200, new PixelBox(70, 10, 90, 50))));
        Assert.That(quarter.Text, Is.EqualTo(Page.Text));
        var around = quarter.Turned(QuarterTurn.HalfTurn).Turned(QuarterTurn.Clockwise90);
        Assert.That(around.Words, Is.EqualTo(Page.Words));
        Assert.That(Page.Turned(QuarterTurn.HalfTurn).Lines[0].Baseline, Is.EqualTo(new Baseline(190, 74, 0)));
        Assert.That(QuarterTurn.Clockwise270.Then(QuarterTurn.HalfTurn), Is.EqualTo(QuarterTurn.Clockwise90));
    }

    private static TextLine Line(int top, params (string Text, int Left, int Right)[] words) => new(
        new PixelBox(words[0].Left, top, words[^1].Right, top + 20), new Baseline(words[0].Left, top + 16, 0), [.. words.Select(word => new Word(word.Text, new PixelBox(word.Left, top, word.Right, top + 20), new Confidence(0.5)))]);
}
