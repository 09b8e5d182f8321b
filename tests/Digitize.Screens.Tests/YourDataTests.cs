using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class YourDataTests
{
    [Test]
    [LongForm]
    public async Task An_owner_sees_what_is_stored_and_takes_it_out_and_ends_the_contract_and_takes_that_back()
    {
        await using var owner = await Person.SitDownAsync("de-DE", 360, 780, ColorScheme.Dark);
        await owner.ComeInAsync(await Screens.Service.NewCustomerAsync());
        await owner.Page.GotoAsync("/account");
        await owner.Page.ClickAsync("text=Was über Sie gespeichert ist");
        await Assertions.Expect(owner.Page.Locator(".known").Nth(1)).ToContainTextAsync("Muster");
        await Assertions.Expect(owner.Page.Locator("main")).ToContainTextAsync("Es ist keine Sicherung eingerichtet");
        Assert.That(await owner.BarriersAsync(), Is.Empty);
        Assert.That(await owner.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await owner.PictureAsync("your-data-360-de-dark");
        await owner.Page.ClickAsync("#exports button");
        await Assertions.Expect(owner.Page.Locator("#exports li")).ToContainTextAsync("Wartet");
        await owner.Page.FillAsync("#contract [name=on]", "2030-01-31");
        await owner.Page.CheckAsync("#contract [name=is-understood]");
        await owner.Page.ClickAsync("#contract button");
        await Assertions.Expect(owner.Page.Locator("#contract .note")).ToContainTextAsync("Der Vertrag endet am 31. Januar 2030.");
        await Assertions.Expect(owner.Page.Locator("#contract .note")).ToContainTextAsync("Am 31. Januar 2031 werden die Dokumente endgültig gelöscht");
        await owner.PictureAsync("contract-end-360-de-dark");
        await owner.Page.ClickAsync("#contract button");
        await Assertions.Expect(owner.Page.Locator("#contract [name=on]")).ToBeVisibleAsync();
        Assert.That(owner.Complaints, Is.Empty);
    }

    [Test]
    public async Task A_letter_is_restricted_brought_back_and_erased_with_a_receipt()
    {
        await using var owner = await Person.SitDownAsync();
        await owner.ComeInAsync(await Screens.Service.NewCustomerAsync());
        var letter = await owner.SendAsync(TestFolders.Sample("kassenbon.jpg"), "Kassenbon");
        await owner.Page.GotoAsync($"/documents/{letter}/keeping");
        Assert.That(await owner.BarriersAsync(), Is.Empty);
        await owner.PictureAsync("keeping");
        await owner.Page.FillAsync("[name=reason]", "Der Kunde bestreitet es");
        await owner.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(owner.Page.Locator(".restricted li")).ToContainTextAsync("Der Kunde bestreitet es");
        Assert.That(await owner.BarriersAsync(), Is.Empty);
        await owner.PictureAsync("restricted");
        Assert.That((await owner.Page.GotoAsync($"/documents/{letter}"))!.Status, Is.EqualTo(409));
        await owner.Page.GotoAsync("/restricted");
        await owner.Page.ClickAsync(".restricted .primary");
        await Assertions.Expect(owner.Page.Locator("h1")).ToHaveTextAsync("Kassenbon");
        await owner.Page.GotoAsync($"/documents/{letter}/keeping");
        await owner.Page.FillAsync("[name=title]", "Kassenzettel");
        await owner.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(owner.Page.Locator(".refusal")).ToHaveTextAsync("This is not the title; nothing was erased.");
        await owner.Page.FillAsync("[name=title]", "Kassenbon");
        await owner.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(owner.Page.Locator(".note")).ToHaveTextAsync("“Kassenbon” is gone for good.");
        Assert.That(await owner.BarriersAsync(), Is.Empty);
        await owner.PictureAsync("erased");
        var receipt = await owner.Page.RunAndWaitForDownloadAsync(() => owner.Page.ClickAsync("[data-saves]"));
        Assert.That(await File.ReadAllTextAsync(await receipt.PathAsync()), Does.Contain(letter).And.Contain("signature"));
        Assert.That((await owner.Page.GotoAsync($"/documents/{letter}"))!.Status, Is.EqualTo(404));
        Assert.That(owner.Complaints.Where(complaint => !complaint.Contains(" 40", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task What_is_logged_is_told_to_everybody()
    {
        await using var stranger = await Person.SitDownAsync("de-DE", 360, 780);
        await stranger.Page.GotoAsync("/sign-in");
        await stranger.Page.ClickAsync("footer >> text=Cookies und Logs");
        await Assertions.Expect(stranger.Page.Locator("h1")).ToHaveTextAsync("Cookies und Logs");
        Assert.That(await stranger.BarriersAsync(), Is.Empty);
        Assert.That(await stranger.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await stranger.PictureAsync("log-policy-360-de");
        Assert.That(stranger.Complaints, Is.Empty);
    }
}
