using System.Text.Json;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class ReviewTests
{
    [Test]
    public async Task Doubtful_words_are_corrected_and_confirmed_by_keys_alone_and_do_not_come_back()
    {
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var letter = await person.SendAsync(TestFolders.Sample(Doubtful), "Zweifelhaft");
        await person.RestingAsync(letter);
        var words = await WaitingAsync(person);
        Assert.That(words, Is.GreaterThan(1), "The sample has words that are read with doubt.");
        await person.Page.GotoAsync("/review");
        var field = person.Page.Locator("#review-text");
        await Assertions.Expect(field).ToBeFocusedAsync();
        await Assertions.Expect(person.Page.Locator(".cut img")).ToHaveJSPropertyAsync("complete", true);
        await Assertions.Expect(person.Page.Locator(".cut .around")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(person.Page.Locator("#reviewed")).ToHaveTextAsync($"0 of {words} looked at");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("review");

        // Skipped with Tab, back to it, corrected; the others are right as they are.
        await person.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(person.Page.Locator(".where span").First).ToContainTextAsync($"word 2 of {words}");
        await person.Page.Keyboard.PressAsync("Alt+ArrowLeft");
        await Assertions.Expect(person.Page.Locator(".where span").First).ToContainTextAsync($"word 1 of {words}");
        await field.FillAsync("Wanderfalke");
        for (var word = 0; word < words; word++)
        {
            await person.Page.Keyboard.PressAsync("Enter");
        }

        await Assertions.Expect(person.Page.Locator("#review-end")).ToBeVisibleAsync();
        await Assertions.Expect(person.Page.Locator("#reviewed")).ToHaveTextAsync($"{words} of {words} looked at · saved", new() { Timeout = 30_000 });
        await person.RestingAsync(letter);
        Assert.That(await WaitingAsync(person), Is.Zero);
        await person.Page.GotoAsync($"/documents/{letter}");
        await Assertions.Expect(person.Page.Locator(".w >> text=Wanderfalke")).ToBeAttachedAsync();
        await Assertions.Expect(person.Page.Locator(".w.doubtful")).ToHaveCountAsync(0);
        await person.Page.GotoAsync("/review");
        await Assertions.Expect(person.Page.Locator("#review-end h2")).ToHaveTextAsync("Nothing waits for you");
        await person.PictureAsync("review-end");
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    public async Task Of_two_who_review_the_same_page_the_later_is_told_and_overwrites_nothing()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        await using var late = await Person.SitDownAsync("de-DE", 360, 780, ColorScheme.Dark);
        await late.ComeInAsync(customer);
        var letter = await late.SendAsync(TestFolders.Sample(Doubtful), "Zweifelhaft");
        await late.RestingAsync(letter);
        var words = await WaitingAsync(late);
        await late.Page.GotoAsync("/review");
        await late.Page.FillAsync("#review-text", "zu spät");
        Assert.That(await late.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        Assert.That(await late.BarriersAsync(), Is.Empty);
        await late.PictureAsync("review-360-de-dark");

        // Somebody else corrects the same word meanwhile.
        await late.Page.EvaluateAsync("""
            async (id) => {
              const page = await (await fetch(`/api/v1/documents/${id}/pages/1`)).json()
              const word = page.lines.flatMap((line) => line.words).findIndex((each) => each.confidence < 0.6) + 1
              const sent = await fetch(`/api/v1/documents/${id}/pages/1/words`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ basedOn: 1, words: [{ word, text: 'schneller' }] }) })
              if (!sent.ok) throw new Error(String(sent.status))
            }
            """, letter);
        for (var word = 0; word < words; word++)
        {
            await late.Page.Keyboard.PressAsync("Enter");
        }

        await Assertions.Expect(late.Page.Locator("#conflicts")).ToContainTextAsync("zu spät", new() { Timeout = 30_000 });
        await Assertions.Expect(late.Page.Locator("#conflicts")).ToContainTextAsync("Jemand anders hat Seite 1");
        await late.PictureAsync("review-conflict-360-de-dark");
        var version = (await late.RestingAsync(letter)).GetProperty("document").GetProperty("version").GetInt32();
        Assert.That(version, Is.EqualTo(2), "Nothing was written over.");

        // The page comes again as it is now. All of it is right: a version that is there at once, with the same PDF.
        await Assertions.Expect(late.Page.Locator("#review-text")).ToBeFocusedAsync();
        for (var word = 1; word < words; word++)
        {
            await late.Page.Keyboard.PressAsync("Enter");
        }

        await Assertions.Expect(late.Page.Locator("#reviewed")).ToHaveTextAsync($"{words - 1} von {words - 1} angesehen · gesichert", new() { Timeout = 30_000 });
        var versions = (await late.Page.EvaluateAsync<JsonElement>("async (id) => (await fetch(`/api/v1/documents/${id}/versions`)).json()", letter)).GetProperty("versions");
        Assert.That((versions.GetArrayLength(), versions[2].GetProperty("reason").GetString(), versions[2].GetProperty("pdfLength").GetInt64()), Is.EqualTo((3, "page 1 confirmed", versions[1].GetProperty("pdfLength").GetInt64())));
        Assert.That(await WaitingAsync(late), Is.Zero);
        Assert.That(late.Complaints.Where(complaint => !complaint.Contains("409", StringComparison.Ordinal)), Is.Empty);
    }

    private const string Doubtful = "kuendigung-unterschrift-stempel.pdf";

    private static async Task<int> WaitingAsync(Person person)
    {
        await person.Page.GotoAsync("/documents");
        return (await person.Page.EvaluateAsync<JsonElement>("async () => (await fetch('/api/v1/review')).json()")).GetProperty("words").GetInt32();
    }
}
