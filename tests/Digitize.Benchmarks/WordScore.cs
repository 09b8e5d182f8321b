namespace Digitize.Benchmarks;

/// <summary>
/// How many of the true words were found, page by page and without regard to their order: words are split at white space and compared exactly,
/// letter case and punctuation included; a word that stands three times must be found three times. Truth and contestants all write composed letters (NFC).
/// </summary>
internal readonly record struct WordScore(int True, int Found, int Matched)
{
    /// <summary>Share of the true words that were found.</summary>
    public double Recall => True == 0 ? 1 : (double)Matched / True;

    /// <summary>Share of the found words that are true; none found is right only where there are none.</summary>
    public double Precision => Found > 0 ? (double)Matched / Found : True == 0 ? 1 : 0;

    public static WordScore operator +(WordScore left, WordScore right) =>
        new(left.True + right.True, left.Found + right.Found, left.Matched + right.Matched);

    /// <summary>Pages are compared one by one; a text without page ends is compared as a whole.</summary>
    public static WordScore Of(IReadOnlyList<string> truth, string text)
    {
        var pages = Pages(text);
        if (pages.Count == 1 && truth.Count > 1)
            return OfPage(string.Join('\n', truth), text);
        return Enumerable.Range(0, Math.Max(truth.Count, pages.Count))
            .Select(index => OfPage(truth.ElementAtOrDefault(index) ?? "", pages.ElementAtOrDefault(index) ?? ""))
            .Aggregate(default(WordScore), (sum, page) => sum + page);
    }

    /// <summary>Pages of a text, each ended by a form feed; the last need not be.</summary>
    public static IReadOnlyList<string> Pages(string text)
    {
        var pages = text.Split('\f');
        return pages.Length > 1 && pages[^1].Trim().Length == 0 ? pages[..^1] : pages;
    }

    private static WordScore OfPage(string truth, string text)
    {
        var wanted = Count(truth);
        var found = Count(text);
        var matched = wanted.Sum(word => Math.Min(word.Value, found.GetValueOrDefault(word.Key)));
        return new WordScore(wanted.Values.Sum(), found.Values.Sum(), matched);
    }

    private static Dictionary<string, int> Count(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.GroupBy(word => word, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
    }
}
