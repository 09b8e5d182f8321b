using System.Net;
using Digitize.Accounts;
using Digitize.Web.Protection;

namespace Digitize.Web.Tests;

public sealed class SecondFactorTests
{
    private const string Login = "anna@example.org";
    private const string Account = "/api/v1/account";

    private static readonly LimitOptions Patient = new() { Burst = 100_000, StrangerRequestsPerMinute = 100_000, SignInsPerMinute = 1000, CodesPerHour = 1000 };

    [Test]
    public async Task A_second_factor_is_enrolled_asked_for_and_removed()
    {
        await using var service = await TestService.StartAsync(Patient);
        var password = (await service.AddUserAsync(Login, await service.AddAccountAsync("Muster GmbH"), Role.Owner)).Password;
        using var here = await service.SignInAsync(Login, password);
        using var there = await service.SignInAsync(Login, password);
        await (await here.SendJsonAsync(HttpMethod.Post, $"{Account}/authenticator", new { password = "wrong" })).AssertProblemAsync(401, "proof-refused");
        var begun = await (await here.SendJsonAsync(HttpMethod.Post, $"{Account}/authenticator", new { password })).JsonAsync();
        var secret = Secret(begun.GetProperty("secret").GetString()!);
        Assert.That(begun.GetProperty("uri").GetString(), Is.EqualTo($"otpauth://totp/Digitize:anna%40example.org?secret={begun.GetProperty("secret").GetString()}&issuer=Digitize&algorithm=SHA1&digits=6&period=30"));
        Assert.That(secret, Has.Length.EqualTo(20));
        (await service.SignInAsync(Login, password)).Dispose();

        await (await here.SendJsonAsync(HttpMethod.Post, $"{Account}/authenticator/confirmation", new { code = "000000" })).AssertProblemAsync(401, "proof-refused");
        using var old = service.Browser();
        old.DefaultRequestHeaders.Add("Cookie", here.DefaultRequestHeaders.GetValues("Cookie"));
        using var confirmed = await here.SendJsonAsync(HttpMethod.Post, $"{Account}/authenticator/confirmation", new { code = Code(service, secret) });
        var codes = (await confirmed.JsonAsync()).GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!).ToArray();
        Assert.That(codes, Has.Length.EqualTo(10).And.Unique.And.All.Match("^[a-z2-9]{5}-[a-z2-9]{5}$"));
        await here.AssertSignedInAsync(true);
        await there.AssertSignedInAsync(false);
        await old.AssertSignedInAsync(false);
        await (await here.SendJsonAsync(HttpMethod.Post, $"{Account}/authenticator", new { password })).AssertProblemAsync(409, "second-factor-exists");

        using var half = await HalfSignInAsync(service, password);
        Assert.That(await half.StatusAsync(HttpMethod.Post, "/api/v1/session/code", new { code = Code(service, secret) }), Is.EqualTo(401), "The code that confirmed it was used.");
        service.Clock.Pass(TimeCodes.Step);
        var now = Code(service, secret);
        Assert.That(await half.StatusAsync(HttpMethod.Post, "/api/v1/session/code", new { code = now.Insert(3, " ") }), Is.EqualTo(204));
        await half.AssertSignedInAsync(true);
        using var replay = await HalfSignInAsync(service, password);
        await (await replay.SendJsonAsync(HttpMethod.Post, "/api/v1/session/code", new { code = now })).AssertProblemAsync(401, "proof-refused");
        Assert.That(await replay.StatusAsync(HttpMethod.Post, "/api/v1/session/code", new { code = codes[0].ToUpperInvariant() }), Is.EqualTo(204));
        using var again = await HalfSignInAsync(service, password);
        await (await again.SendJsonAsync(HttpMethod.Post, "/api/v1/session/code", new { code = codes[0] })).AssertProblemAsync(401, "proof-refused");
        var state = await (await replay.GetAsync($"{Account}/factors")).JsonAsync();
        Assert.That((state.GetProperty("hasAuthenticator").GetBoolean(), state.GetProperty("recoveryCodesLeft").GetInt32()), Is.EqualTo((true, 9)));
        await AssertNotStoredAsync(service, secret, codes);

