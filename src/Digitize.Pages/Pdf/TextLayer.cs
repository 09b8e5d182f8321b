using System.Globalization;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Pdf;

/// <summary>
/// Lays the words that were read over their picture, invisibly. Coordinates are pixels of the picture, with the origin at the bottom left:
/// whole numbers are exact enough there and short. Each word is stretched to its box, and the space behind it to the gap before the next word,
/// so that a selection has no holes.
/// </summary>
internal static class TextLayer
{
    /// <summary>A line that rises or falls by less than this for each pixel is laid level: over a page's width that is five pixels at most.</summary>
    private const double LevelSlope = 0.002;

    /// <summary>From here on poppler takes tilted words apart (seen from 0.04 to 0.09), so each word of such a line is laid level, a step below or above the one before.</summary>
    private const double SteepSlope = 0.03;

    /// <summary>Percent. A gap that would need a space outside these is left by moving on instead.</summary>
    private const double NarrowestSpace = 5;
    private const double WidestSpace = 5000;

    /// <param name="width">Of the page, in points.</param>
    /// <param name="height">Of the page, in points.</param>
    public static void Write(ContentWriter content, RecognizedPage page, double width, double height, GlyphlessFont font)
    {
        content.Line($"q {PdfSyntax.Numbers(6, width / page.Width, 0, 0, height / page.Height, 0, 0)} cm 3 Tr");
        var layer = new Lines(content, page.Height, font);
        foreach (var line in page.Lines)
        {
            layer.Write(line);
        }

        content.Line("Q");
    }

    /// <summary>Pixels by which the end of a word may miss its box; the next word makes up for it.</summary>
    private const double LargestError = 0.4;

    /// <summary>Percent.</summary>
    private static readonly double[] Steps = [10, 5, 2, 1, 0.5, 0.2, 0.1];

    private sealed class Lines(ContentWriter content, int pageHeight, GlyphlessFont font)
    {
        private int _size;
        private string _stretch = "";
        private readonly List<int> _codes = [];

        public void Write(TextLine line)
        {
            var words = line.Words.Where(word => !word.Box.IsEmpty && PdfSyntax.Clean(word.Text).Length > 0).ToArray();
            if (words.Length == 0)
            {
                return;
            }

            var slope = Math.Clamp(line.Baseline.Slope, -1, 1);
            var first = words[0].Box.Left;
            var baseline = BaselineAt(line, first);
            var size = Math.Clamp((int)Math.Round(AscentOf(line, first) / GlyphlessFont.Ascent), 1, 30000);
            content.Add("BT ");
            if (size != _size)
            {
                _size = size;
                content.Add($"/F0 {size} Tf ");
            }

            var y = PdfSyntax.Number(pageHeight - baseline, 0);
            if (Math.Abs(slope) < LevelSlope)
            {
                content.Line($"{first} {y} Td");
                WriteWords(words, 1);
            }
            else if (Math.Abs(slope) >= SteepSlope)
            {
                WriteSteps(line, words);
            }
            else
            {
                var length = Math.Sqrt(1 + (slope * slope));
                content.Line($"{PdfSyntax.Numbers(4, 1 / length, -slope / length, slope / length, 1 / length)} {first} {y} Tm");
                WriteWords(words, length);
            }

            content.Line("ET");
        }

        /// <summary>Height of the line's letters; the box of a sloping line is higher than they are.</summary>
        private static double LettersOf(TextLine line)
        {
            var slope = Math.Abs(line.Baseline.Slope);
            return Math.Max(line.Box.Height - (slope < LevelSlope ? 0 : slope * line.Box.Width), line.Box.Height / 8.0);
        }

        /// <summary>Readers sometimes give a baseline far from its words; it is brought back into the line's box.</summary>
        private static double BaselineAt(TextLine line, double x)
        {
            var middle = line.Box.Top + (LettersOf(line) / 2);
            return Math.Clamp(line.Baseline.At(x), middle, Math.Max(middle, line.Box.Bottom));
        }

        private static double AscentOf(TextLine line, double x) =>
            Math.Abs(line.Baseline.Slope) < LevelSlope ? BaselineAt(line, x) - line.Box.Top : LettersOf(line) * GlyphlessFont.Ascent;

        private void WriteSteps(TextLine line, Word[] words)
        {
            var (x, y) = (0, 0);
            foreach (var word in words)
            {
                var baseline = pageHeight - (int)Math.Round(BaselineAt(line, (word.Box.Left + word.Box.Right) / 2.0));
                var natural = Encode(word.Text);
                _ = Stretch(word.Box.Width, natural);
                _codes.Add(font.Code(" "));
                content.Add($" {word.Box.Left - x} {baseline - y} Td").Show(_codes).Line("Tj");
                (x, y) = (word.Box.Left, baseline);
            }
        }

        /// <param name="scale">Pixels along the line for each pixel across the page.</param>
        private void WriteWords(Word[] words, double scale)
        {
            double origin = words[0].Box.Left;
            var at = origin;
            for (var i = 0; i < words.Length; i++)
            {
                var natural = Encode(words[i].Text);
                at += Stretch((words[i].Box.Right - at) * scale, natural) * natural / scale;
                if (i + 1 == words.Length)
                {
                    content.Show(_codes).Line("Tj");
                    return;
                }

                var next = words[i + 1].Box.Left;
                var space = font.Code(" ");
                var spaceWidth = font.Width(space) * _size;
                var percent = (next - at) * scale / spaceWidth * 100;
                if (percent is >= NarrowestSpace and <= WidestSpace)
                {
                    content.Show(_codes).Add("Tj ");
                    at += Stretch((next - at) * scale, spaceWidth) * spaceWidth / scale;
                    _codes.Clear();
                    _codes.Add(space);
                    content.Show(_codes).Line("Tj");
                }
                else
                {
                    _codes.Add(space);
                    content.Show(_codes).Line($"Tj {PdfSyntax.Number((next - origin) * scale, 0)} 0 Td");
                    at = origin = next;
                }
            }
        }

        /// <summary>Sets the horizontal stretch that makes <paramref name="natural"/> as wide as wanted; the answer is the stretch as it was written.</summary>
        private double Stretch(double wanted, double natural)
        {
            // As coarse as half a pixel allows: fewer different numbers compress better.
            var exact = 100 * LargestError * 2 / natural;
            var step = Steps.FirstOrDefault(step => step <= exact, Steps[^1]);
            var percent = Math.Clamp(Math.Round(wanted / natural * 100 / step) * step, 0.1, 30000);
            var text = PdfSyntax.Number(percent, 1);
            if (text != _stretch)
            {
                _stretch = text;
                content.Add($"{text} Tz");
            }

            return percent / 100;
        }

        /// <summary>Fills <see cref="_codes"/>; the answer is the word's width before stretching.</summary>
        private double Encode(string text)
        {
            _codes.Clear();
            double width = 0;
            var rest = PdfSyntax.Clean(text).AsSpan();
            while (!rest.IsEmpty)
            {
                var length = StringInfo.GetNextTextElementLength(rest);
                var code = font.Code(rest[..length]);
                _codes.Add(code);
                width += font.Width(code) * _size;
                rest = rest[length..];
            }

            return width;
        }
    }
}
