using System.Text;
using System.Text.Json;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class RecognizedPageJsonTests
{
    [Test]
    public void What_was_written_is_read_again()
    {
        var again = RecognizedPageJson.Read(RecognizedPageJson.Write(TwoLines.Recognized));
        Assert.That(again.Text, Is.EqualTo("Größe <&>\n\n187,00 €\n"));
        Assert.That(again.Lines[0].Baseline, Is.EqualTo(TwoLines.Recognized.Lines[0].Baseline));
        Assert.That(again.Words.Select(word => word.Box), Is.EqualTo(TwoLines.Recognized.Words.Select(word => word.Box)));
        Assert.That(again.Words.Select(word => word.Confidence), Is.EqualTo(TwoLines.Recognized.Words.Select(word => word.Confidence)));
    }

    [TestCase("""{"version":2,"width":1,"height":1,"dpi":300,"lines":[]}""")]
    [TestCase("""{"version":1,"width":1,"height":1,"dpi":300}""")]
    [TestCase("""{"version":1,"width":1,"height":1,"dpi":3,"lines":[]}""")]
    [TestCase("""{"version":1,"width":1,"height":1,"dpi":300,"lines":[{"box":[1,2],"baseline":[0,0,0],"words":[]}]}""")]
    [TestCase("no json")]
    public void What_is_not_a_page_is_refused(string json) =>
        Assert.That(() => RecognizedPageJson.Read(Encoding.UTF8.GetBytes(json)), Throws.InstanceOf<JsonException>());
}
