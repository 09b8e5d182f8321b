using Digitize.Accounts;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class FrameTests
{
    [Test]
    [LongForm]
    public async Task Language_and_colors_are_chosen_and_stay()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync("fr-FR");
        await person.ComeInAsync(archive.Owner);
        await person.Page.GotoAsync("/documents");
        await Assertions.Expect(person.Page.Locator("h1")).ToHaveTextAsync("Documents");
        await person.Page.ClickAsync(".bar .menu summary");
        await person.PictureAsync("settings");
        await person.Page.ClickAsync(".bar [name=language][value=de]");
        await Assertions.Expect(person.Page.Locator("h1")).ToHaveTextAsync("Dokumente");
        await person.Page.ClickAsync(".bar .menu summary");
        await person.Page.ClickAsync(".bar [name=theme][value=dark]");
        await Assertions.Expect(person.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("list-de-dark");
        var said = await person.Page.EvaluateAsync<string>("async () => (await (await fetch('/api/v1/documents/x')).json()).title");
        Assert.That(said, Is.EqualTo("Unter dieser Adresse ist nichts."), "The interface speaks the language that was chosen.");
    }

    [Test]
    [LongForm]
    public async Task A_question_mark_shows_the_keys()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(archive.Owner);
        await person.Page.GotoAsync("/documents");
        await person.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(person.Page.Locator("#keys")).ToBeVisibleAsync();
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(person.Page.Locator("#keys")).ToBeHiddenAsync();

        // The first thing that Tab reaches leads past the bar.
        await person.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(person.Page.Locator(".skip")).ToBeFocusedAsync();
    }

    [Test]
    public async Task An_operator_sees_how_the_installation_does()
    {
        var (login, password) = await Screens.Service.NewOperatorAsync();
        await using var person = await Person.SitDownAsync("de-DE", 360, 780);
        await person.SignInAsync(login, password);
        await Assertions.Expect(person.Page.Locator("h1")).ToHaveTextAsync("Überblick");
        await Assertions.Expect(person.Page.Locator(".numbers li")).ToHaveCountAsync(4);
        await Assertions.Expect(person.Page.Locator("section", new() { HasText = "Abschottung" }).Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(person.Page.Locator(".chart .rail")).ToHaveCountAsync(30);
        await person.Page.ClickAsync(".choice a:last-child");
        await Assertions.Expect(person.Page.Locator(".chart .rail")).ToHaveCountAsync(28);
        Assert.That(await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("overview-360-de");
        const string retry = "async () => { const answer = await fetch('/operator/retry', { method: 'POST', body: new URLSearchParams({ reason: 'GaveUp' }) }); return `${answer.status} ${new URL(answer.url).pathname}` }";
        Assert.That(await person.Page.EvaluateAsync<string>(retry), Is.EqualTo("200 /operator"));
        Assert.That(person.Complaints, Is.Empty);
        Assert.That((await person.Page.GotoAsync("/documents"))!.Status, Is.EqualTo(403));
        await person.Page.GotoAsync("/operator/dead");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        Assert.That((await person.Page.GotoAsync("/operator/accounts"))!.Status, Is.EqualTo(200));
        await Assertions.Expect(person.Page.Locator("[name=owner]")).ToHaveCountAsync(0);
        await person.Page.GotoAsync("/operator/backups");
        await Assertions.Expect(person.Page.Locator(".checks li.good")).ToHaveCountAsync(5);
        await Assertions.Expect(person.Page.Locator("#vaults .warn")).ToContainTextAsync("Es ist kein Tresor eingerichtet");
        Assert.That(await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("backups-no-vault-360-de");
    }

    [Test]
    public async Task An_administrator_adds_a_customer_and_hands_the_password_on()
    {
        var (login, password) = await Screens.Service.NewOperatorAsync(InstallationRole.Administrator);
        await using var person = await Person.SitDownAsync("en-US", 1280, 800);
        await person.SignInAsync(login, password);
        await person.Page.ClickAsync(".bar a[href='/operator/accounts']");
        var (name, owner) = ($"Bäckerei {Guid.CreateVersion7()}", $"{Guid.CreateVersion7()}@example.org");
        await person.Page.FillAsync("[name=name]", name);
        await person.Page.FillAsync("[name=owner]", owner);
        await person.Page.ClickAsync("main form .primary");
        await Assertions.Expect(person.Page.Locator("tbody th", new() { HasText = name })).ToBeVisibleAsync();
        var issued = await person.Page.Locator(".issued code").InnerTextAsync();
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.PictureAsync("customers");
        await person.Page.FillAsync("[name=name]", name);
        await person.Page.FillAsync("[name=owner]", owner);
        await person.Page.ClickAsync("main form .primary");
        await Assertions.Expect(person.Page.Locator("[role=alert]")).ToBeVisibleAsync();

        await using var newcomer = await Person.SitDownAsync();
        await newcomer.SignInAsync(owner, issued);
        await Assertions.Expect(newcomer.Page.Locator("h1")).ToHaveTextAsync("Documents");
    }

    [Test]
    public async Task What_a_page_is_made_of_is_kept_by_the_browser_and_nothing_inline_may_run()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Screens.Service.Address) };
        using var page = await client.GetAsync("/sign-in");
        var html = await page.Content.ReadAsStringAsync();
        Assert.That(page.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("script-src 'self';").And.Not.Contain("unsafe"));
        Assert.That(html, Does.Not.Contain(" style=").And.Not.Match("<script(?! type=\"module\" src=\"/assets/)").And.Not.Match(" on[a-z]+="));
        var sheet = System.Text.RegularExpressions.Regex.Match(html, "/assets/[0-9a-f]{12}/digitize.css").Value;
        using var asset = await client.GetAsync(sheet);
        Assert.That(asset.Headers.CacheControl!.ToString(), Is.EqualTo("public, max-age=31536000, immutable"));
        using var old = await client.GetAsync("/assets/000000000000/digitize.css");
        Assert.That((int)old.StatusCode, Is.EqualTo(404), "Another fingerprint is another file.");
    }
}
