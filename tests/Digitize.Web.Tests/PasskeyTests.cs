using System.Text.Json;
using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Web.Access;
using Digitize.Web.Protection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Digitize.Web.Tests;

public sealed class PasskeyTests
{
    private const string Login = "anna@example.org";
    private const string Own = "/api/v1/account/passkeys";
    private const string SignIn = "/api/v1/session/passkey";

    private static readonly LimitOptions Patient = new() { Burst = 100_000, StrangerRequestsPerMinute = 100_000, SignInsPerMinute = 1000, CodesPerHour = 1000 };

    /// <summary>A device's answer that is wrong in one thing, and right in all others.</summary>
    private static readonly Dictionary<string, Twist> Wrong = new()
    {
        ["foreign origin"] = new() { Origin = "http://localhost.example.org" },
        ["another port"] = new() { Origin = "http://localhost:1" },
        ["framed by another site"] = new() { CrossOrigin = true },
        ["another relying party"] = new() { Domain = "example.org" },
        ["another challenge"] = new() { Challenge = SoftPasskey.Text(new byte[32]) },
        ["owner not verified"] = new() { Flags = 1 },
        ["owner not present"] = new() { Flags = 4 },
        ["answer to another kind of question"] = new() { Type = "payment.get" },
        ["truncated proof"] = new() { Proof = bytes => bytes[..^7] },
        ["changed proof"] = new() { Proof = bytes => [.. bytes[..20], (byte)(bytes[20] ^ 1), .. bytes[21..]] },
        ["empty proof"] = new() { Proof = _ => [] },
    };

    [Test]
    public async Task A_passkey_is_added_with_the_password_signs_in_alone_and_is_removed()
    {
        await using var service = await TestService.StartAsync(Patient);
        var (password, _) = await AddUserAsync(service);
        using var here = await service.SignInAsync(Login, password);
        using var there = await service.SignInAsync(Login, password);
        await (await here.SendJsonAsync(HttpMethod.Post, $"{Own}/options", new { password = "wrong" })).AssertProblemAsync(401, "proof-refused");
        using var device = new SoftPasskey(Origin(service));
        var options = await AskToCreateAsync(here, password);
        Assert.That(options.GetProperty("rp").GetProperty("id").GetString(), Is.EqualTo("localhost"));
        Assert.That(options.GetProperty("authenticatorSelection").GetProperty("userVerification").GetString(), Is.EqualTo("required"));
        using var added = await here.SendJsonAsync(HttpMethod.Post, Own, new { name = "Telefon", credential = device.Create(options) });
        Assert.That((int)added.StatusCode, Is.EqualTo(201), await added.Content.ReadAsStringAsync());
        await here.AssertSignedInAsync(true);
        await there.AssertSignedInAsync(false);

        using var browser = service.Browser();
        Assert.That(await SignInAsync(browser, device), Is.EqualTo(204));
        await browser.AssertSignedInAsync(true);
        Assert.That(browser.Cookies().Keys, Is.EqualTo(new[] { "__Host-digitize" }));
        var listed = (await (await browser.GetAsync(Own)).JsonAsync())[0];
        Assert.That((listed.GetProperty("name").GetString(), listed.GetProperty("lastUsedOn").GetString()), Is.EqualTo(("Telefon", $"{service.Clock.GetUtcNow():yyyy-MM-dd}")));
        var path = $"{Own}/{listed.GetProperty("id").GetString()}";
        Assert.That(added.Headers.Location?.ToString(), Is.EqualTo(path));

        using var again = await browser.SendJsonAsync(HttpMethod.Post, Own, new { name = "Noch einmal", credential = device.Create(await AskToCreateAsync(browser, password)) });
        await again.AssertProblemAsync(401, "passkey-refused");
        await (await browser.SendJsonAsync(HttpMethod.Delete, path)).AssertProblemAsync(400, "bad-request");
        await (await browser.SendJsonAsync(HttpMethod.Delete, path, new { password = "wrong" })).AssertProblemAsync(401, "proof-refused");
        Assert.That(await browser.StatusAsync(HttpMethod.Delete, path, new { password }), Is.EqualTo(204));
        await browser.AssertSignedInAsync(true);
        await here.AssertSignedInAsync(false);
        Assert.That(await SignInAsync(service.Browser(), device), Is.EqualTo(401));
        (await service.SignInAsync(Login, password)).Dispose();
    }

