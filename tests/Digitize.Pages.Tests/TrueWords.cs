namespace Digitize.Pages.Tests;

/// <summary>Compares words with the truth as the bench does: split at white space, exact, each as often as it stands there.</summary>
internal static class TrueWords
{
    /// <summary>Share of the true words that were read.</summary>
    public static double Recall(string truth, string read) => Matched(truth, read) / (double)Split(truth).Length;

    /// <summary>Share of the words read that are true.</summary>
    public static double Precision(string truth, string read) => Matched(truth, read) / (double)Math.Max(1, Split(read).Length);

    public static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static int Matched(string truth, string read)
    {
        var found = Split(read).CountBy(word => word).ToDictionary();
        return Split(truth).CountBy(word => word).Sum(word => Math.Min(word.Value, found.GetValueOrDefault(word.Key)));
    }
}
