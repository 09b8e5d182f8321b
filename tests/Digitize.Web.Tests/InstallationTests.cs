using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

public sealed class InstallationTests
{
    private const string Installation = "/api/v1/installation";

    [Test]
    public async Task An_operator_sees_counts_and_reasons_sends_dead_work_again_and_reads_nothing()
    {
        await using var service = await TestService.StartAsync();
        using var customer = await service.NewCustomerAsync("Muster GmbH");
        await service.AddAccountAsync("Leer");
        var (first, second) = (await customer.SendLetterAsync(Requests.Pdf("KRANICH")), await customer.SendLetterAsync(Requests.Pdf("ZEISIG")));
        await DieAsync(service);
        using var operators = await service.SignInAsync("betrieb", await service.AddUserAsync("betrieb", InstallationRole.Operator));

        var accounts = (await (await operators.GetAsync($"{Installation}/accounts")).JsonAsync()).EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!);
        var muster = accounts["Muster GmbH"];
        Assert.That((muster.GetProperty("documents").GetInt32(), muster.GetProperty("pages").GetInt64()), Is.EqualTo((2, 0L)));
        Assert.That(muster.GetProperty("bytes").GetInt64(), Is.EqualTo(Requests.Pdf("KRANICH").Length + Requests.Pdf("ZEISIG").Length));
        Assert.That(muster.GetProperty("failures").GetProperty("GaveUp").GetInt32(), Is.EqualTo(2));
        Assert.That(accounts["Leer"].GetProperty("documents").GetInt32(), Is.Zero);
        var next = await (await operators.GetAsync($"{Installation}/accounts?after=Leer")).JsonAsync();
        Assert.That(next.GetArrayLength(), Is.EqualTo(1));

        var dead = await operators.GetStringAsync($"{Installation}/dead-work");
        Assert.That(dead, Does.Contain(first).And.Contain(second).And.Contain("GaveUp").And.Not.Contain("Brief").And.Not.Contain("M\\u00FCller").And.Not.Contain("secret detail"));
        Assert.That((await (await operators.GetAsync($"{Installation}/dead-work?reason=Damaged")).JsonAsync()).GetArrayLength(), Is.Zero);
        Assert.That((int)(await operators.GetAsync($"/api/v1/documents/{first}")).StatusCode, Is.EqualTo(403));