    [Test]
    public async Task An_answer_that_is_wrong_in_one_thing_is_refused_and_no_question_is_answered_twice()
    {
        await using var service = await TestService.StartAsync(Patient);
        var (password, _) = await AddUserAsync(service);
        using var here = await service.SignInAsync(Login, password);
        using var device = new SoftPasskey(Origin(service));
        var asked = await AskToCreateAsync(here, password);
        var state = await StateAsync(service);
        foreach (var (what, twist) in Wrong.Where(entry => entry.Key != "changed proof"))
        {
            await AskAgainAsync(service, here, state);
            using var refused = await here.SendJsonAsync(HttpMethod.Post, Own, new { name = what, credential = device.Create(asked, twist) });
            await refused.AssertProblemAsync(401, "passkey-refused");
        }

        using var replayed = await here.SendJsonAsync(HttpMethod.Post, Own, new { name = "x", credential = device.Create(asked) });
        await replayed.AssertProblemAsync(401, "passkey-refused");
        await AskAgainAsync(service, here, state);
        Assert.That(await here.StatusAsync(HttpMethod.Post, Own, new { name = "x", credential = device.Create(asked) }), Is.EqualTo(201), "It was the twist each time.");

        using var browser = service.Browser();
        foreach (var (what, twist) in Wrong)
        {
            Assert.That(await SignInAsync(browser, device, twist), Is.EqualTo(401), what);
        }

        await browser.AssertSignedInAsync(false);
        var question = await AskToSignAsync(browser);
        var (cookie, answer) = (browser.Cookies()["__Host-digitize-passkey"], device.Sign(question));
        Assert.That(await browser.StatusAsync(HttpMethod.Post, SignIn, new { credential = answer }), Is.EqualTo(204));
        using var second = service.Browser();
        second.DefaultRequestHeaders.Add("Cookie", $"__Host-digitize-passkey={cookie}");
        await (await second.SendJsonAsync(HttpMethod.Post, SignIn, new { credential = answer })).AssertProblemAsync(401, "passkey-refused");
        var late = await AskToSignAsync(second);
        service.Clock.Pass(TimeSpan.FromMinutes(5));
        Assert.That(await second.StatusAsync(HttpMethod.Post, SignIn, new { credential = device.Sign(late) }), Is.EqualTo(401));
        var theirs = await AskToSignAsync(second);
        await AskToSignAsync(browser);
        Assert.That(await browser.StatusAsync(HttpMethod.Post, SignIn, new { credential = device.Sign(theirs) }), Is.EqualTo(401), "The question of another browser.");
    }

    [Test]
    public async Task A_passkey_opens_its_owners_login_only_and_none_of_somebody_disabled()
    {
        await using var service = await TestService.StartAsync(Patient);
        var (password, anna) = await AddUserAsync(service);
        var berta = await service.AddUserAsync("berta@example.org", await service.AddAccountAsync("Andere"), Role.Owner);
        using var device = await AddedAsync(service, password);
        var handle = SoftPasskey.Text(System.Text.Encoding.UTF8.GetBytes(berta.Id.ToString()));
        using var browser = service.Browser();
        Assert.That(await SignInAsync(browser, device, new Twist { UserHandle = handle }), Is.EqualTo(401));
        using var unknown = new SoftPasskey(Origin(service)) { Id = device.Id };
        Assert.That(await SignInAsync(browser, unknown, new Twist { UserHandle = SoftPasskey.Text(System.Text.Encoding.UTF8.GetBytes(anna.ToString())) }), Is.EqualTo(401), "The same id with another key.");

        using var other = await service.SignInAsync("berta@example.org", berta.Password);
        var id = (await service.Services.GetRequiredService<Passkeys>().ListAsync(anna, CancellationToken.None))[0].ShortId;
        await (await other.SendJsonAsync(HttpMethod.Delete, $"{Own}/{id}", new { password = berta.Password })).AssertProblemAsync(404, "not-found");
        var people = service.Services.GetRequiredService<InstallationPeople>();
        await people.DisableAsync(anna, true, Actor.System, CancellationToken.None);
        Assert.That(await SignInAsync(browser, device), Is.EqualTo(401));
        await people.DisableAsync(anna, false, Actor.System, CancellationToken.None);
        Assert.That(await SignInAsync(browser, device), Is.EqualTo(204));
        await people.DisableAsync(anna, true, Actor.System, CancellationToken.None);
        await browser.AssertSignedInAsync(false);
    }

