namespace Digitize.Pages.Recognition;

/// <summary>
/// Decides which words of a line are writing, and which are texture, bleed-through or remains of drawn lines that were read as letters. Pure; thresholds were measured
/// on fifteen hard pages, where words below a confidence of 0.2 are right once in six times and stand where no word is every second time.
/// </summary>
internal static class NoiseWords
{
    /// <summary>A line that is read worse than that on the whole is no writing, or no writing that we can read.</summary>
    private const double WorstLine = 0.3;

    /// <summary>In a line that is read well, a bad word is a hard word; in any other it is noise.</summary>
    private const double GoodLine = 0.7;
    private const double WorstWordOfGoodLine = 0.05;
    private const double WorstWord = 0.3;

    /// <summary>What drawn lines, folds and specks are read as.</summary>
    private const string LineMarks = "|_—–-~=¦!/\\[](){}<>'\"`´‘’“”„.,:;·*°^«»‹›¬";

    /// <summary>A single stroke is read as one of these.</summary>
    private const string Strokes = "|!iIlj1t/\\[](){}'‘’\"";

    /// <param name="words">All words of the line, in order.</param>
    /// <param name="usualXHeight">Of the page's text.</param>
    /// <returns>The words to keep, in order.</returns>
    public static List<WordBoxes.Placed> Drop(List<WordBoxes.Placed> words, double usualXHeight)
    {
        double sum = 0;
        double letters = 0;
        foreach (var (word, _) in words)
        {
            sum += word.Confidence.Value * word.Text.Length;
            letters += word.Text.Length;
        }

        var line = letters == 0 ? 0 : sum / letters;
        return line < WorstLine ? [.. words.Where(word => IsFigure(word.Word.Text))]
            : [.. words.Where(word => IsFigure(word.Word.Text) || IsWriting(word, line, words.Count == 1, usualXHeight))];
    }

    /// <summary>
    /// A date, an amount, a telephone number. The models have no word list for these and doubt them, down to a confidence of 0 for a date that was read
    /// without a fault; texture is never read as four figures and marks that go with them.
    /// </summary>
    private static bool IsFigure(string text) => text.Count(char.IsAsciiDigit) >= 4 && text.All(c => char.IsAsciiDigit(c) || "()/.,:-+%$€£".Contains(c));

    private static bool IsWriting(WordBoxes.Placed placed, double line, bool isAlone, double usualXHeight)
    {
        var (word, box) = placed;
        var confidence = word.Confidence.Value;
        if (confidence < (line >= GoodLine ? WorstWordOfGoodLine : WorstWord) && !(word.InDictionary && word.Text.Length >= 3))
        {
            return false;
        }

        if (word.Text.All(LineMarks.Contains))
        {
            // A dash in a table says "nothing"; other marks without a word beside them say nothing at all.
            return word.Text is "-" or "–" or "—" ? confidence >= 0.5 && box.Width < 3 * usualXHeight : !isAlone && confidence >= (word.Text.Contains('|') ? 0.95 : 0.5);
        }

        var isStroke = word.Text.Length == 1 && Strokes.Contains(word.Text[0]);
        return !isAlone || !isStroke || (box.Height >= usualXHeight && box.Height < 2.5 * usualXHeight && box.Width * 7 > box.Height && word.Text[0] is '1' or 'I');
    }
}
