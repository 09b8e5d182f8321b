using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

/// <summary>Letters that wait on the device.</summary>
public sealed class QueueTests
{
    private const string Stored = """
        async () => {
          const open = (name) => new Promise((resolve) => { const asked = indexedDB.open(name, 1); asked.onsuccess = () => resolve(asked.result) })
          const all = async (name, store) => { const db = await open(name); const found = await new Promise((resolve) => { const asked = db.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => resolve(asked.result) }); db.close(); return found }
          const files = await all('digitize-uploads', 'files')
          const secrets = await all('digitize-keys', 'keys')
          const exports = await Promise.all(secrets.map(({ secret }) => crypto.subtle.exportKey('raw', secret).then(() => 'given out', () => 'kept')))
          const text = (await Promise.all(files.filter((file) => file.sealed).map(async (file) => await file.sealed.file.content.text() + await file.sealed.about.content.text()))).join('')
          return { letters: files.length, plain: files.filter((file) => file.file.size > 0 || file.name !== '').length, readable: /%PDF|Strom/.test(text), exports: exports.join(' ') }
        }
        """;

    [Test]
    public async Task A_letter_scanned_without_the_line_survives_reloads_sealed_and_is_sent_once_when_it_is_back()
    {
        await using var person = await OnTheTrainAsync("de-DE");
        var page = person.Page;
        await ScanAsync(person, "Strom");
        await Assertions.Expect(Line(page)).ToContainTextAsync("Wartet auf die Leitung");
        await person.PictureAsync("queue-waits-360-de");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        var stored = await person.AskAsync<Kept>(Stored);
        Assert.That(stored, Is.EqualTo(new Kept(1, 0, false, "kept")));
        await page.ReloadAsync();
        await Assertions.Expect(Line(page).Locator(".name")).ToContainTextAsync("Strom");
        var other = await person.OpenTabAsync("/capture");
        await Assertions.Expect(Line(other)).ToHaveCountAsync(1);

        await person.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator("#tray [data-sum]")).ToHaveTextAsync("1 Dokument hinzugefügt");
        Assert.That((await person.AskAsync<Kept>(Stored)).Letters, Is.Zero);
        Assert.That(await person.TitlesAsync(), Is.EqualTo(new[] { "Strom" }), "Sent by one of the two tabs.");
    }

    [Test]
    [LongForm]
    public async Task Letters_are_neither_sent_nor_shown_nor_dropped_while_somebody_else_is_signed_in()
    {
        await using var person = await OnTheTrainAsync();
        var (mine, page) = (person.Customer!, person.Page);
        await ScanAsync(person, "Strom");
        var other = await Screens.Service.NewCustomerAsync();
        await person.ComeInAsync(other);
        await person.SetOfflineAsync(false);

        // The page is still that of the first person, and the session is another's: the service says no.
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("Your session has ended.");
        Assert.That(await person.TitlesAsync(), Is.Empty);
        await page.GotoAsync("/documents");
        await Assertions.Expect(page.Locator("#tray")).ToBeHiddenAsync();
        Assert.That((await person.AskAsync<Kept>(Stored)).Letters, Is.EqualTo(1));

        await person.ComeInAsync(mine);
        await page.GotoAsync("/documents");
        await Assertions.Expect(page.Locator("#tray [data-sum]")).ToHaveTextAsync("1 document added");
        Assert.That(await person.TitlesAsync(), Is.EqualTo(new[] { "Strom" }));
    }

    [Test]
    [LongForm]
    public async Task Who_signs_out_is_told_what_waits_and_it_waits()
    {
        await using var person = await OnTheTrainAsync();
        var page = person.Page;
        await ScanAsync(person, "Strom");
        await person.Page.RouteAsync("**/api/v1/uploads**", route => route.AbortAsync());
        await person.SetOfflineAsync(false);
        await page.GotoAsync("/documents");
        var said = "";
        page.Dialog += async (_, dialog) =>
        {
            said = dialog.Message;
            await dialog.AcceptAsync();
        };
        await page.ClickAsync(".bar .menu summary");
        await page.ClickAsync("form[data-forgets] button");
        await page.WaitForURLAsync("**/sign-in");
        Assert.That(said, Does.StartWith("One letter has not been sent yet."));
        await page.GotoAsync("/capture");
        await Assertions.Expect(page.Locator("#capture-note")).ToContainTextAsync("sign in once on this device");
        await Assertions.Expect(page.Locator("#tray")).ToBeHiddenAsync();
        Assert.That((await person.AskAsync<Kept>(Stored)).Letters, Is.EqualTo(1));
    }

    [Test]
    [LongForm]
    public async Task Pages_of_a_letter_that_is_not_finished_are_there_after_a_reload()
    {
        await using var person = await OnTheTrainAsync();
        var page = person.Page;
        await page.SetInputFilesAsync("#pictures", [TestFolders.SmallPicture, TestFolders.SmallPicture]);
        await Assertions.Expect(page.Locator(".taken li")).ToHaveCountAsync(2);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".taken li")).ToHaveCountAsync(2);
        await page.ClickAsync("[aria-label='Remove: page 2']");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".taken li")).ToHaveCountAsync(1);
    }

    private static async Task ScanAsync(Person person, string title)
    {
        await person.Page.SetInputFilesAsync("#pictures", TestFolders.SmallPicture);
        await person.Page.ClickAsync("#corners [data-done]");
        await person.Page.FillAsync("[name=title]", title);
        await person.Page.ClickAsync("[data-sends]");
        await Assertions.Expect(Line(person.Page)).ToHaveCountAsync(1);
    }

    private static async Task<Person> OnTheTrainAsync(string language = "en-GB")
    {
        var person = await Person.TakePhoneAsync(language, mayUseCamera: false);
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        await person.Page.GotoAsync("/documents");
        await person.WorkerReadyAsync();
        await person.SetOfflineAsync(true);
        await person.Page.GotoAsync("/capture");
        return person;
    }

    private static ILocator Line(IPage page) => page.Locator("#tray li");

    private sealed record Kept(int Letters, int Plain, bool Readable, string Exports);
}
