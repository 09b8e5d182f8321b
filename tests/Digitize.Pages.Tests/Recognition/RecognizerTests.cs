using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class RecognizerTests
{
    [TestCase("schulbrief", 1)]
    [TestCase("business-letter", 1)]
    [TestCase("verein-einladung", 2)]
    public void A_clean_letter_is_read_nearly_word_for_word(string letter, int page)
    {
        var text = SharedReaders.ReadLetter(letter, page).Text;
        Assert.That(TrueWords.Recall(Letters.Truth(letter, page), text), Is.GreaterThan(0.94), text);
        Assert.That(TrueWords.Precision(Letters.Truth(letter, page), text), Is.GreaterThan(0.94), text);
    }

    /// <summary>What plain tesseract loses a third of.</summary>
    [TestCase("rechnung-tischlerei", 1)]
    [TestCase("stadtwerke-jahresrechnung", 2)]
    public void The_words_of_ruled_tables_are_read(string letter, int page)
    {
        var text = SharedReaders.ReadLetter(letter, page).Text;
        Assert.That(TrueWords.Recall(Letters.Truth(letter, page), text), Is.GreaterThan(0.9), text);
        Assert.That(TrueWords.Precision(Letters.Truth(letter, page), text), Is.GreaterThan(0.88), text);
    }

    [Test]
    public void A_row_of_a_table_is_one_line()
    {
        var lines = SharedReaders.ReadLetter("rechnung-tischlerei").Text.Split('\n');
        Assert.That(lines.Single(line => line.Contains("Schubkasten", StringComparison.Ordinal)), Does.Contain("118,40").And.EndWith("947,20"));
    }

    [TestCase("€", "schulbrief", 1)]
    [TestCase("ß", "verein-einladung", 2)]
    [TestCase("ü", "schulbrief", 1)]
    [TestCase("Ü", "schulbrief", 1)]
    [TestCase("§", "grundsteuerbescheid", 1)]
    [TestCase("£", "business-letter", 1)]
    [TestCase("»", "schulbrief", 1)]
    public void Letters_of_this_language_and_its_signs_survive(string sign, string letter, int page) =>
        Assert.That(SharedReaders.ReadLetter(letter, page).Text, Does.Contain(sign));

    [Test]
    public void Columns_are_read_one_after_the_other()
    {
        var text = SharedReaders.ReadLetter("stadtwerke-jahresrechnung", 3).Text;
        string[] inOrder = ["Arbeitspreis und Grundpreis", "Rechnerische Ermittlung", "Lieferantenwechsel", "innerhalb von vier Wochen", "Energieeffizienz", "Stromkennzeichnung", "Datenschutz"];
        var places = inOrder.Select(heading => text.IndexOf("\n" + heading, StringComparison.Ordinal)).ToArray();
        Assert.That(places, Has.None.EqualTo(-1), text);
        Assert.That(places, Is.Ordered, text);
    }

    [Test]
    public void Word_boxes_cover_the_ink_they_name()
    {
        var (page, read) = (Letters.Gray("business-letter"), SharedReaders.ReadLetter("business-letter"));
        Assert.That((read.Width, read.Height, read.Dpi), Is.EqualTo((page.Width, page.Height, new Dpi(200))));
        var covered = new InkMap(page.Width, page.Height);
        foreach (var word in read.Words)
        {
            Assert.That(word.Box.Intersect(new PixelBox(0, 0, page.Width, page.Height)), Is.EqualTo(word.Box), word.Text);
            Assert.That(page.Part(word.Box).Samples.Min(), Is.LessThan(150), $"{word.Text} names empty paper");
            for (var y = word.Box.Top; y < word.Box.Bottom; y++)
            {
                covered.SetRun(y, word.Box.Left, word.Box.Right);
            }
        }

        var ink = InkMap.Darker(page, 100);
        var all = ink.Count();
        ink.Remove(covered);
        Assert.That(ink.Count(), Is.LessThan(0.04 * all));
    }

    [Test]
    public void A_word_stands_where_it_was_printed()
    {
        // Drawn by poppler with its own boxes: the true place of a word.
        var expected = TrueBoxes.Of("business-letter", 200).Single(word => word.Text == "spectrometers").Box;
        var found = SharedReaders.ReadLetter("business-letter").Words.Single(word => word.Text == "spectrometers").Box;
        Assert.That(found.Intersect(expected).Area, Is.GreaterThan(0.6 * expected.Area));
        Assert.That(found.Left, Is.EqualTo(expected.Left).Within(5));
        Assert.That(found.Right, Is.EqualTo(expected.Right).Within(5));
    }

    [Test]
    public void Lines_hold_their_words_and_baselines_run_through_them()
    {
        foreach (var line in SharedReaders.ReadLetter("schulbrief").Lines)
        {
            Assert.That(line.Words, Is.Not.Empty);
            Assert.That(line.Words.Select(word => word.Box).Aggregate((a, b) => a.Union(b)), Is.EqualTo(line.Box));
            Assert.That(line.Baseline.At(line.Box.Left), Is.InRange(line.Box.Top, line.Box.Bottom + 3), line.Text);
        }
    }

    [Test]
    public void A_page_in_shade_reads_like_the_clean_one()
    {
        var clean = SharedReaders.ReadLetter("schulbrief").Text;
        var shaded = SharedReaders.Read(Letters.Gray("schulbrief").Shaded(1, 0.5), 200).Text;
        Assert.That(TrueWords.Recall(clean, shaded), Is.GreaterThan(0.95));
    }

    [TestCase(2.5)]
    [TestCase(-7)]
    public void A_crooked_page_reads_like_the_straight_one(double degrees)
    {
        var crooked = SharedReaders.Read(Letters.Gray("schulbrief").Skewed(degrees), 200).Text;
        Assert.That(TrueWords.Recall(Letters.Truth("schulbrief"), crooked), Is.GreaterThan(0.9), crooked);
    }

    [Test]
    public void Specks_and_a_dark_rim_are_not_read()
    {
        var spoiled = Letters.Gray("schulbrief").Speckled(1500, 2).Bordered(25, 0, 40, 0, 12);
        var text = SharedReaders.Read(spoiled, 200).Text;
        Assert.That(TrueWords.Precision(Letters.Truth("schulbrief"), text), Is.GreaterThan(0.88), text);
        Assert.That(TrueWords.Recall(Letters.Truth("schulbrief"), text), Is.GreaterThan(0.88), text);
    }

    [Test]
    public void A_fax_at_100_dpi_can_still_be_read()
    {
        var text = SharedReaders.ReadLetter("business-letter", dpi: 100).Text;
        Assert.That(TrueWords.Recall(Letters.Truth("business-letter"), text), Is.GreaterThan(0.75), text);
    }

    [Test]
    public void A_bitonal_scan_is_read()
    {
        using var picture = Letters.Gray("schulbrief").Thresholded(new Dpi(200), 150);
        Assert.That(TrueWords.Recall(Letters.Truth("schulbrief"), SharedReaders.Read(picture).Text), Is.GreaterThan(0.93));
    }

    [Test]
    public void Confidence_is_low_on_noise_and_high_on_a_letter()
    {
        var noise = SharedReaders.Read(Imaging.InkMapTests.Noise(500, 700, 4), 100);
        Assert.That(noise.Confidence?.Value ?? 0, Is.LessThan(0.75), noise.Text);
        Assert.That(noise.Words.Where(word => word.Text.Length >= 4 && word.Confidence.Value > 0.8), Is.Empty);
        Assert.That(SharedReaders.ReadLetter("business-letter").Confidence?.Value, Is.GreaterThan(0.88));
    }

    [Test]
    public void An_empty_page_has_no_words_and_no_confidence()
    {
        var read = SharedReaders.Read(Spoils.Blank(800, 1100), 100);
        Assert.That(read.Lines, Is.Empty);
        Assert.That(read.Confidence, Is.Null);
        Assert.That(read.Text, Is.Empty);
    }

    [Test]
    public void The_same_page_reads_the_same()
    {
        var part = Letters.Gray("rechnung-tischlerei").Part(new PixelBox(0, 700, 1653, 1300));
        var first = RecognizedPageJson.Write(SharedReaders.Read(part, 200));
        Assert.That(RecognizedPageJson.Write(SharedReaders.Read(part, 200)), Is.EqualTo(first));
    }

    [Test]
    public void A_page_that_takes_too_long_timed_out()
    {
        using var picture = Letters.Picture("schulbrief", dpi: 100);
        using var cleaned = PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None);
        Assert.That(
            () => SharedReaders.Pool.Use(recognizer => recognizer.Read(cleaned, TimeSpan.FromMilliseconds(1), CancellationToken.None), CancellationToken.None),
            Throws.TypeOf<UnreadableException>().With.Property("Failure").Property("Code").EqualTo(FailureCode.TimedOut));
    }

    [Test]
    public void Asked_to_stop_it_stops()
    {
        using var picture = Letters.Picture("schulbrief", dpi: 100);
        using var cleaned = PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None);
        Assert.That(
            () => SharedReaders.Pool.Use(recognizer => recognizer.Read(cleaned, TimeSpan.FromMinutes(1), new CancellationToken(canceled: true)), CancellationToken.None),
            Throws.InstanceOf<OperationCanceledException>());
    }
}
