using Digitize.Pages.Recognition;

namespace Digitize.Documents;

/// <summary>Which words a person should look at. Corrected and confirmed words are sure.</summary>
public static class Doubt
{
    /// <summary>The same in <c>words.js</c>, which marks them on the page.</summary>
    public const double Below = Word.DoubtfulBelow;

    public static int Count(RecognizedPage page) => page.Words.Count(word => word.Confidence.Value < Below);
}
