using Digitize.Ocr.Terminal;
using Digitize.Pages;

namespace Digitize.Cli.Tests.Terminal;

public sealed class PageProgressTests
{
    private static readonly PageResult Kept = new(new PageNumber(2), PageTreatment.Kept, new PageSize(595, 842), null);

    private static string Shown(ProgressStyle style, bool isTerminal)
    {
        using var target = new StringWriter();
        using (var progress = new PageProgress(target, style, isTerminal, "letter.pdf", 80))
        {
            progress.PageDone(4, Kept with { Number = PageNumber.First });
            progress.PageDone(4, Kept);
        }

        return target.ToString();
    }

    [Test]
    public void Without_a_terminal_each_page_is_a_plain_line() =>
        Assert.That(Shown(ProgressStyle.Auto, isTerminal: false).Split(Environment.NewLine)[1], Is.EqualTo("letter.pdf: page 2 of 4: has text, kept as it is"));

    [Test]
    public void On_a_terminal_one_bar_is_drawn_over_itself_and_wiped()
    {
        var shown = Shown(ProgressStyle.Auto, isTerminal: true);
        Assert.That(shown, Does.Contain("████████████░░░░░░░░░░░░  2 of 4 pages"));
        Assert.That(shown, Does.Not.Contain("\n"));
        Assert.That(shown, Does.EndWith("\r\e[K"));
    }

    [Test]
    public void None_is_silent() => Assert.That(Shown(ProgressStyle.None, isTerminal: true), Is.Empty);

    [Test]
    public void Plain_is_plain_on_a_terminal_too() => Assert.That(Shown(ProgressStyle.Plain, isTerminal: true), Does.Not.Contain("\e"));
}