        await (await operators.SendJsonAsync(HttpMethod.Post, $"{Installation}/dead-work/retry", new { })).AssertProblemAsync(400, "bad-request");
        await (await operators.SendJsonAsync(HttpMethod.Post, $"{Installation}/dead-work/retry", new { document = Guid.Empty })).AssertProblemAsync(404, "not-found");
        Assert.That(await operators.StatusAsync(HttpMethod.Post, $"{Installation}/dead-work/retry", new { document = first }), Is.EqualTo(200));
        using var rest = await operators.SendJsonAsync(HttpMethod.Post, $"{Installation}/dead-work/retry", new { reason = "gaveUp" });
        Assert.That((await rest.JsonAsync()).GetProperty("documents").GetInt32(), Is.EqualTo(1), "The first is being read again already.");
        Assert.That((await (await operators.GetAsync($"{Installation}/dead-work")).JsonAsync()).GetArrayLength(), Is.Zero);
        var state = (await (await customer.GetAsync($"/api/v1/documents/{first}")).JsonAsync()).GetProperty("document").GetProperty("state").GetString();
        Assert.That(state, Is.EqualTo("received"));
        Assert.That(await operators.StatusAsync(HttpMethod.Get, $"{Installation}/users"), Is.EqualTo(403));
    }

    [Test]
    public async Task An_administrator_stops_any_login_at_once_but_not_the_last_of_their_own()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        var owner = await service.AddUserAsync("inhaber@example.org", account, Role.Owner);
        using var signedIn = await service.SignInAsync("inhaber@example.org", owner.Password);
        using var admin = await service.SignInAsync("verwalter", await service.AddUserAsync("verwalter", InstallationRole.Administrator));
        Assert.That(await admin.StatusAsync(HttpMethod.Patch, $"{Installation}/users/{owner.Id}", new { disabled = true }), Is.EqualTo(204));
        await signedIn.AssertSignedInAsync(false);
        Assert.That(await service.Browser().StatusAsync(HttpMethod.Post, "/api/v1/session", new { login = "inhaber@example.org", password = owner.Password }), Is.EqualTo(401));
        var listed = (await (await admin.GetAsync($"{Installation}/users?account={account}")).JsonAsync()).EnumerateArray().Single();
        Assert.That((listed.GetProperty("login").GetString(), listed.GetProperty("disabled").GetBoolean()), Is.EqualTo(("inhaber@example.org", true)));
        Assert.That(await admin.StatusAsync(HttpMethod.Patch, $"{Installation}/users/{owner.Id}", new { disabled = false }), Is.EqualTo(204));
        (await service.SignInAsync("inhaber@example.org", owner.Password)).Dispose();

        var everyone = (await (await admin.GetAsync($"{Installation}/users")).JsonAsync()).EnumerateArray().ToArray();
        var self = everyone.Single(row => row.GetProperty("login").GetString() == "verwalter").GetProperty("id").GetString();
        await (await admin.SendJsonAsync(HttpMethod.Patch, $"{Installation}/users/{self}", new { disabled = true })).AssertProblemAsync(409, "last-administrator");
        using var added = await admin.SendJsonAsync(HttpMethod.Post, $"{Installation}/users", new { login = "zweite", role = "administrator" });
        using var second = await service.SignInAsync("zweite", (await added.JsonAsync()).GetProperty("password").GetString()!);
        Assert.That(await second.StatusAsync(HttpMethod.Patch, $"{Installation}/users/{self}", new { disabled = true }), Is.EqualTo(204));
        await admin.AssertSignedInAsync(false);
    }

    [Test]
    public async Task An_administrator_issues_a_password_for_who_runs_the_installation_and_for_nobody_who_has_letters()
    {
        await using var service = await TestService.StartAsync();
        var owner = await service.AddUserAsync("inhaber@example.org", await service.AddAccountAsync("Muster GmbH"), Role.Owner);
        using var before = await service.SignInAsync("betrieb", await service.AddUserAsync("betrieb", InstallationRole.Operator));
        using var admin = await service.SignInAsync("verwalter", await service.AddUserAsync("verwalter", InstallationRole.Administrator));
        var ids = (await (await admin.GetAsync($"{Installation}/users")).JsonAsync()).EnumerateArray().ToDictionary(row => row.GetProperty("login").GetString()!, row => row.GetProperty("id").GetString());
        await (await admin.SendJsonAsync(HttpMethod.Post, $"{Installation}/users/{owner.Id}/password")).AssertProblemAsync(409, "belongs-elsewhere");
        await (await admin.SendJsonAsync(HttpMethod.Post, $"{Installation}/users/{ids["verwalter"]}/password")).AssertProblemAsync(403, "forbidden");
        await (await admin.SendJsonAsync(HttpMethod.Post, $"{Installation}/users/{Guid.Empty}/password")).AssertProblemAsync(404, "not-found");

        using var answer = await admin.SendJsonAsync(HttpMethod.Post, $"{Installation}/users/{ids["betrieb"]}/password");
        var issued = (await answer.JsonAsync()).GetProperty("password").GetString()!;
        await before.AssertSignedInAsync(false);
        using var after = await service.SignInAsync("betrieb", issued);
        await (await after.GetAsync($"{Installation}/overview")).AssertProblemAsync(403, "password-to-replace");
        Assert.That(await after.StatusAsync(HttpMethod.Put, "/api/v1/account/password", new { current = issued, @new = "vierzig Kraniche ziehen nach Norden" }), Is.EqualTo(204));
        Assert.That(await after.StatusAsync(HttpMethod.Get, $"{Installation}/overview"), Is.EqualTo(200));
    }

    /// <summary>As if every attempt had been used up.</summary>
    private static Task DieAsync(TestService service) =>
        service.Services.GetRequiredService<DigitizeDatabase>().WriteAsync(CurrentAccount.Everyone, async db =>
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE work_items SET state = 'Dead', failure_code = 'GaveUp', failure_detail = 'secret detail', settled_at = 1");
            await db.Database.ExecuteSqlRawAsync("UPDATE documents SET state = 'Failed', failure_code = 'GaveUp', failure_detail = 'secret detail'");
        }, CancellationToken.None);
}
