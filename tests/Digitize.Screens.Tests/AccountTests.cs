using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class AccountTests
{
    [Test]
    public async Task An_owner_lets_somebody_in_who_begins_with_the_password_that_is_shown_once()
    {
        var login = $"{Guid.CreateVersion7()}@example.org";
        await using var owner = await Person.SitDownAsync("de-DE", 360, 780);
        await owner.ComeInAsync(await Screens.Service.NewCustomerAsync());
        await owner.Page.GotoAsync("/account");
        await owner.Page.FillAsync("#people input[name=login]", login);
        await owner.Page.SelectOptionAsync("#people select", "Reader");
        await owner.Page.ClickAsync("#people .primary");
        var password = await owner.Page.Locator(".issued code").TextContentAsync();
        Assert.That(await owner.BarriersAsync(), Is.Empty);
        Assert.That(await owner.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));

        await using var guest = await Person.SitDownAsync();
        await guest.SignInAsync(login, password!);
        await Assertions.Expect(guest.Page.Locator(".message h2")).ToHaveTextAsync("Your letters will be here");
        await guest.Page.GotoAsync("/account");
        Assert.That(await guest.Page.Locator("#people, #api-keys").CountAsync(), Is.Zero);

        await owner.Page.ClickAsync($"[aria-label='{login} ausschließen']");
        await Assertions.Expect(owner.Page.Locator("#people")).ToContainTextAsync("ausgeschlossen");
        await guest.Page.GotoAsync("/documents");
        Assert.That(await guest.Page.Locator(".list").CountAsync(), Is.Zero);
        Assert.That(owner.Complaints, Is.Empty);
    }

    [Test]
    [LongForm]
    public async Task A_key_is_issued_used_and_revoked()
    {
        await using var owner = await Person.SitDownAsync();
        await owner.ComeInAsync(await Screens.Service.NewCustomerAsync());
        await owner.Page.GotoAsync("/account");
        await owner.Page.ClickAsync("#api-keys .primary");
        var key = await owner.Page.Locator(".issued code").TextContentAsync();
        using var program = new HttpClient { BaseAddress = new Uri(Screens.Service.Address), DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
        Assert.That((int)(await program.GetAsync("/api/v1/documents")).StatusCode, Is.EqualTo(200));
        await owner.Page.ClickAsync("#api-keys [aria-label^='Revoke']");
        await Assertions.Expect(owner.Page.Locator("#api-keys")).ToContainTextAsync("There is none yet.");
        Assert.That((int)(await program.GetAsync("/api/v1/documents")).StatusCode, Is.EqualTo(401));
        Assert.That(owner.Complaints, Is.Empty);
    }
}
