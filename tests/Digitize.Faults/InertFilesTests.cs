using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;

namespace Digitize.Faults;

/// <summary>P28: whatever a letter could do, what is delivered of it can only be read.</summary>
[SupportedOSPlatform("linux")]
[Parallelizable]
public sealed class InertFilesTests
{
    private static readonly string[] Active =
        ["/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/SubmitForm", "/GoToR", "/GoToE", "/RichMedia", "/XFA", "/AcroForm", "/EmbeddedFile", "/EF", "/Rendition", "/ImportData", "/Perms", "javascript:", "pirat"];

    [TestCase("hostile")]
    [TestCase("html")]
    [TestCase("zip")]
    public async Task Nothing_active_is_left_in_the_PDF(string letter)
    {
        var run = await WholeRun.Shared;
        Assert.That(run.States[letter], Is.EqualTo("completed"));
        var pdf = run.Files[(letter, "pdf")];
        Assert.That(pdf.Status, Is.EqualTo(200));
        var laid = HostileLetter.Laid(pdf.Body);
        Assert.That(Active.Where(word => Regex.IsMatch(laid, Regex.Escape(word) + "(?![a-z])", RegexOptions.IgnoreCase)), Is.Empty);
        Assert.That(laid, Does.Contain("/Catalog").And.Contain("/Page"), "The look sees compressed objects.");
        Assert.That(Encoding.UTF8.GetString(run.Files[(letter, "text")].Body), Does.Contain(WholeRun.Words), "It was read all the same.");
    }

    [Test]
    public void The_look_sees_all_of_it_in_the_letter()
    {
        var laid = HostileLetter.Laid(HostileLetter.Pdf("x"));
        Assert.That(Active.Where(word => !laid.Contains(word, StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("pdf", "application/pdf")]
    [TestCase("original", "application/pdf")]
    [TestCase("text", "text/plain; charset=utf-8")]
    [TestCase("hocr", "application/xhtml+xml; charset=utf-8")]
    [TestCase("json", "application/json")]
    public async Task A_browser_saves_it_and_runs_nothing(string kind, string type)
    {
        var run = await WholeRun.Shared;
        foreach (var letter in new[] { "hostile", "html", "zip" })
        {
            var answer = run.Files[(letter, kind)];
            Assert.That(answer.Status, Is.EqualTo(200), letter);
            Assert.That(answer.Headers["Content-Type"], Is.EqualTo(type).IgnoreCase);
            Assert.That(answer.Headers["Content-Disposition"], Does.StartWith("attachment"));
            Assert.That(answer.Headers["Content-Security-Policy"], Is.EqualTo("sandbox; default-src 'none'"));
            Assert.That(answer.Headers["X-Content-Type-Options"], Is.EqualTo("nosniff"));
            Assert.That(answer.Headers["Cross-Origin-Resource-Policy"], Is.EqualTo("same-origin"));
            Assert.That(answer.Headers["Referrer-Policy"], Is.EqualTo("no-referrer"));
            Assert.That(answer.Headers["Cache-Control"], Does.Contain("no-store"));
        }
    }
}