    [Test]
    public async Task A_counter_that_goes_backwards_is_refused_and_told()
    {
        await using var service = await TestService.StartAsync(Patient);
        var (password, _) = await AddUserAsync(service);
        using var device = await AddedAsync(service, password);
        using var browser = service.Browser();
        foreach (var (count, status) in new[] { (0u, 204), (7u, 204), (8u, 204), (8u, 401), (3u, 401), (0u, 401), (9u, 204) })
        {
            device.Count = count;
            using var answer = await browser.SendJsonAsync(HttpMethod.Post, SignIn, new { credential = device.Sign(await AskToSignAsync(browser)) });
            Assert.That((int)answer.StatusCode, Is.EqualTo(status), $"{count}");
            if (status == 401)
            {
                await answer.AssertProblemAsync(401, "passkey-copied");
            }
        }

        Assert.That(service.Log.All, Does.Contain("has gone backwards"));
    }

    [Test]
    public async Task Next_to_an_authenticator_a_passkey_needs_its_code_as_well()
    {
        await using var service = await TestService.StartAsync(Patient);
        var (password, _) = await AddUserAsync(service);
        using var here = await service.SignInAsync(Login, password);
        var begun = await (await here.SendJsonAsync(HttpMethod.Post, "/api/v1/account/authenticator", new { password })).JsonAsync();
        var secret = SecondFactorTests.Secret(begun.GetProperty("secret").GetString()!);
        string Code() => TimeCodes.CodeAt(secret, TimeCodes.StepAt(service.Clock.GetUtcNow()));
        Assert.That(await here.StatusAsync(HttpMethod.Post, "/api/v1/account/authenticator/confirmation", new { code = Code() }), Is.EqualTo(200));
        service.Clock.Pass(TimeCodes.Step);
        await (await here.SendJsonAsync(HttpMethod.Post, $"{Own}/options", new { password })).AssertProblemAsync(401, "proof-refused");
        await (await here.SendJsonAsync(HttpMethod.Post, $"{Own}/options", new { password, code = "000000" })).AssertProblemAsync(401, "proof-refused");
        using var device = new SoftPasskey(Origin(service));
        var options = await (await here.SendJsonAsync(HttpMethod.Post, $"{Own}/options", new { password, code = Code() })).JsonAsync();
        Assert.That(await here.StatusAsync(HttpMethod.Post, Own, new { name = "Schlüssel", credential = device.Create(options) }), Is.EqualTo(201));
        Assert.That(await SignInAsync(service.Browser(), device), Is.EqualTo(204), "It is both factors.");

        await service.Services.GetRequiredService<LostPasswords>().IssueAsync(Login, withoutSecondFactors: true, CancellationToken.None);
        Assert.That(await SignInAsync(service.Browser(), device), Is.EqualTo(401));
    }

    [Test]
    public async Task Bytes_changed_at_random_sign_nobody_in_and_break_nothing()
    {
        await using var service = await TestService.StartAsync(Patient);
        var (password, _) = await AddUserAsync(service);
        using var here = await service.SignInAsync(Login, password);
        using var device = await AddedAsync(service, password);
        var random = new Random(20261127);
        using var browser = service.Browser();
        for (var turn = 0; turn < 100; turn++)
        {
            var part = (string[])["signature", "authenticatorData", "clientDataJSON", "userHandle", "id"];
            using var answer = await browser.SendJsonAsync(HttpMethod.Post, SignIn, new { credential = Mutated(device.Sign(await AskToSignAsync(browser)), part[turn % part.Length], random) });
            await answer.AssertProblemAsync(401, "passkey-refused");
        }

        await browser.AssertSignedInAsync(false);
        using var fresh = new SoftPasskey(Origin(service));
        using var owner = await service.SignInAsync(Login, password);
        var asked = await AskToCreateAsync(owner, password);
        var state = await StateAsync(service);
        var taken = 0;
        for (var turn = 0; turn < 100; turn++)
        {
            // Nobody signs this: what a device's id or counter is, is what it says. It is taken or refused, and never breaks anything.
            await AskAgainAsync(service, owner, state);
            using var answer = await owner.SendJsonAsync(HttpMethod.Post, Own, new { name = $"{turn}", credential = Mutated(fresh.Create(asked), turn % 4 == 0 ? "clientDataJSON" : "attestationObject", random) });
            taken += answer.IsSuccessStatusCode ? 1 : 0;
            if (!answer.IsSuccessStatusCode)
            {
                var body = await answer.Content.ReadAsStringAsync();
                Assert.That(body, Does.Contain("passkey-refused").Or.Contain("bad-request"), $"{(int)answer.StatusCode}");
            }
        }

        Assert.That(taken, Is.LessThan(50));
        Assert.That(service.Log.All, Does.Not.Contain("Error Request"));
    }

