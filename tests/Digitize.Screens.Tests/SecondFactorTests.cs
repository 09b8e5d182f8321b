using Digitize.Accounts;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class SecondFactorTests
{
    [Test]
    public async Task An_app_and_a_passkey_are_set_up_and_taken_away()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        await using var person = await Person.SitDownAsync("de-DE", 360, 780);
        await person.AddPasskeyDeviceAsync();
        await person.SignInAsync(customer.Login, customer.Password);
        await person.Page.GotoAsync("/account");
        await person.Page.ClickAsync("a[href='/account/second-factor']");
        await person.Page.FillAsync("section:first-of-type [name=password]", "falsch geraten und lang");
        await person.Page.ClickAsync("[value=begin]");
        await Assertions.Expect(person.Page.Locator("[role=alert]")).ToBeVisibleAsync();

        await person.Page.FillAsync("section:first-of-type [name=password]", customer.Password);
        await person.Page.ClickAsync("[value=begin]");
        await Assertions.Expect(person.Page.Locator("svg.qr path")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M4 4h1v1h-1z"));
        var secret = SigningInTests.FromBase32((await person.Page.Locator(".secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal));
        Assert.That(await person.BarriersAsync(), Is.Empty);
        Assert.That(await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        await person.PictureAsync("second-factor-360-de");
        await person.Page.FillAsync("[name=code]", "000000");
        await person.Page.ClickAsync("[value=confirm]");
        await Assertions.Expect(person.Page.Locator("[role=alert]")).ToBeVisibleAsync();
        await person.Page.FillAsync("[name=code]", TimeCodes.CodeAt(secret, TimeCodes.StepAt(TimeProvider.System.GetUtcNow())));
        await person.Page.ClickAsync("[value=confirm]");
        await Assertions.Expect(person.Page.Locator(".codes li")).ToHaveCountAsync(10);
        var codes = await person.Page.Locator(".codes code").AllInnerTextsAsync();

        await person.Page.FillAsync("#new-passkey [name=name]", "Telefon");
        await person.Page.FillAsync("#new-passkey [name=password]", customer.Password);
        await person.Page.FillAsync("#new-passkey [name=code]", codes[0]);
        await person.Page.ClickAsync("#new-passkey .primary");
        await Assertions.Expect(person.Page.Locator(".reasons strong")).ToHaveTextAsync("Telefon");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.Page.FillAsync("section:first-of-type [name=password]", customer.Password);
        await person.Page.FillAsync("section:first-of-type [name=code]", codes[1]);
        await person.Page.ClickAsync("[value=remove]");
        await Assertions.Expect(person.Page.Locator("[value=begin]")).ToBeVisibleAsync();
        await person.Page.FillAsync(".reasons [name=password]", customer.Password);
        await person.Page.ClickAsync("[value=remove-passkey]");
        await Assertions.Expect(person.Page.Locator(".reasons li")).ToHaveCountAsync(0);
    }
}
