using System.Globalization;
using System.Xml;
using Digitize.Pages.Recognition;
using Digitize.Pages.Wire;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>
/// The words that a page of a PDF has of its own, with their places: what <c>pdftotext -bbox-layout</c> prints. They are as sure as can be, for nobody guessed them.
/// </summary>
internal static class OwnWords
{
    /// <summary>Pixels of the frame that the places are told in; fine enough for a word, and as coarse as a scan.</summary>
    private static readonly Dpi Frame = new(150);

    /// <summary>A page of a telephone book has four thousand words. More must not make the answer larger than a message may be (<see cref="Frames.MostBytes"/>), in which the text of the page goes as well.</summary>
    private const int Most = 20_000, MostSigns = 200_000;

    /// <summary>Of a line's height, how much lies below the letters' feet.</summary>
    private const double Below = 0.2;

    /// <summary>Null where there are none, or where what poppler printed cannot be understood: the page is shown without.</summary>
    /// <param name="size">As the page is shown.</param>
    internal static RecognizedPage? Parse(string printed, PageSize size)
    {
        var paper = new PixelBox(0, 0, (int)Math.Round(Frame.ToPixels(size.WidthPoints)), (int)Math.Round(Frame.ToPixels(size.HeightPoints)));
        if (paper.Width is < 1 or > ushort.MaxValue || paper.Height is < 1 or > ushort.MaxValue)
        {
            return null;
        }

        var lines = new List<TextLine>();
        try
        {
            using var xml = XmlReader.Create(new StringReader(Legal(printed)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            Read(xml, paper, lines);
        }
        catch (Exception odd) when (odd is XmlException or FormatException or OverflowException)
        {
            return null;
        }

        return lines.Count > 0 ? new RecognizedPage(paper.Width, paper.Height, Frame, lines) : null;
    }

    private static void Read(XmlReader xml, PixelBox paper, List<TextLine> lines)
    {
        var (words, line, begins, count, signs) = (new List<Word>(), paper, true, 0, 0);
        void EndLine()
        {
            if (words.Count > 0)
            {
                lines.Add(new TextLine(line, new Baseline(line.Left, line.Bottom - (Below * line.Height), 0), [.. words], begins));
                begins = false;
            }

            words.Clear();
        }

        var goesOn = xml.Read();
        while (goesOn && count < Most && signs < MostSigns)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.Name == "word")
            {
                var box = BoxOf(xml, paper);
                if (PlainText.Of(xml.ReadElementContentAsString()) is { Length: > 0 and < MostSigns } text && !text.Any(char.IsWhiteSpace) && !box.IsEmpty)
                {
                    words.Add(new Word(text, box, new Confidence(1)));
                    line = words.Count == 1 ? box : line.Union(box);
                    (count, signs) = (count + 1, signs + text.Length);
                }

                // It stands behind the element by now.
                continue;
            }

            if (xml.NodeType == XmlNodeType.Element && xml.Name is "line" or "block")
            {
                EndLine();
                begins |= xml.Name == "block";
            }

            goesOn = xml.Read();
        }

        EndLine();
    }

    /// <summary>A font of a PDF may say that a letter is a control sign, and poppler prints it; XML has no place for it.</summary>
    private static string Legal(string printed) => printed.All(IsLegal) ? printed : string.Concat(printed.Where(IsLegal));

    private static bool IsLegal(char sign) => XmlConvert.IsXmlChar(sign) || char.IsSurrogate(sign);

    private static PixelBox BoxOf(XmlReader word, PixelBox paper)
    {
        int Edge(string name, Func<double, double> round) => (int)round(Frame.ToPixels(Math.Clamp(double.Parse(word.GetAttribute(name) ?? "", CultureInfo.InvariantCulture), -1e6, 1e6)));

        return new PixelBox(Edge("xMin", Math.Floor), Edge("yMin", Math.Floor), Edge("xMax", Math.Ceiling), Edge("yMax", Math.Ceiling)).Intersect(paper);
    }
}
