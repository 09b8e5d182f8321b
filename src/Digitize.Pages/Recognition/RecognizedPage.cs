using System.Text;

namespace Digitize.Pages.Recognition;

/// <summary>A straight line that letters stand on, in pixels of the cleaned picture: <c>y = Y + Slope · (x − X)</c>, y downwards.</summary>
public readonly record struct Baseline(double X, double Y, double Slope)
{
    public double At(double x) => Y + (Slope * (x - X));
}

/// <summary>One word as read; <see cref="Text"/> has no white space and is never empty.</summary>
public sealed record Word(string Text, PixelBox Box, Confidence Confidence)
{
    /// <summary>A word that is less sure is doubtful: somebody should look at it.</summary>
    public const double DoubtfulBelow = 0.6;

    /// <summary>What else a doubtful word may say, the surest first, at most <see cref="Recognition.Alternatives.Most"/>; none of a word that is sure.</summary>
    public IReadOnlyList<Alternative> Alternatives { get; init; } = [];
}

/// <summary>Another reading of a word, with a confidence on the same scale. With a space in it where it is several words.</summary>
public sealed record Alternative(string Text, Confidence Confidence);

/// <summary>Words of one line, in reading order.</summary>
/// <param name="Box">Holds all words.</param>
/// <param name="StartsParagraph">A new paragraph begins here: one empty line in plain text.</param>
public sealed record TextLine(PixelBox Box, Baseline Baseline, IReadOnlyList<Word> Words, bool StartsParagraph = false)
{
    public string Text => string.Join(' ', Words.Select(word => word.Text));
}

/// <summary>What was read on one page, whoever read it. Boxes are in pixels of the cleaned picture that is shown.</summary>
/// <param name="Width">Pixels of the shown picture.</param>
/// <param name="Height">Pixels of the shown picture.</param>
/// <param name="Dpi">Of the shown picture.</param>
/// <param name="Lines">In reading order; none on an empty page.</param>
public sealed record RecognizedPage(int Width, int Height, Dpi Dpi, IReadOnlyList<TextLine> Lines)
{
    public IEnumerable<Word> Words => Lines.SelectMany(line => line.Words);

    /// <summary>Mean over the words, by their length; null when the page has none.</summary>
    public Confidence? Confidence => Pages.Confidence.Mean(Words.Select(word => (word.Confidence, word.Text.Length)));

    /// <summary>Plain text: a line feed after each line, an empty line before each paragraph but the first.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var line in Lines)
            {
                if (line.StartsParagraph && text.Length > 0)
                {
                    text.Append('\n');
                }

                text.Append(line.Text).Append('\n');
            }

            return text.ToString();
        }
    }
}
