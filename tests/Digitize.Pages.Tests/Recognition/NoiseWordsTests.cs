using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

/// <summary>Far from the thresholds, which are measured and may move.</summary>
public sealed class NoiseWordsTests
{
    [Test]
    public void A_line_read_well_is_kept_as_it_is() =>
        Assert.That(Kept(("Sehr", 0.95), ("geehrte", 0.9), ("Frau", 0.96)), Is.EqualTo(new[] { "Sehr", "geehrte", "Frau" }));

    [Test]
    public void A_line_nobody_can_read_goes_as_a_whole() => Assert.That(Kept(("xq", 0.05), ("lfj", 0.08), ("Iw", 0.1)), Is.Empty);

    [Test]
    public void A_hard_word_in_a_good_line_stays() =>
        Assert.That(Kept(("Sehr", 0.95), ("gcchrtc", 0.25), ("Frau", 0.96), ("Großmüller,", 0.9)), Has.Length.EqualTo(4));

    [TestCase("|")]
    [TestCase("—")]
    [TestCase("_.")]
    [TestCase("'")]
    public void A_mark_alone_and_unsure_is_no_writing(string mark) => Assert.That(Kept((mark, 0.35)), Is.Empty);

    [Test]
    public void A_dash_in_a_cell_says_nothing_and_is_kept() => Assert.That(Kept(("–", 0.9)), Is.EqualTo(new[] { "–" }));

    [Test]
    public void A_mark_beside_words_is_kept_when_it_is_sure() => Assert.That(Kept(("Möbel", 0.95), ("·", 0.9), ("Türen", 0.95)), Has.Length.EqualTo(3));

    [Test]
    public void A_known_word_of_a_poor_line_stays() => Assert.That(Kept([("Rechnung", 0.25)], ("Nummer", 0.6)), Does.Contain("Rechnung"));

    [Test]
    public void Nothing_stays_nothing() => Assert.That(NoiseWords.Drop([], 20), Is.Empty);

    private static string[] Kept(params (string Text, double Confidence)[] words) => Kept([], words);

    private static string[] Kept((string Text, double Confidence)[] known, params (string Text, double Confidence)[] others)
    {
        var words = known.Select(word => (word.Text, word.Confidence, true)).Concat(others.Select(word => (word.Text, word.Confidence, false)));
        var placed = words.Select((word, i) => new WordBoxes.Placed(
            new ReadWord(word.Text, 100 * i, (100 * i) + 80, new Confidence(word.Confidence), word.Item3), new PixelBox(100 * i, 0, (100 * i) + (12 * word.Text.Length), 26))).ToList();
        return [.. NoiseWords.Drop(placed, 20).Select(word => word.Word.Text)];
    }
}
