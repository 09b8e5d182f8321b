using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

/// <summary>Documents that are kept on the device.</summary>
public sealed class OfflineTests
{
    private const string Stored = """
        async () => {
          const db = await new Promise((resolve) => { const asked = indexedDB.open('digitize-kept', 1); asked.onsuccess = () => resolve(asked.result) })
          const found = {}
          for (const store of ['documents', 'files', 'tags']) found[store] = await new Promise((resolve) => { const asked = db.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => resolve(asked.result) })
          db.close()
          const text = (await Promise.all(found.files.map(({ content }) => content.content.text()))).join('') + JSON.stringify(found.documents) + (await Promise.all(found.documents.map(({ about }) => about.content.text()))).join('')
          return { documents: found.documents.length, files: found.files.length, tags: found.tags.length, readable: /%PDF|JFIF|Kassenbon|Grundsteuer|"lines"/.test(text) }
        }
        """;

    [Test]
    public async Task A_document_that_is_kept_opens_without_the_line_and_is_gone_after_signing_out()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.TakePhoneAsync("de-DE", ColorScheme.Dark);
        await person.ComeInAsync(archive.Owner);
        var page = person.Page;
        await page.GotoAsync($"/documents/{archive.Tax}");
        await person.WorkerReadyAsync();
        await page.ClickAsync("[data-keeps]");
        await Assertions.Expect(page.Locator("[data-keeps]")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.That(await person.AskAsync<Stock>(Stored), Is.EqualTo(new Stock(1, 5, 0, false)), "A PDF, two pictures and two pages of words.");
        await page.GotoAsync("/documents");
        await Assertions.Expect(page.Locator($"#d-{archive.Tax} .pinned")).ToHaveCountAsync(1);
        Assert.That(await page.Locator($"#d-{archive.Receipt} .pinned").CountAsync(), Is.Zero);
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("list-pinned-360-de-dark");

        await person.SetOfflineAsync(true);
        await page.GotoAsync($"/documents/{archive.Tax}");
        await Assertions.Expect(page.Locator("#reader h1")).ToHaveTextAsync("Grundsteuerbescheid 2026");
        await Assertions.Expect(page.Locator("#reader .w").First).ToBeAttachedAsync();
        Assert.That(await page.EvaluateAsync<int>("async () => { const picture = document.querySelector('#reader img'); await picture.decode(); return picture.naturalWidth }"), Is.EqualTo(1200));
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("[data-pdf]"));
        Assert.That(download.SuggestedFilename, Is.EqualTo("Grundsteuerbescheid 2026.pdf"));
        await using (var pdf = await download.CreateReadStreamAsync())
        {
            var beginning = new byte[5];
            await pdf.ReadExactlyAsync(beginning);
            Assert.That(beginning, Is.EqualTo("%PDF-"u8.ToArray()));
        }

        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("offline-reader-360-de-dark");
        await page.ClickAsync("#reader .back");
        await Assertions.Expect(page.Locator(".kept-list .title")).ToHaveTextAsync("Grundsteuerbescheid 2026");
        await Assertions.Expect(page.Locator("[data-space]")).ToContainTextAsync("1 Dokument");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("offline-list-360-de-dark");

        await person.SetOfflineAsync(false);
        await page.GotoAsync("/documents");
        await page.ClickAsync(".bar .menu summary");
        await page.ClickAsync("form[data-forgets] button");
        await page.WaitForURLAsync("**/sign-in");
        Assert.That(await person.AskAsync<Stock>(Stored), Is.EqualTo(new Stock(0, 0, 0, false)));
    }

    [Test]
    [LongForm]
    public async Task A_tag_brings_its_documents_newer_versions_come_and_what_is_deleted_goes()
    {
        await using var person = await Person.TakePhoneAsync();
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var page = person.Page;
        var receipt = await person.SendAsync(TestFolders.Sample("kassenbon.jpg"), "Kassenbon");
        await person.RestingAsync(receipt);
        await person.TellAsync("PATCH", receipt, new { tags = new[] { "Haus" } });
        await page.GotoAsync("/documents?tag=Haus");
        await page.ClickAsync("[data-keeps-tag]");
        await Assertions.Expect(page.Locator(".pinned")).ToHaveCountAsync(1);
        Assert.That((await person.AskAsync<Stock>(Stored)).Tags, Is.EqualTo(1));

        // While somebody looks, the stream of events says it.
        await person.TellAsync("PATCH", receipt, new { title = "Kassenbon vom Bäcker" });
        await person.RestingAsync(receipt);
        await page.GotoAsync("/offline");
        await page.EvaluateAsync("() => { for (const name of Object.keys(localStorage)) if (name.startsWith('digitize-kept')) localStorage.removeItem(name) }");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".kept-list .title")).ToHaveTextAsync("Kassenbon vom Bäcker");
        await person.PictureAsync("on-device-360-en");

        await page.GotoAsync("/documents");
        await Assertions.Expect(page.Locator(".pinned")).ToHaveCountAsync(1);
        await person.TellAsync("DELETE", receipt, null);
        await Assertions.Expect(page.Locator(".row")).ToHaveCountAsync(0);
        for (var tries = 0; tries < 100 && (await person.AskAsync<Stock>(Stored)).Documents > 0; tries++)
        {
            await Task.Delay(50);
        }

        Assert.That(await person.AskAsync<Stock>(Stored), Is.EqualTo(new Stock(0, 0, 1, false)));
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task What_one_person_keeps_is_not_shown_to_another_and_all_of_it_is_removed_at_once()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.TakePhoneAsync();
        await person.ComeInAsync(archive.Owner);
        var page = person.Page;
        await page.GotoAsync("/documents");
        await page.Locator(".pick").First.ClickAsync();
        await page.Locator(".pick").Nth(1).ClickAsync();
        await page.ClickAsync("#selection [data-does=keep]");
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("2 documents are on this device now");
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        await page.GotoAsync("/offline");
        await Assertions.Expect(page.Locator("[data-none]")).ToBeVisibleAsync();
        await person.ComeInAsync(archive.Owner);
        await page.GotoAsync("/offline");
        await Assertions.Expect(page.Locator(".kept-list li")).ToHaveCountAsync(2);
        await page.Locator("[data-drops]").First.ClickAsync();
        await Assertions.Expect(page.Locator(".kept-list li")).ToHaveCountAsync(1);
        await page.ClickAsync("[data-drops-all]");
        await Assertions.Expect(page.Locator("[data-none]")).ToBeVisibleAsync();
        Assert.That(await person.AskAsync<Stock>(Stored), Is.EqualTo(new Stock(0, 0, 0, false)));
        Assert.That(person.Complaints, Is.Empty);
    }

    private sealed record Stock(int Documents, int Files, int Tags, bool Readable);
}
