using System.Xml.Linq;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class HocrWriterTests
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    private static IEnumerable<XElement> Elements(string name) =>
        XDocument.Parse(HocrWriter.Write([TwoLines.Page], LanguageSet.Default)).Descendants().Where(element => (string?)element.Attribute("class") == name);

    [Test]
    public void Words_keep_their_text_box_and_confidence()
    {
        var words = Elements("ocrx_word").ToList();
        Assert.That(words.Select(word => word.Value), Is.EqualTo(new[] { "Größe", "<&>", "187,00", "€" }));
        Assert.That((string?)words[0].Attribute("title"), Is.EqualTo("bbox 100 200 300 250; x_wconf 96"));
        Assert.That(words[0].Name, Is.EqualTo(Html + "span"));
    }

    [Test]
    public void A_line_tells_its_baseline_from_its_lower_left_corner() =>
        Assert.That((string?)Elements("ocr_line").First().Attribute("title"), Does.Contain("bbox 100 200 700 250; baseline 0.001 -10"));

    [Test]
    public void Each_paragraph_has_an_area_of_its_own() => Assert.That(Elements("ocr_par").Count(), Is.EqualTo(2));

    [Test]
    public void The_page_tells_its_size_and_resolution() =>
        Assert.That((string?)Elements("ocr_page").Single().Attribute("title"), Is.EqualTo("bbox 0 0 2480 3508; ppageno 0; scan_res 300 300"));
}
