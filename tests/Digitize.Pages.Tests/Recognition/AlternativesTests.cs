using System.Text;
using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class AlternativesTests
{
    [Test]
    public void Doubtful_words_of_a_bad_copy_come_with_other_readings_and_the_true_word_may_be_among_them()
    {
        var bad = Letters.Gray("business-letter", dpi: 100).Faint(0.4).Grained(60);
        var read = SharedReaders.Read(bad, 100);
        var doubtful = read.Words.Where(word => word.Confidence.Value < Word.DoubtfulBelow).ToList();
        var truth = TrueWords.Split(Letters.Truth("business-letter")).ToHashSet();
        var wrong = doubtful.Where(word => !truth.Contains(word.Text)).ToList();
        Assert.That(doubtful.Count(word => word.Alternatives.Count > 0), Is.GreaterThan(doubtful.Count / 2), read.Text);
        Assert.That(wrong.Count(word => word.Alternatives.Any(other => truth.Contains(other.Text))), Is.GreaterThan(0), string.Join('\n', wrong.Select(word => $"{word.Text}: {string.Join(", ", word.Alternatives)}")));
        foreach (var word in read.Words)
        {
            Assert.That(word.Alternatives, word.Confidence.Value < Word.DoubtfulBelow ? Has.Count.LessThanOrEqualTo(Alternatives.Most) : Is.Empty);
            Assert.That(word.Alternatives.Select(other => other.Text).Append(word.Text), Is.Unique);
            Assert.That(word.Alternatives.Select(other => other.Confidence.Value), Is.Ordered.Descending);
        }
    }

    [Test]
    public void They_are_stored_with_the_words_and_what_was_stored_before_has_none()
    {
        var again = RecognizedPageJson.Read(RecognizedPageJson.Write(Page(new Alternative("Haus", new Confidence(0.5)), new Alternative("Hans", new Confidence(0.25)))));
        Assert.That(again.Words.Single().Alternatives, Is.EqualTo(new[] { new Alternative("Haus", new Confidence(0.5)), new Alternative("Hans", new Confidence(0.25)) }));
        var before = """{"version":1,"width":100,"height":100,"dpi":300,"lines":[{"box":[0,0,9,9],"baseline":[0,9,0],"words":[{"text":"Hams","box":[0,0,9,9],"confidence":0.4}]}]}""";
        Assert.That(RecognizedPageJson.Read(Encoding.UTF8.GetBytes(before)).Words.Single().Alternatives, Is.Empty);
        Assert.That(RecognizedPageJson.Write(RecognizedPageJson.Read(Encoding.UTF8.GetBytes(before))), Is.EqualTo(Encoding.UTF8.GetBytes(before)));
    }

    [Test]
    public void Of_what_a_child_says_only_a_few_other_plain_texts_are_taken()
    {
        Alternative[] said = [.. new[] { "Hams", "a\u202Eb", "", " c  d ", "e", "f" }.Select(text => new Alternative(text, new Confidence(0.3)))];
        var page = TwoLines.Page with { Recognized = Page(said) with { Width = TwoLines.Page.Picture.Width, Height = TwoLines.Page.Picture.Height } };
        var taken = FinishedPageFile.Read(FinishedPageFile.Write(page)).Recognized!.Words.Single();
        Assert.That(taken.Alternatives.Select(other => other.Text), Is.EqualTo(new[] { "ab", "c d", "e" }));
    }

    [Test]
    public void A_word_that_was_corrected_has_none()
    {
        var page = Page(new Alternative("Haus", new Confidence(0.5)));
        Assert.That(WordCorrections.Apply(page, new Dictionary<int, string> { [1] = "Hans" }).Words.Single().Alternatives, Is.Empty);
        Assert.That(page.Turned(QuarterTurn.HalfTurn).Words.Single().Alternatives, Has.Count.EqualTo(1));
    }

    private static RecognizedPage Page(params Alternative[] alternatives)
    {
        var box = new PixelBox(0, 0, 9, 9);
        return new RecognizedPage(100, 100, new Dpi(300), [new TextLine(box, new Baseline(0, 9, 0), [new Word("Hams", box, new Confidence(0.4)) { Alternatives = alternatives }])]);
    }
}
