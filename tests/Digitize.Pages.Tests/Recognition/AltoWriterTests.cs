using System.Xml.Linq;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class AltoWriterTests
{
    [Test]
    public void Words_keep_their_text_place_and_confidence()
    {
        using var stream = new MemoryStream();
        AltoWriter.Write(stream, [TwoLines.Page]);
        stream.Position = 0;
        XNamespace alto = "http://www.loc.gov/standards/alto/ns-v4#";
        var words = XDocument.Load(stream).Descendants(alto + "String").ToList();
        Assert.That(words.Select(word => (string?)word.Attribute("CONTENT")), Is.EqualTo(new[] { "Größe", "<&>", "187,00", "€" }));
        Assert.That((int?)words[1].Attribute("HPOS"), Is.EqualTo(400));
        Assert.That((string?)words[1].Attribute("WC"), Is.EqualTo("0.50"));
    }
}
