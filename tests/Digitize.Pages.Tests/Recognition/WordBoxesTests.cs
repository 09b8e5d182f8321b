using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class WordBoxesTests
{
    private static readonly FoundLine Line = DrawnLines.Line(200, 300, 7, 5, 9);
    private static readonly LineStrip Strip = LineStrip.Cut(Spoils.Blank(800, 600), Line);

    [Test]
    public void A_word_gets_the_ink_it_was_read_from()
    {
        var placed = Place(("Einzeln", 0, 6), ("Worte", 7, 11), ("stehenda", 12, 20));
        Assert.That(placed.Select(word => word.Box), Is.EqualTo(new[] { Ink(0, 7), Ink(7, 12), Ink(12, 21) }));
    }

    [Test]
    public void A_reader_that_sees_words_begin_a_little_off_changes_nothing() =>
        Assert.That(Place(6, ("Einzeln", 0, 6), ("Worte", 7, 11), ("stehenda", 12, 20)).Select(word => word.Box), Is.EqualTo(new[] { Ink(0, 7), Ink(7, 12), Ink(12, 21) }));

    [Test]
    public void All_ink_is_in_a_word_and_no_word_is_empty()
    {
        var placed = Place(("Einzeln", 0, 6), ("Worte-stehenda", 7, 20));
        Assert.That(placed.Select(word => word.Box).Aggregate((a, b) => a.Union(b)), Is.EqualTo(Line.Box));
        Assert.That(placed.All(word => !word.Box.IsEmpty));
    }

    [Test]
    public void A_word_without_ink_of_its_own_gets_a_place_on_the_line()
    {
        var one = new FoundLine(new PixelBox(200, 280, 320, 300), new Baseline(200, 300, 0), 20, [new PixelBox(200, 280, 320, 300)]);
        var strip = LineStrip.Cut(Spoils.Blank(800, 600), one);
        var placed = WordBoxes.Place([Word("an", 210, 250, strip), Word("der", 262, 318, strip)], one, strip);
        Assert.That(placed.All(word => !word.Box.IsEmpty && word.Box.Intersect(one.Box) == word.Box));
        Assert.That(string.Concat(placed.Select(word => word.Word.Text)), Is.EqualTo("ander"));
    }

    [Test]
    public void Other_readings_of_two_words_that_are_one_are_readings_of_the_whole()
    {
        var line = DrawnLines.Line(200, 300, 6);
        var strip = LineStrip.Cut(Spoils.Blank(800, 600), line);
        var first = Word("12", line.Glyphs[0].Left, line.Glyphs[1].Right, strip) with { Confidence = new Confidence(0.5), Alternatives = [new Alternative("17", new Confidence(0.4))] };
        var placed = WordBoxes.Place([first, Word("3456", line.Glyphs[2].Left, line.Glyphs[5].Right, strip)], line, strip).Single();
        Assert.That(placed.Word.Text, Is.EqualTo("123456"));
        Assert.That(placed.Word.Alternatives, Is.EqualTo(new[] { new Alternative("173456", new Confidence(0.4)) }));
    }

    private static PixelBox Ink(int first, int end) => Line.Glyphs.Skip(first).Take(end - first).Aggregate((a, b) => a.Union(b));

    private static List<WordBoxes.Placed> Place(params (string Text, int First, int Last)[] words) => Place(0, words);

    private static List<WordBoxes.Placed> Place(int off, params (string Text, int First, int Last)[] words) =>
        WordBoxes.Place([.. words.Select(word => Word(word.Text, Line.Glyphs[word.First].Left + off, Line.Glyphs[word.Last].Right, Strip))], Line, Strip);

    /// <summary>In columns of the strip.</summary>
    private static ReadWord Word(string text, double left, double right, LineStrip strip) =>
        new(text, (int)((left - strip.Left) * strip.Scale), (int)((right - strip.Left) * strip.Scale), new Confidence(0.9), false);
}
