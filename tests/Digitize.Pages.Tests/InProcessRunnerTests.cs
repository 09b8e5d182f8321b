using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests;

public sealed class InProcessRunnerTests
{
    [Test]
    public async Task The_page_that_warms_a_runner_is_read()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, TestContext.CurrentContext.Test.ID);
        Directory.CreateDirectory(folder);
        var page = Path.Combine(folder, "page.bmp");
        await File.WriteAllBytesAsync(page, WarmPage.File());
        using var runner = new InProcessRunner(Path.Combine(Corpus.RepositoryRoot, "tessdata"), engines: 1);

        var summary = await runner.ReadPageAsync(page, PageNumber.First, new PageOptions(), Path.Combine(folder, "1.page"), CancellationToken.None);
        await runner.WarmAsync(LanguageSet.Default, LineReaderKind.Usual, folder, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(summary.Text, Does.Contain("TEILE"));
            Assert.That(Directory.EnumerateFiles(folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "page.bmp", "1.page" }));
        });
    }
}
