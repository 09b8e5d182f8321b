using System.Text.Json;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class ReviewTests
{
    [Test]
    public async Task Doubtful_words_are_taken_by_keys_alone_do_not_come_back_and_what_somebody_else_changed_meanwhile_is_told_and_not_overwritten()
    {
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var letter = await person.SendAsync(TestFolders.Sample("kuendigung-unterschrift-stempel.pdf"), "Kündigung");
        await person.RestingAsync(letter);
        await person.Page.GotoAsync("/review");
        var (field, where, told) = (person.Page.Locator("#review-text"), person.Page.Locator("#review-word .where span"), person.Page.Locator("#reviewed"));
        await Assertions.Expect(told).ToHaveTextAsync("0 of 4 looked at");
        await Assertions.Expect(field).ToBeFocusedAsync();
        await Assertions.Expect(person.Page.Locator(".cut .around")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("review");

        // Another reading is a button beside the field, and a key of its own.
        var (others, before) = (person.Page.Locator("#review-others button:visible"), await field.InputValueAsync());
        await Assertions.Expect(others).Not.ToHaveCountAsync(0);
        var reading = await others.First.Locator("span").InnerTextAsync();
        Assert.That(reading, Is.Not.EqualTo(before));
        await person.Page.Keyboard.PressAsync((await others.First.Locator("kbd").InnerTextAsync()).Replace(" ", "+", StringComparison.Ordinal));
        await Assertions.Expect(where).ToContainTextAsync("word 2 of 4");
        await person.Page.Keyboard.PressAsync("Alt+ArrowLeft");
        await Assertions.Expect(field).ToHaveValueAsync(before);

        // Skipped with Tab, back to it, corrected; the others are right as they are. Meanwhile somebody else confirms one and corrects another.
        await person.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(where).ToContainTextAsync("word 2 of 4");
        await person.Page.Keyboard.PressAsync("Alt+ArrowLeft");
        await Assertions.Expect(where).ToContainTextAsync("word 1 of 4");
        var confirmed = await CorrectAsync(person, letter, 1, 3, null);
        Assert.That((confirmed.GetProperty("state").GetString(), confirmed.GetProperty("version").GetInt32()), Is.EqualTo(("completed", 2)), "Nothing is made for what is only confirmed.");
        await CorrectAsync(person, letter, 2, 0, "schneller");
        await field.FillAsync("too late");
        for (var word = 0; word < 4; word++)
        {
            await person.Page.Keyboard.PressAsync("Enter");
        }

        await Assertions.Expect(person.Page.Locator("#conflicts")).ToContainTextAsync("Somebody else changed page 1 of “Kündigung” meanwhile. The page comes again. What you had taken: too late,", new() { Timeout = 30_000 });
        await Assertions.Expect(where).ToContainTextAsync("word 1 of 2");
        await person.Page.SetViewportSizeAsync(360, 780);
        await person.Page.WaitForFunctionAsync("() => { const [word, cut] = ['.around', '.cut'].map((each) => document.querySelector(each).getBoundingClientRect()); return word.left >= cut.left && word.right <= cut.right && word.top >= cut.top && word.bottom <= cut.bottom }");
        Assert.That(await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("review-conflict-360");

        await field.FillAsync("Wanderfalke");
        await person.Page.Keyboard.PressAsync("Enter");
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator("#review-end")).ToBeVisibleAsync();
        await Assertions.Expect(told).ToHaveTextAsync("2 of 2 looked at · saved", new() { Timeout = 30_000 });
        await person.RestingAsync(letter);
        await person.Page.ReloadAsync();
        await Assertions.Expect(person.Page.Locator("#review-end h2")).ToHaveTextAsync("Nothing waits for you");
        await person.Page.GotoAsync($"/documents/{letter}");
        await Assertions.Expect(person.Page.Locator(".w >> text=Wanderfalke")).ToBeAttachedAsync();
        await Assertions.Expect(person.Page.Locator(".w >> text=schneller")).ToBeAttachedAsync();
        await Assertions.Expect(person.Page.Locator(".w.doubtful")).ToHaveCountAsync(0);
        Assert.That(person.Complaints.Where(complaint => !complaint.Contains("409", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task A_page_that_could_not_be_read_is_shown_as_it_is_and_passed_with_Enter()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync("de-DE");
        await person.ComeInAsync(archive.Owner);

        // As if reading had failed: no sample does that.
        await person.Page.RouteAsync("**/api/v1/review?*", route => route.FulfillAsync(new() { Json = new { documents = new[] { new { document = archive.Tax, title = "Grundsteuerbescheid 2026", version = 1, pages = new[] { new { page = 2, words = 0, isGap = true } } } }, next = (string?)null, words = 0, gaps = 1, doubtfulBelow = 0.6 } }));
        await person.Page.GotoAsync("/review");
        await Assertions.Expect(person.Page.Locator("#review-gap .refusal")).ToContainTextAsync("Diese Seite war nicht zu lesen.");
        await Assertions.Expect(person.Page.Locator("#review-gap img[src]")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("review-gap-de");
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator("#review-end")).ToBeVisibleAsync();
        await Assertions.Expect(person.Page.Locator("[data-skipped]")).ToBeVisibleAsync();
        Assert.That(person.Complaints, Is.Empty);
    }

    /// <summary>As somebody else does it, past the screens.</summary>
    /// <param name="doubtful">Which of the words that were doubtful at first, from 0.</param>
    /// <param name="text">Null for its own.</param>
    /// <returns>The document.</returns>
    private static Task<JsonElement> CorrectAsync(Person person, string letter, int basedOn, int doubtful, string? text) => person.Page.EvaluateAsync<JsonElement>("""
        async ([id, basedOn, doubtful, text]) => {
          const page = await (await fetch(`/api/v1/documents/${id}/pages/1?version=1`)).json()
          const words = page.lines.flatMap((line) => line.words)
          const word = words.indexOf(words.filter((each) => each.confidence < 0.6)[doubtful]) + 1
          const sent = await fetch(`/api/v1/documents/${id}/pages/1/words`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ basedOn, words: [{ word, text: text ?? words[word - 1].text }] }) })
          if (!sent.ok) throw new Error(String(sent.status))
          return await sent.json()
        }
        """, new object?[] { letter, basedOn, doubtful, text });
}
