using Digitize.Accounts;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class TeamTests
{
    [Test]
    [LongForm]
    public async Task An_administrator_adds_an_operator_issues_a_password_again_and_shuts_out([Values(360, 1280)] int width)
    {
        var (login, password) = await Screens.Service.NewOperatorAsync(InstallationRole.Administrator);
        await using var admin = await Person.SitDownAsync(width == 360 ? "de-DE" : "en-GB", width, 780, width == 360 ? ColorScheme.Dark : ColorScheme.Light);
        await admin.SignInAsync(login, password);
        await admin.Page.ClickAsync(".bar a[href='/operator/team']");
        var added = $"{Guid.CreateVersion7()}@example.org";
        await admin.Page.FillAsync("#team .line [name=login]", added);
        await admin.Page.ClickAsync("#team .line .primary");
        var issued = await admin.Page.Locator(".issued code").InnerTextAsync();
        Assert.That(await admin.BarriersAsync(), Is.Empty);
        Assert.That(await admin.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True);
        await admin.PictureAsync($"team-{width}");

        await using var guest = await Person.SitDownAsync();
        await guest.SignInAsync(added, issued);
        await Assertions.Expect(guest.Page.Locator("h1")).ToHaveTextAsync("Overview");
        Assert.That((await guest.Page.GotoAsync("/operator/team"))!.Status, Is.EqualTo(403));
        var line = admin.Page.Locator("#team li", new() { HasText = added });
        await line.Locator("[value=password]").ClickAsync();
        var again = await admin.Page.Locator(".issued code").InnerTextAsync();
        Assert.That(again, Is.Not.EqualTo(issued));
        await guest.Page.GotoAsync("/operator");
        Assert.That(new Uri(guest.Page.Url).AbsolutePath, Is.EqualTo("/sign-in"));
        await guest.SignInAsync(added, again);
        Assert.That(new Uri(guest.Page.Url).AbsolutePath, Is.EqualTo("/password"));

        await line.Locator("[value=disable]").ClickAsync();
        await Assertions.Expect(line.Locator("[value=enable]")).ToBeVisibleAsync();
        Assert.That(admin.Complaints, Is.Empty);
    }
}
