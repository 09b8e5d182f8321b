using Digitize.Accounts;
using Digitize.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

public sealed class MemberTests
{
    private const string Users = "/api/v1/users";

    [Test]
    public async Task An_owner_lets_people_in_changes_what_they_may_do_and_takes_them_out_at_once()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.SignInAsync("inhaber@example.org", (await service.AddUserAsync("inhaber@example.org", await service.AddAccountAsync("Muster GmbH"), Role.Owner)).Password);
        using var invited = await owner.SendJsonAsync(HttpMethod.Post, Users, new { login = "Anna@Example.org", role = "reader" });
        var anna = await invited.JsonAsync();
        Assert.That((int)invited.StatusCode, Is.EqualTo(201), anna.ToString());
        var path = $"{Users}/{anna.GetProperty("id").GetString()}";
        Assert.That(invited.Headers.Location?.ToString(), Is.EqualTo(path));
        using var member = await service.SignInAsync("anna@example.org", anna.GetProperty("password").GetString()!);

        Assert.That((int)(await member.PostAsync("/api/v1/documents", Requests.Raw(Requests.Pdf()))).StatusCode, Is.EqualTo(403));
        Assert.That(await owner.StatusAsync(HttpMethod.Patch, path, new { role = "member" }), Is.EqualTo(204));
        Assert.That((int)(await member.PostAsync("/api/v1/documents", Requests.Raw(Requests.Pdf()))).StatusCode, Is.EqualTo(201));

        Assert.That(await owner.StatusAsync(HttpMethod.Patch, path, new { disabled = true }), Is.EqualTo(204));
        await member.AssertSignedInAsync(false);
        await (await service.Browser().SendJsonAsync(HttpMethod.Post, "/api/v1/session", new { login = "anna@example.org", password = anna.GetProperty("password").GetString() })).AssertProblemAsync(401, "sign-in-refused");
        var listed = (await (await owner.GetAsync(Users)).JsonAsync()).EnumerateArray().Single(row => row.GetProperty("login").GetString() == "anna@example.org");
        Assert.That((listed.GetProperty("disabled").GetBoolean(), listed.GetProperty("role").GetString()), Is.EqualTo((true, "member")));
        Assert.That(await owner.StatusAsync(HttpMethod.Patch, path, new { disabled = false }), Is.EqualTo(204));
        using var back = await service.SignInAsync("anna@example.org", anna.GetProperty("password").GetString()!);

