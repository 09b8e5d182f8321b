using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class SharingTests
{
    [Test]
    public async Task A_letter_is_shared_fetched_by_somebody_without_a_login_seen_in_its_history_and_withdrawn()
    {
        await using var owner = await Person.SitDownAsync();
        var archive = await Letters.ReadAsync();
        await owner.ComeInAsync(archive.Owner);
        var letter = archive.Receipt;
        await owner.Page.GotoAsync($"/documents/{letter}");
        await owner.Page.ClickAsync("[data-does=share]");
        await owner.Page.FillAsync("#sharing [name=password]", "sieben gelbe Birnen");
        await owner.PictureAsync("share-dialog");
        Assert.That(await owner.BarriersAsync(), Is.Empty);
        await owner.Page.ClickAsync("#sharing-form .primary");
        await Assertions.Expect(owner.Page.Locator("#shared-link")).ToHaveValueAsync(new Regex("/s/[A-Za-z0-9_-]{43}$"));
        var link = await owner.Page.Locator("#shared-link").InputValueAsync();
        await owner.Page.ClickAsync("[data-copies]");
        await Assertions.Expect(owner.Page.Locator("[data-copies]")).ToHaveTextAsync("Copied");
        await owner.Page.ClickAsync("#shared [data-closes]");
        await owner.Page.ClickAsync(".shares summary");
        await Assertions.Expect(owner.Page.Locator(".shares")).ToContainTextAsync("fetched 0 of 10 times");

        await using var guest = await Person.SitDownAsync("de-DE", 360, 780, ColorScheme.Dark);
        await guest.Page.GotoAsync(link);
        await Assertions.Expect(guest.Page.Locator("h1")).ToHaveTextAsync("Ein geteilter Brief");
        Assert.That(await guest.Page.ContentAsync(), Does.Not.Contain("Kassenbon"));
        await guest.Page.FillAsync("#password", "falsch");
        await guest.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(guest.Page.Locator("#refusal")).ToHaveTextAsync("Das ist nicht das Passwort dieses Links.");
        Assert.That(await guest.BarriersAsync(), Is.Empty);
        await guest.PictureAsync("shared-door-360-de-dark");
        await guest.Page.FillAsync("#password", "sieben gelbe Birnen");
        await guest.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(guest.Page.Locator("h1")).ToHaveTextAsync("Kassenbon");
        Assert.That(await guest.BarriersAsync(), Is.Empty);
        Assert.That(await guest.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await guest.PictureAsync("shared-360-de-dark");
        var download = await guest.Page.RunAndWaitForDownloadAsync(() => guest.Page.ClickAsync(".shared .primary"));
        Assert.That(download.SuggestedFilename, Is.EqualTo("Kassenbon.pdf"));

        await owner.Page.GotoAsync($"/documents/{letter}/history");
        await Assertions.Expect(owner.Page.Locator(".history li").First).ToContainTextAsync("Somebody with a link fetched the PDF");
        Assert.That(await owner.BarriersAsync(), Is.Empty);
        await owner.PictureAsync("history");
        await owner.Page.ClickAsync(".back");
        await owner.Page.ClickAsync(".shares summary");
        await Assertions.Expect(owner.Page.Locator(".shares")).ToContainTextAsync("fetched 1 of 10 times");
        await owner.PictureAsync("shares");
        await owner.Page.ClickAsync("[data-withdraws]");
        await Assertions.Expect(owner.Page.Locator(".shares")).ToContainTextAsync("Withdrawn");
        await guest.Page.GotoAsync(link);
        await Assertions.Expect(guest.Page.Locator("h1")).ToHaveTextAsync("Dieser Link öffnet nichts");
        await guest.PictureAsync("shared-nothing-360-de-dark");
        Assert.That(owner.Complaints, Is.Empty);
        Assert.That(guest.Complaints.Where(complaint => !complaint.Contains("401", StringComparison.Ordinal) && !complaint.Contains("404", StringComparison.Ordinal)), Is.Empty);
    }
}
