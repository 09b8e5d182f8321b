using Digitize.Pages.Imaging;

namespace Digitize.Pages.Recognition.Decoding;

/// <summary>
/// Takes the white off both ends of words. The space between two words is cut in the middle, and a piece of ink belongs to the side that its middle is on; a word
/// never grows by it, since letters of two words may touch. So tesseract places words, and what is made of places (<see cref="WordBoxes"/>) was measured with them.
/// </summary>
internal static class WordInk
{
    /// <param name="words">From left to right, with the columns that the network gave them.</param>
    public static List<ReadWord> Fit(List<ReadWord> words, GrayPixels strip)
    {
        var pieces = StripInk.PiecesOf(strip);
        var fitted = new List<ReadWord>(words.Count);
        var first = 0;
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            var end = index + 1 == words.Count ? strip.Width : (word.Right + words[index + 1].Left) / 2;
            var (left, right) = (strip.Width, 0);
            for (; first < pieces.Count && (pieces[first].Left + pieces[first].Right) / 2 < end; first++)
            {
                (left, right) = (Math.Min(left, pieces[first].Left), Math.Max(right, pieces[first].Right));
            }

            (left, right) = (Math.Max(left, word.Left), Math.Min(right, word.Right));
            fitted.Add(left < right ? word with { Left = left, Right = right } : word);
        }

        return fitted;
    }
}