        Assert.That(await owner.StatusAsync(HttpMethod.Delete, path), Is.EqualTo(204));
        await back.AssertSignedInAsync(false);
        await (await owner.SendJsonAsync(HttpMethod.Patch, path, new { role = "reader" })).AssertProblemAsync(404, "not-found");
        Assert.That(await owner.StatusAsync(HttpMethod.Post, Users, new { login = "anna@example.org", role = "owner" }), Is.EqualTo(201), "The login is free again.");
        await (await owner.SendJsonAsync(HttpMethod.Post, Users, new { login = "ANNA@example.org", role = "reader" })).AssertProblemAsync(409, "already-taken");
        await (await owner.SendJsonAsync(HttpMethod.Post, Users, new { login = "berta@example.org" })).AssertProblemAsync(400, "bad-request");
        Assert.That(service.Log.All, Does.Contain($"removal of user {path.Split('/')[^1]}").And.Not.Contain("anna@").And.Not.Contain(anna.GetProperty("password").GetString()!));
    }

    [Test]
    public async Task The_last_owner_stays_owner()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        var (first, second) = (await service.AddUserAsync("eins@example.org", account, Role.Owner), await service.AddUserAsync("zwei@example.org", account, Role.Owner));
        using var one = await service.SignInAsync("eins@example.org", first.Password);
        using var two = await service.SignInAsync("zwei@example.org", second.Password);

        // Both at once: only one of them may get through.
        var answers = await Task.WhenAll(
            one.StatusAsync(HttpMethod.Patch, $"{Users}/{second.Id}", new { role = "reader" }), two.StatusAsync(HttpMethod.Patch, $"{Users}/{first.Id}", new { disabled = true }));
        Assert.That(answers, Has.Exactly(1).EqualTo(204));
        var (left, leftId) = answers[0] == 204 ? (one, first.Id) : (two, second.Id);
        foreach (var (method, body) in new (HttpMethod, object?)[] { (HttpMethod.Delete, null), (HttpMethod.Patch, new { disabled = true }), (HttpMethod.Patch, new { role = "member" }) })
        {
            await (await left.SendJsonAsync(method, $"{Users}/{leftId}", body)).AssertProblemAsync(409, "last-owner");
        }

        Assert.That(await left.StatusAsync(HttpMethod.Patch, $"{Users}/{leftId}", new { role = "owner", disabled = false }), Is.EqualTo(204), "What changes nothing is allowed.");
    }

    [Test]
    public async Task An_issued_password_replaces_the_old_one_and_never_opens_another_account()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        var anna = await service.AddUserAsync("anna@example.org", account, Role.Member);
        using var owner = await service.SignInAsync("inhaber@example.org", (await service.AddUserAsync("inhaber@example.org", account, Role.Owner)).Password);
        using var before = await service.SignInAsync("anna@example.org", anna.Password);
        using var issued = await owner.SendJsonAsync(HttpMethod.Post, $"{Users}/{anna.Id}/password");
        var password = (await issued.JsonAsync()).GetProperty("password").GetString()!;
        await before.AssertSignedInAsync(false);
        Assert.That(await service.Browser().StatusAsync(HttpMethod.Post, "/api/v1/session", new { login = "anna@example.org", password = anna.Password }), Is.EqualTo(401));
        using var after = await service.SignInAsync("anna@example.org", password);

        var elsewhere = await service.AddAccountAsync("Andere");
        await service.Services.GetRequiredService<DigitizeDatabase>().WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(new Membership { UserId = anna.Id, AccountId = elsewhere, Role = Role.Reader });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        await (await owner.SendJsonAsync(HttpMethod.Post, $"{Users}/{anna.Id}/password")).AssertProblemAsync(409, "belongs-elsewhere");
        Assert.That(await owner.StatusAsync(HttpMethod.Delete, $"{Users}/{anna.Id}"), Is.EqualTo(204));
        using var still = await service.SignInAsync("anna@example.org", password);
        Assert.That((await (await still.GetAsync("/api/v1/session")).JsonAsync()).GetProperty("account").GetString(), Is.EqualTo(elsewhere.ToString()));
    }

    [Test]
    public async Task A_key_that_manages_makes_nobody_more_than_itself()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        var owner = await service.AddUserAsync("inhaber@example.org", account, Role.Owner);
        using var key = service.Client(await service.AddKeyAsync(account, "account:manage,documents:read"));
        Assert.That(await key.StatusAsync(HttpMethod.Post, Users, new { login = "lesend@example.org", role = "reader" }), Is.EqualTo(201));
        await (await key.SendJsonAsync(HttpMethod.Post, Users, new { login = "neu@example.org", role = "owner" })).AssertProblemAsync(403, "forbidden");
        await (await key.SendJsonAsync(HttpMethod.Post, $"{Users}/{owner.Id}/password")).AssertProblemAsync(403, "forbidden");
        await (await key.SendJsonAsync(HttpMethod.Delete, $"{Users}/{owner.Id}")).AssertProblemAsync(403, "forbidden");
        var reader = (await (await key.GetAsync(Users)).JsonAsync()).EnumerateArray().Single(row => row.GetProperty("role").GetString() == "reader").GetProperty("id").GetString();
        await (await key.SendJsonAsync(HttpMethod.Patch, $"{Users}/{reader}", new { role = "owner" })).AssertProblemAsync(403, "forbidden");
    }
}
