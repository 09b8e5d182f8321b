using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class OneDocumentTests
{
    [Test]
    public async Task The_words_lie_over_the_picture_and_what_was_looked_for_is_marked()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(archive.Owner);
        await person.Page.GotoAsync($"/documents/{archive.Tax}?query=Grundsteuer");
        await Assertions.Expect(person.Page.Locator(".sheet").First.Locator("img")).ToHaveJSPropertyAsync("complete", true);
        await Assertions.Expect(person.Page.Locator(".w.hit").First).ToContainTextAsync("Grundst", new() { IgnoreCase = true });
        await Assertions.Expect(person.Page.Locator(".sheet img[src]").First).ToBeVisibleAsync();

        // A word stands where it is on paper: at the same share of the picture as its box says, within a hundredth.
        var off = await person.Page.EvaluateAsync<double>("""
            async () => {
              const words = await (await fetch(`/api/v1/documents/${document.getElementById('document').dataset.id}/pages/1`)).json()
              const sheet = document.querySelector('.sheet').getBoundingClientRect()
              return Math.max(...words.lines.flatMap((line) => line.words).map((word, index) => {
                const seen = document.querySelector(`.w[data-word="${index + 1}"]`).getBoundingClientRect()
                return Math.max(Math.abs((seen.left - sheet.left) / sheet.width - word.box[0] / words.width), Math.abs((seen.right - sheet.left) / sheet.width - word.box[2] / words.width))
              }))
            }
            """);
        Assert.That(off, Is.LessThan(0.01));
        var copied = await person.Page.EvaluateAsync<string>("() => { getSelection().selectAllChildren(document.querySelector('.words')); return getSelection().toString() }");
        Assert.That(copied, Does.Match(@"\bGrundsteuer\b").And.Contain("\n"));
        await person.PictureAsync("document");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    public async Task The_words_of_a_page_that_kept_its_text_can_be_found_and_copied_and_are_not_corrected()
    {
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var letter = await person.SendAsync(TestFolders.Sample("reparatur-bericht-gemischt.pdf"), "Reparatur");
        var pages = (await person.RestingAsync(letter)).GetProperty("pages").EnumerateArray().Select(page => page.GetProperty("hasPlaces").GetBoolean());
        Assert.That(pages, Is.EqualTo(new[] { true, true }));
        await person.Page.GotoAsync($"/documents/{letter}?query=Reparatur");
        var hit = person.Page.Locator("#page-1 .w.hit").First;
        await Assertions.Expect(hit).ToContainTextAsync("Reparatur", new() { IgnoreCase = true });
        var copied = await person.Page.EvaluateAsync<string>("() => { getSelection().selectAllChildren(document.querySelector('#page-1 .words')); return getSelection().toString() }");
        Assert.That(copied.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(92), copied);
        Assert.That(copied, Does.Contain("Sehr geehrter Herr Pfarrer Böhringer,\n"));
        await person.PictureAsync("document-own-text");
        await hit.FocusAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator(".said")).ToContainTextAsync("These words are those of the file itself");
        Assert.That(await person.Page.Locator(".corrects").CountAsync(), Is.Zero);
        Assert.That(person.Complaints, Is.Empty);
        var answer = await person.Page.EvaluateAsync<string>("""
            async (letter) => (await fetch(`/api/v1/documents/${letter}/pages/1/words`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ basedOn: 1, words: [{ word: 1, text: 'x' }] }) })).text()
            """, letter);
        Assert.That(answer, Does.Contain("kept the text of its PDF"), "The service refuses it as well.");
    }

    [Test]
    [LongForm]
    public async Task Pages_are_enlarged_and_found_in_the_strip_at_360_pixels_in_German()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync("de-DE", 360, 780, ColorScheme.Dark);
        await person.ComeInAsync(archive.Owner);
        await person.Page.GotoAsync($"/documents/{archive.Tax}");
        await Assertions.Expect(person.Page.Locator(".w").First).ToBeAttachedAsync();
        await person.Page.ClickAsync("[aria-label='Größer']");
        await Assertions.Expect(person.Page.Locator("#zoom")).ToHaveTextAsync("125 %");
        await person.Page.ClickAsync("[aria-label='Seite 2']");
        await Assertions.Expect(person.Page.Locator("#place")).ToHaveTextAsync("2");
        await Assertions.Expect(person.Page.Locator("#facts .state")).ToContainTextAsync("2 Seiten");
        Assert.That(await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await person.PictureAsync("document-360-de-dark");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    public async Task A_word_a_title_and_a_page_are_changed_and_each_can_be_taken_back()
    {
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var letter = await person.SendAsync(TestFolders.Sample("kassenbon.jpg"), "Kassenbon");
        await person.Page.GotoAsync($"/documents/{letter}");
        await person.PictureAsync("document-waiting");

        // From the screen that waits: the pages come by themselves.
        var word = person.Page.Locator(".w").First;
        await word.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 40_000 });
        var before = await word.TextContentAsync();
        await word.FocusAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        await person.Page.FillAsync(".corrects input", "Bäckerei");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator(".said")).ToContainTextAsync($"“{before}” is now “Bäckerei”.", new() { Timeout = 30_000 });
        await Assertions.Expect(person.Page.Locator("#document")).ToHaveAttributeAsync("data-version", "2");

        await person.Page.Keyboard.PressAsync("e");
        await person.Page.FillAsync("#titleline input", "Bon vom Bäcker");
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator("#document")).ToHaveAttributeAsync("data-version", "3");
        await Assertions.Expect(person.Page.Locator("h1")).ToHaveTextAsync("Bon vom Bäcker");

        await person.Page.ClickAsync("[data-turn]");
        await Assertions.Expect(person.Page.Locator(".said")).ToContainTextAsync("Page 1 is turned.", new() { Timeout = 30_000 });
        await Assertions.Expect(person.Page.Locator(".sheet img[src*='version=4']")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.That(await person.Page.EvaluateAsync<bool>("(() => { const { naturalWidth, naturalHeight } = document.querySelector('.sheet img'); return naturalWidth > naturalHeight })()"), Is.True);
        await person.Page.ClickAsync(".said button");
        await Assertions.Expect(person.Page.Locator("#document")).ToHaveAttributeAsync("data-version", "5");

        await person.Page.ClickAsync(".versions summary");
        await person.Page.ClickAsync("[data-restores='1']");
        await Assertions.Expect(person.Page.Locator(".said")).ToContainTextAsync("Version 1 is shown again.");
        await Assertions.Expect(person.Page.Locator("h1")).ToHaveTextAsync("Kassenbon");
        await Assertions.Expect(person.Page.Locator(".w").First).ToHaveTextAsync(before!);
        await person.PictureAsync("versions");
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    public async Task A_tag_is_put_on_a_letter_and_finds_it_again()
    {
        await using var person = await Person.SitDownAsync("de-DE");
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var letter = await person.SendAsync(TestFolders.Sample("kassenbon.jpg"), "Kassenbon");

        // A page that waits for its letter loads itself again when the letter is there.
        await person.RestingAsync(letter);
        await person.Page.GotoAsync($"/documents/{letter}");
        await person.Page.FillAsync(".addtag input", "Steuer 2026");
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator(".side .tag")).ToHaveTextAsync("Steuer 2026");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.Page.GotoAsync("/documents");
        await person.Page.ClickAsync(".tags-menu summary");
        await person.Page.ClickAsync(".choose >> text=Steuer 2026");
        await Assertions.Expect(person.Page.Locator(".row")).ToHaveCountAsync(1);
        await person.Page.ClickAsync(".row .open");
        await person.Page.ClickAsync("[aria-label='Steuer 2026 wegnehmen']");
        await Assertions.Expect(person.Page.Locator(".side .tag")).ToHaveCountAsync(0);
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task The_letter_is_downloaded_as_it_came_and_as_it_was_read()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(archive.Owner);
        await person.Page.GotoAsync($"/documents/{archive.Receipt}");
        foreach (var (link, begins) in new[] { ("/pdf", "%PDF-"), ("/original", "\u00FF\u00D8") })
        {
            var download = await person.Page.RunAndWaitForDownloadAsync(() => person.Page.ClickAsync($"#facts .acts a[href$='{link}']"));
            var bytes = await File.ReadAllBytesAsync(await download.PathAsync());
            Assert.That(System.Text.Encoding.Latin1.GetString(bytes), Does.StartWith(begins));
        }
    }

    [Test]
    [LongForm]
    public async Task Another_accounts_letter_is_not_found()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync("de-DE");
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var answer = await person.Page.GotoAsync($"/documents/{archive.Tax}");
        Assert.That(answer!.Status, Is.EqualTo(404));
        await Assertions.Expect(person.Page.Locator("h1")).ToHaveTextAsync("Nicht gefunden");
        await person.PictureAsync("not-found-de");
        Assert.That(await person.BarriersAsync(), Is.Empty);
    }
}
