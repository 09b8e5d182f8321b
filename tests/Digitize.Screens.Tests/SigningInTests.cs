using Digitize.Accounts;
using Digitize.Web.Screens.Frame;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Digitize.Screens.Tests;

public sealed class SigningInTests
{
    [Test]
    [LongForm]
    public async Task An_open_list_says_that_the_session_has_ended_and_goes_on_once_somebody_has_signed_in_again()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(customer);
        await person.Page.GotoAsync("/documents");
        await Assertions.Expect(person.Page.Locator(".message h2")).ToBeVisibleAsync();
        await Screens.Service.EndSessionsAsync(customer);
        await Assertions.Expect(person.Page.Locator("#said")).ToContainTextAsync("Your session has ended.");
        await person.ComeInAsync(customer);
        await person.Page.EvaluateAsync("dispatchEvent(new Event('focus'))");
        await Assertions.Expect(person.Page.Locator("#said")).ToBeEmptyAsync();
        await person.SendAsync(TestFolders.SmallPicture, "Kassenbon");
        await Assertions.Expect(person.Page.Locator(".row .title")).ToHaveTextAsync("Kassenbon");
    }

    private const string SignInButton = "form[action='/sign-in'] .primary";

    [Test]
    public async Task Somebody_signs_in_and_is_where_he_wanted_to_go()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        await using var person = await Person.SitDownAsync();
        await person.Page.GotoAsync("/trash");
        Assert.That(person.Page.Url, Does.EndWith("/sign-in?to=%2Ftrash"));
        await person.Page.FillAsync("#login", customer.Login);
        await person.Page.FillAsync("#password", customer.Password);
        await person.Page.ClickAsync(SignInButton);
        await person.Page.WaitForURLAsync("**/trash");
        Assert.That(person.Complaints, Is.Empty);

        await person.Page.ClickAsync(".bar .menu summary");
        await person.Page.ClickAsync("form[action='/sign-out'] button");
        await person.Page.WaitForURLAsync("**/sign-in");
        await person.Page.GotoAsync("/documents");
        Assert.That(person.Page.Url, Does.Contain("/sign-in"));
    }

    [Test]
    [LongForm]
    public async Task A_wrong_password_is_told_beside_the_field_and_what_was_typed_stays()
    {
        await using var person = await Person.SitDownAsync("de-DE", 360, 780);
        await person.Page.GotoAsync("/sign-in");
        await person.Page.FillAsync("#login", "anna@example.org");
        await person.Page.FillAsync("#password", "falsch geraten");
        await person.Page.ClickAsync(SignInButton);
        await Assertions.Expect(person.Page.Locator("#refusal")).ToHaveTextAsync("Anmeldename oder Passwort ist falsch.");
        await Assertions.Expect(person.Page.Locator("#login")).ToHaveValueAsync("anna@example.org");
        await person.PictureAsync("sign-in-refused-360-de");
        Assert.That(await person.BarriersAsync(), Is.Empty);
    }

    [Test]
    public async Task An_issued_password_opens_nothing_before_it_is_replaced()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        var issued = await Screens.Service.Services.GetRequiredService<LostPasswords>().IssueAsync(customer.Login, withoutSecondFactors: false, CancellationToken.None);
        await using var person = await Person.SitDownAsync("de-DE", 360, 780);
        await person.SignInAsync(customer.Login, issued!.Password);
        Assert.That(person.Page.Url, Does.EndWith("/password"));
        await person.Page.GotoAsync("/documents");
        Assert.That(person.Page.Url, Does.EndWith("/password"));

        await ReplaceAsync(person.Page, issued.Password, "kurz");
        await Assertions.Expect(person.Page.Locator("#refusal li").First).ToHaveTextAsync("Es braucht mindestens 15 Zeichen.");
        await person.PictureAsync("password-360-de");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await ReplaceAsync(person.Page, issued.Password, "sieben graue Wolken ziehen vorbei");
        await person.Page.WaitForURLAsync("**/documents");
        await Assertions.Expect(person.Page.Locator(".message h2")).ToHaveTextAsync("Hier stehen Ihre Briefe");
    }

    [Test]
    public async Task The_second_step_asks_for_a_code()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        var factors = Screens.Service.Services.GetRequiredService<SecondFactors>();
        var begun = (FactorChange.Begun)await factors.BeginAsync(customer.User, customer.Password, CancellationToken.None);
        var secret = FromBase32(begun.Secret);
        var confirmed = (FactorChange.Confirmed)await factors.ConfirmAsync(customer.User, TimeCodes.CodeAt(secret, TimeCodes.StepAt(TimeProvider.System.GetUtcNow())), CancellationToken.None);
        await using var person = await Person.SitDownAsync();
        await person.Page.GotoAsync("/sign-in?to=/trash");
        await person.Page.FillAsync("#login", customer.Login);
        await person.Page.FillAsync("#password", customer.Password);
        await person.Page.ClickAsync(SignInButton);
        await person.Page.FillAsync("#code", "000000");
        await person.Page.ClickAsync("form .primary");
        await Assertions.Expect(person.Page.Locator("#refusal")).ToContainTextAsync("code is wrong");
        Assert.That(await person.BarriersAsync(), Is.Empty);
        await person.Page.FillAsync("#code", confirmed.RecoveryCodes[0]);
        await person.Page.ClickAsync("form .primary");
        await person.Page.WaitForURLAsync("**/trash");
    }

    [Test]
    public async Task A_passkey_opens_the_door()
    {
        var customer = await Screens.Service.NewCustomerAsync();
        await using var person = await Person.SitDownAsync();
        await person.AddPasskeyDeviceAsync();
        await person.SignInAsync(customer.Login, customer.Password);
        var made = await person.Page.EvaluateAsync<int>("""
            async (password) => {
              const post = (path, json) => fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(json) })
              const options = await (await post('/api/v1/account/passkeys/options', { password })).json()
              const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
              return (await post('/api/v1/account/passkeys', { name: 'Telefon', credential: credential.toJSON() })).status
            }
            """, customer.Password);
        Assert.That(made, Is.EqualTo(201));
        await person.Page.ClickAsync(".bar .menu summary");
        await person.Page.ClickAsync("form[action='/sign-out'] button");
        await person.Page.ClickAsync("#passkey");
        await person.Page.WaitForURLAsync("**/documents");
        Assert.That(person.Complaints, Is.Empty);
    }

    [Test]
    public async Task A_session_that_has_ended_says_so_and_leads_back()
    {
        var archive = await Letters.ReadAsync();
        await using var person = await Person.SitDownAsync();
        await person.ComeInAsync(archive.Owner);
        await person.Page.GotoAsync("/documents");
        await person.Page.Context.ClearCookiesAsync();
        await person.Page.FillAsync("input[type=search]", "steuer");
        await Assertions.Expect(person.Page.Locator(".said")).ToContainTextAsync("Your session has ended.");
        await Assertions.Expect(person.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("query=steuer"));
        await person.Page.ClickAsync(".said a");
        await person.Page.WaitForURLAsync("**/sign-in?to=%2Fdocuments%3Fquery%3Dsteuer");
    }

    [Test]
    [LongForm]
    public async Task A_foreign_page_signs_nobody_in()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Screens.Service.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("login", "a"), new("password", "b")]) };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await client.SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(403));
    }

    [TestCase("//elsewhere.example")]
    [TestCase("/\\elsewhere.example")]
    [TestCase("https://elsewhere.example")]
    [TestCase("/documents\r\nSet-Cookie: a=b")]
    public void The_way_back_leads_nowhere_else(string to) => Assert.That(Door.PlaceOf(to), Is.EqualTo("/"));

    private static async Task ReplaceAsync(IPage page, string current, string wanted)
    {
        await page.FillAsync("#current", current);
        await page.FillAsync("#new", wanted);
        await page.ClickAsync("form[action='/password'] .primary");
    }

    internal static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Where(char.IsAsciiLetterOrDigit).Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