        var renewed = (await (await replay.SendJsonAsync(HttpMethod.Post, $"{Account}/recovery-codes", new { password, code = codes[1] })).JsonAsync()).GetProperty("recoveryCodes")[0].GetString()!;
        await (await again.SendJsonAsync(HttpMethod.Post, "/api/v1/session/code", new { code = codes[2] })).AssertProblemAsync(401, "proof-refused");
        await (await replay.SendJsonAsync(HttpMethod.Post, $"{Account}/authenticator/removal", new { password, code = "123456" })).AssertProblemAsync(401, "proof-refused");
        await (await replay.SendJsonAsync(HttpMethod.Post, $"{Account}/authenticator/removal", new { password = "wrong", code = renewed })).AssertProblemAsync(401, "proof-refused");
        Assert.That(await replay.StatusAsync(HttpMethod.Post, $"{Account}/authenticator/removal", new { password, code = renewed }), Is.EqualTo(204));
        await replay.AssertSignedInAsync(true);
        await half.AssertSignedInAsync(false);
        Assert.That(await again.StatusAsync(HttpMethod.Post, "/api/v1/session/code", new { code = "123456" }), Is.EqualTo(401), "Its first step has ended.");
        (await service.SignInAsync(Login, password)).Dispose();
    }

    [Test]
    public async Task Half_a_sign_in_opens_nothing_ends_after_five_wrong_codes_or_five_minutes_and_one_code_opens_once()
    {
        await using var service = await TestService.StartAsync(Patient);
        var (password, secret) = await EnrolledAsync(service);
        using var half = await HalfSignInAsync(service, password);
        Assert.That(half.Cookies().Keys, Is.EqualTo(new[] { "__Host-digitize-step" }));
        using var forged = service.Browser();
        forged.DefaultRequestHeaders.Add("Cookie", $"__Host-digitize={half.Cookies()["__Host-digitize-step"]}");
        await forged.AssertSignedInAsync(false);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await (await half.SendJsonAsync(HttpMethod.Post, "/api/v1/session/code", new { code = "000000" })).AssertProblemAsync(401, "proof-refused");
        }

        service.Clock.Pass(TimeCodes.Step);
        Assert.That(await half.StatusAsync(HttpMethod.Post, "/api/v1/session/code", new { code = Code(service, secret) }), Is.EqualTo(401), "Too many were wrong.");

        using var late = await HalfSignInAsync(service, password);
        service.Clock.Pass(TimeSpan.FromMinutes(5));
        await (await late.SendJsonAsync(HttpMethod.Post, "/api/v1/session/code", new { code = Code(service, secret) })).AssertProblemAsync(401, "sign-in-step-gone");
        await (await service.Browser().SendJsonAsync(HttpMethod.Post, "/api/v1/session/code", new { code = Code(service, secret) })).AssertProblemAsync(401, "sign-in-step-gone");

        var browsers = new[] { await HalfSignInAsync(service, password), await HalfSignInAsync(service, password), await HalfSignInAsync(service, password) };
        var answers = await Task.WhenAll(browsers.Select(browser => browser.StatusAsync(HttpMethod.Post, "/api/v1/session/code", new { code = Code(service, secret) })));
        Assert.That(answers, Is.EquivalentTo(new[] { 204, 401, 401 }));
    }

    [Test]
    public async Task Guessing_codes_is_slowed_down_for_that_user_only()
    {
        await using var service = await TestService.StartAsync(Patient with { SignInsPerMinute = 5 });
        var (password, _) = await EnrolledAsync(service);
        var other = (await service.AddUserAsync("berta@example.org", await service.AddAccountAsync("Andere"), Role.Reader)).Password;
        using var half = await HalfSignInAsync(service, password);
        var answers = new List<int>();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            answers.Add(await half.StatusAsync(HttpMethod.Post, "/api/v1/session/code", new { code = "000000" }));
        }

        Assert.That(answers, Has.Member(401).And.Member(429));
        (await service.SignInAsync("berta@example.org", other)).Dispose();
    }

    [Test]
    public async Task A_new_password_ends_the_other_sessions_and_may_be_short_next_to_a_second_factor_only()
    {
        await using var service = await TestService.StartAsync(Patient);
        var password = (await service.AddUserAsync(Login, await service.AddAccountAsync("Muster GmbH"), Role.Owner)).Password;
        using var here = await service.SignInAsync(Login, password);
        using var there = await service.SignInAsync(Login, password);
        await (await here.SendJsonAsync(HttpMethod.Put, $"{Account}/password", new { current = "wrong", @new = "vier kühle Steine im Bach" })).AssertProblemAsync(401, "proof-refused");
        foreach (var (wanted, reason) in new[] { ("password123456789", "common password"), ("Kiesel Weg 7", "15 characters"), ("das Muster der Steine", "name of the account"), ("digitize und Steine", "of the service") })
        {
            using var refused = await here.SendJsonAsync(HttpMethod.Put, $"{Account}/password", new { current = password, @new = wanted });
            await refused.AssertProblemAsync(422, "weak-password");
            Assert.That((await refused.JsonAsync()).GetProperty("detail").GetString(), Does.Contain(reason));
        }

        var before = here.Cookies()["__Host-digitize"];
        Assert.That(await here.StatusAsync(HttpMethod.Put, $"{Account}/password", new { current = password, @new = "vier kühle Steine im Bach" }), Is.EqualTo(204));
        Assert.That(here.Cookies()["__Host-digitize"], Is.Not.EqualTo(before));
        await here.AssertSignedInAsync(true);
        await there.AssertSignedInAsync(false);

        var secret = await EnrollAsync(service, here, "vier kühle Steine im Bach");
        Assert.That(await here.StatusAsync(HttpMethod.Put, $"{Account}/password", new { current = "vier kühle Steine im Bach", @new = "Kiesel Weg 7" }), Is.EqualTo(204));
        service.Clock.Pass(TimeCodes.Step);
        await (await here.SendJsonAsync(HttpMethod.Post, $"{Account}/authenticator/removal", new { password = "Kiesel Weg 7", code = Code(service, secret) })).AssertProblemAsync(422, "weak-password");
        await (await here.SendJsonAsync(HttpMethod.Put, $"{Account}/password", new { current = "Kiesel Weg 7", @new = "Kiesel Weg7" })).AssertProblemAsync(422, "weak-password");
    }

    [Test]
    public async Task People_see_their_sessions_and_end_them_and_a_key_has_none()
    {
        await using var service = await TestService.StartAsync(Patient);
        var account = await service.AddAccountAsync("Muster GmbH");
        var password = (await service.AddUserAsync(Login, account, Role.Reader)).Password;
        using var here = await service.SignInAsync(Login, password);
        service.Clock.Pass(TimeSpan.FromMinutes(2));
        using var there = await service.SignInAsync(Login, password);
        using var third = await service.SignInAsync(Login, password);
        var listed = (await (await here.GetAsync($"{Account}/sessions")).JsonAsync()).EnumerateArray().ToArray();
        Assert.That(listed, Has.Length.EqualTo(3));
        Assert.That(listed.Count(row => row.GetProperty("isThis").GetBoolean()), Is.EqualTo(1));
        var those = (await (await there.GetAsync($"{Account}/sessions")).JsonAsync()).EnumerateArray().Single(row => row.GetProperty("isThis").GetBoolean()).GetProperty("id").GetString();
        Assert.That(await here.StatusAsync(HttpMethod.Delete, $"{Account}/sessions/{those}"), Is.EqualTo(204));
        await there.AssertSignedInAsync(false);
        await (await here.SendJsonAsync(HttpMethod.Delete, $"{Account}/sessions/{those}")).AssertProblemAsync(404, "not-found");
        await third.AssertSignedInAsync(true);
        Assert.That(await here.StatusAsync(HttpMethod.Delete, $"{Account}/sessions"), Is.EqualTo(204));
        await third.AssertSignedInAsync(false);
        await here.AssertSignedInAsync(true);
        using var key = service.Client(await service.AddKeyAsync(account));
        await (await key.GetAsync($"{Account}/sessions")).AssertProblemAsync(403, "forbidden");
    }

    private static async Task<(string Password, byte[] Secret)> EnrolledAsync(TestService service)
    {
        var password = (await service.AddUserAsync(Login, await service.AddAccountAsync("Muster GmbH"), Role.Owner)).Password;
        using var browser = await service.SignInAsync(Login, password);
        return (password, await EnrollAsync(service, browser, password));
    }

    private static async Task<byte[]> EnrollAsync(TestService service, HttpClient browser, string password)
    {
        var begun = await (await browser.SendJsonAsync(HttpMethod.Post, $"{Account}/authenticator", new { password })).JsonAsync();
        var secret = Secret(begun.GetProperty("secret").GetString()!);
        Assert.That(await browser.StatusAsync(HttpMethod.Post, $"{Account}/authenticator/confirmation", new { code = Code(service, secret) }), Is.EqualTo(200));
        return secret;
    }

    private static async Task<HttpClient> HalfSignInAsync(TestService service, string password)
    {
        var browser = service.Browser();
        using var response = await browser.SendJsonAsync(HttpMethod.Post, "/api/v1/session", new { login = Login, password });
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await response.Content.ReadAsStringAsync());
        await browser.AssertSignedInAsync(false);
        return browser;
    }

    private static string Code(TestService service, byte[] secret) => TimeCodes.CodeAt(secret, TimeCodes.StepAt(service.Clock.GetUtcNow()));

    internal static byte[] Secret(string base32)
    {
        var bits = string.Concat(base32.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2))];
    }

    private static async Task AssertNotStoredAsync(TestService service, byte[] secret, IEnumerable<string> codes)
    {
        var stored = new List<byte>();
        foreach (var file in Directory.EnumerateFiles(service.Folder, "digitize.db*"))
        {
            await using var bytes = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var all = new byte[bytes.Length];
            await bytes.ReadExactlyAsync(all);
            stored.AddRange(all);
        }

        var span = stored.ToArray().AsSpan();
        Assert.That(span.IndexOf("anna@example.org"u8), Is.GreaterThan(0), "The rows are in these files.");
        Assert.That(span.IndexOf(secret), Is.EqualTo(-1));
        foreach (var code in codes)
        {
            Assert.That(span.IndexOf(System.Text.Encoding.ASCII.GetBytes(code)), Is.EqualTo(-1));
            Assert.That(span.IndexOf(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(code))), Is.EqualTo(-1));
        }
    }
}