    [TestCase("https://post.example.org", ExpectedResult = "post.example.org https://post.example.org")]
    [TestCase("https://post.example.org:8443/", ExpectedResult = "post.example.org https://post.example.org:8443")]
    [TestCase("http://localhost:8080", ExpectedResult = "localhost http://localhost:8080")]
    [TestCase("http://[", ExpectedResult = null)]
    [TestCase("http://post.example.org", ExpectedResult = null)]
    [TestCase("https://192.0.2.1", ExpectedResult = null)]
    [TestCase("https://post.example.org/archive", ExpectedResult = null)]
    [TestCase("https://a@post.example.org", ExpectedResult = null)]
    public string? Passkeys_belong_to_a_name_over_https(string address)
    {
        try
        {
            var party = RelyingParty.At(address);
            var origin = address.TrimEnd('/');
            return party.Is(origin, 1) && !party.Is(origin + "0", 1) && !party.Is("http://localhost:1", 1) ? $"{party.Domain} {origin}" : "foreign origins pass";
        }
        catch (OptionsValidationException)
        {
            return null;
        }
    }

    private static string Origin(TestService service) => $"http://localhost:{service.Address.Port}";

    private static async Task<(string Password, UserId Id)> AddUserAsync(TestService service)
    {
        var user = await service.AddUserAsync(Login, await service.AddAccountAsync("Muster GmbH"), Role.Owner);
        return (user.Password, user.Id);
    }

    private static async Task<SoftPasskey> AddedAsync(TestService service, string password)
    {
        using var browser = await service.SignInAsync(Login, password);
        var device = new SoftPasskey(Origin(service));
        Assert.That(await browser.StatusAsync(HttpMethod.Post, Own, new { name = "Telefon", credential = device.Create(await AskToCreateAsync(browser, password)) }), Is.EqualTo(201));
        return device;
    }

    private static async Task<JsonElement> AskToCreateAsync(HttpClient browser, string password)
    {
        using var asked = await browser.SendJsonAsync(HttpMethod.Post, $"{Own}/options", new { password });
        Assert.That((int)asked.StatusCode, Is.EqualTo(200), await asked.Content.ReadAsStringAsync());
        return await asked.JsonAsync();
    }

    private static async Task<JsonElement> AskToSignAsync(HttpClient browser) => await (await browser.SendJsonAsync(HttpMethod.Post, $"{SignIn}/options")).JsonAsync();

    private static async Task<int> SignInAsync(HttpClient browser, SoftPasskey device, Twist? twist = null)
    {
        using var answer = await browser.SendJsonAsync(HttpMethod.Post, SignIn, new { credential = device.Sign(await AskToSignAsync(browser), twist) });
        if (!answer.IsSuccessStatusCode)
        {
            await answer.AssertProblemAsync(401, "passkey-refused");
        }

        return (int)answer.StatusCode;
    }

    private static async Task<(UserId User, string State)> StateAsync(TestService service)
    {
        await using var db = service.Services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Everyone);
        var row = await db.Set<PasskeyChallenge>().SingleAsync(row => row.UserId != null);
        return (row.UserId!.Value, row.State);
    }

    /// <summary>The same question again, without the password whose hash takes its time.</summary>
    private static Task AskAgainAsync(TestService service, HttpClient browser, (UserId User, string State) asked) =>
        service.Services.GetRequiredService<Passkeys>().AskAsync(browser.Cookies()["__Host-digitize"], asked.User, asked.State, CancellationToken.None);

    private static JsonObject Mutated(JsonObject credential, string part, Random random)
    {
        var response = credential["response"]!.AsObject();
        var place = part == "id" ? credential : response;
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(place[part]!.GetValue<string>());
        bytes = random.Next(5) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
        for (var change = random.Next(1, 4); change > 0 && bytes.Length > 0; change--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        }

        place[part] = SoftPasskey.Text(bytes);
        return credential;
    }
}
