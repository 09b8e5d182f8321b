using System.Globalization;
using System.Text;
using System.Xml;

namespace Digitize.Pages.Recognition;

/// <summary>ALTO 4.2 of the Library of Congress, as archives and libraries exchange it; measured in pixels of the cleaned picture.</summary>
public static class AltoWriter
{
    private const string Namespace = "http://www.loc.gov/standards/alto/ns-v4#";

    /// <summary>Writes one ALTO document of all pages to <paramref name="target"/>, which stays open.</summary>
    public static void Write(Stream target, IReadOnlyList<FinishedPage> pages)
    {
        using var xml = XmlWriter.Create(target, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, CloseOutput = false });
        xml.WriteStartElement("alto", Namespace);
        xml.WriteAttributeString("SCHEMAVERSION", "4.2");
        xml.WriteStartElement("Description", Namespace);
        xml.WriteElementString("MeasurementUnit", Namespace, "pixel");
        xml.WriteEndElement();
        xml.WriteStartElement("Layout", Namespace);
        foreach (var page in pages)
        {
            WritePage(xml, page);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WritePage(XmlWriter xml, FinishedPage page)
    {
        xml.WriteStartElement("Page", Namespace);
        xml.WriteAttributeString("ID", $"page_{page.Number}");
        xml.WriteAttributeString("PHYSICAL_IMG_NR", page.Number.ToString());
        Size(xml, page.Picture.Width, page.Picture.Height);
        xml.WriteStartElement("PrintSpace", Namespace);
        Box(xml, new PixelBox(0, 0, page.Picture.Width, page.Picture.Height));
        var block = 0;
        foreach (var lines in HocrWriter.Paragraphs(page.Recognized?.Lines ?? []))
        {
            block++;
            xml.WriteStartElement("TextBlock", Namespace);
            xml.WriteAttributeString("ID", $"block_{page.Number}_{block}");
            Box(xml, lines.Select(line => line.Box).Aggregate((all, next) => all.Union(next)));
            for (var i = 0; i < lines.Count; i++)
            {
                WriteLine(xml, lines[i], $"{page.Number}_{block}_{i + 1}");
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteLine(XmlWriter xml, TextLine line, string id)
    {
        xml.WriteStartElement("TextLine", Namespace);
        xml.WriteAttributeString("ID", $"line_{id}");
        Box(xml, line.Box);
        xml.WriteAttributeString("BASELINE", Points(line));
        for (var i = 0; i < line.Words.Count; i++)
        {
            var word = line.Words[i];
            if (i > 0)
            {
                Space(xml, line.Words[i - 1].Box, word.Box);
            }

            xml.WriteStartElement("String", Namespace);
            xml.WriteAttributeString("ID", $"word_{id}_{i + 1}");
            Box(xml, word.Box);
            xml.WriteAttributeString("CONTENT", word.Text);
            xml.WriteAttributeString("WC", word.Confidence.Value.ToString("0.00", CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Space(XmlWriter xml, PixelBox before, PixelBox after)
    {
        xml.WriteStartElement("SP", Namespace);
        xml.WriteAttributeString("HPOS", Number(before.Right));
        xml.WriteAttributeString("VPOS", Number(before.Top));
        xml.WriteAttributeString("WIDTH", Number(Math.Max(0, after.Left - before.Right)));
        xml.WriteEndElement();
    }

    private static string Points(TextLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.Box.Left},{line.Baseline.At(line.Box.Left):0} {line.Box.Right},{line.Baseline.At(line.Box.Right):0}");

    private static void Box(XmlWriter xml, PixelBox box)
    {
        xml.WriteAttributeString("HPOS", Number(box.Left));
        xml.WriteAttributeString("VPOS", Number(box.Top));
        Size(xml, box.Width, box.Height);
    }

    private static void Size(XmlWriter xml, int width, int height)
    {
        xml.WriteAttributeString("WIDTH", Number(width));
        xml.WriteAttributeString("HEIGHT", Number(height));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
