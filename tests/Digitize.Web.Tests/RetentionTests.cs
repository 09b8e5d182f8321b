using System.Net;
using System.Text;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Operations;
using Digitize.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

public sealed class RetentionTests
{
    [Test]
    public async Task A_letter_on_hold_is_deleted_by_nobody_and_by_no_timer()
    {
        await using var service = await TestService.StartAsync();
        using var owner = service.Client(await service.AddKeyAsync(await service.AddAccountAsync("Muster GmbH"), days: 300));
        await owner.PostAsync("/api/v1/types", Requests.Json(new { name = "kurz", keepMonths = 1 }));
        using var sent = await owner.PostAsync("/api/v1/documents?fileName=a.pdf&type=KURZ&date=2020-02-29", Requests.Raw(Requests.Pdf()));
        var letter = await sent.JsonAsync();
        var (id, path) = (letter.GetProperty("id").GetGuid(), $"/api/v1/documents/{letter.GetProperty("id").GetString()}");
        Assert.That((letter.GetProperty("type").GetString(), letter.GetProperty("date").GetString()), Is.EqualTo(("kurz", "2020-02-29")));

        await (await owner.PostAsync("/api/v1/holds", Requests.Json(new { document = id }))).AssertProblemAsync(400, "bad-request");
        var one = await HoldAsync(owner, new { document = id, reason = "Klage" });
        var all = await HoldAsync(owner, new { reason = "Steuerprüfung" });
        await (await owner.DeleteAsync(path)).AssertProblemAsync(409, "on-hold");
        Assert.That((await RunAsync(service)).Documents.Trashed, Is.Zero);
        Assert.That(await owner.GetStringAsync("/api/v1/retention/preview"), Does.Contain("but a legal hold lies on it"));
        using var released = await owner.DeleteAsync($"/api/v1/holds/{one}");
        Assert.That((await released.JsonAsync()).GetProperty("releasedBy").GetString(), Does.StartWith("key "));
        await (await owner.DeleteAsync(path)).AssertProblemAsync(409, "on-hold");
        var holds = await JsonAsync(owner, $"/api/v1/holds?document={id}");
        Assert.That(holds.EnumerateArray().Select(hold => hold.GetProperty("reason").GetString()), Is.EqualTo(new[] { "Klage" }));

        await owner.DeleteAsync($"/api/v1/holds/{all}");
        Assert.That((await RunAsync(service)).Documents.Trashed, Is.EqualTo(1));
        Assert.That((await (await owner.PostAsync(path + "/restore", null)).JsonAsync()).GetProperty("state").GetString(), Is.EqualTo("received"));
        Assert.That((await owner.DeleteAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await HoldAsync(owner, new { document = id, reason = "Klage" });
        service.Clock.Pass(TimeSpan.FromDays(100));
        Assert.That(await service.Services.GetRequiredService<Purge>().RunAsync(CancellationToken.None), Is.Zero, "Also what lies in the trash.");
        Assert.That((await owner.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Types_are_kept_by_owners_and_one_that_is_not_there_refuses_the_letter()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var owner = service.Client(await service.AddKeyAsync(account));
        using var member = service.Client(await service.AddKeyAsync(account, "documents:read,documents:write"));
        foreach (var wrong in new object[] { new { name = "" }, new { name = "a", keepMonths = 0 }, new { name = "a", keepMonths = 1201 }, new { keepMonths = 3 } })
        {
            await (await owner.PostAsync("/api/v1/types", Requests.Json(wrong))).AssertProblemAsync(400, "bad-request");
        }

        using var made = await owner.PostAsync("/api/v1/types", Requests.Json(new { name = "Rechnung", keepMonths = 120 }));
        var type = (await made.JsonAsync()).GetProperty("id").GetString();
        await (await owner.PostAsync("/api/v1/types", Requests.Json(new { name = "RECHNUNG" }))).AssertProblemAsync(409, "already-taken");
        await (await member.PostAsync("/api/v1/types", Requests.Json(new { name = "Neu" }))).AssertProblemAsync(403, "forbidden");

        await (await member.PostAsync("/api/v1/documents?type=Mahnung", Requests.Raw(Requests.Pdf()))).AssertProblemAsync(400, "bad-request");
        await (await member.PostAsync("/api/v1/documents?date=31.3.2026", Requests.Raw(Requests.Pdf()))).AssertProblemAsync(400, "bad-request");
        using var form = new MultipartFormDataContent { { Requests.Raw(Requests.Pdf("a")), "file", "a.pdf" }, { new StringContent("rechnung"), "type" } };
        var first = await (await member.PostAsync("/api/v1/documents", form)).JsonAsync();
        Assert.That(first.GetProperty("type").GetString(), Is.EqualTo("Rechnung"));
        var bytes = Requests.Pdf("b");
        var metadata = "filename YS5wZGY=,date MjAyNi0wMy0zMQ==,type " + Convert.ToBase64String(Encoding.UTF8.GetBytes("Rechnung"));
        using var upload = await member.SendAsync(Requests.Tus(HttpMethod.Post, "/api/v1/uploads", bytes, ("Upload-Length", $"{bytes.Length}"), ("Upload-Metadata", metadata)));
        var path = upload.Headers.GetValues("Digitize-Document").Single();
        var second = (await JsonAsync(member, path)).GetProperty("document");
        Assert.That((second.GetProperty("type").GetString(), second.GetProperty("date").GetString()), Is.EqualTo(("Rechnung", "2026-03-31")));

        await (await member.PatchAsync(path, Requests.Json(new { type = "Mahnung", title = "Neu" }))).AssertProblemAsync(400, "bad-request");
        using var cleared = await member.PatchAsync(path, Requests.Json(new { type = "", date = "" }));
        Assert.That((await cleared.JsonAsync()).GetProperty("title").GetString(), Is.EqualTo("a"), "What is refused changes nothing.");
        Assert.That((await JsonAsync(member, path)).GetProperty("document").GetProperty("type").ValueKind, Is.EqualTo(JsonValueKind.Null));

        using var changed = await owner.PutAsync($"/api/v1/types/{type}", Requests.Json(new { name = "Beleg" }));
        Assert.That((await changed.JsonAsync()).GetProperty("keepMonths").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(await member.GetStringAsync("/api/v1/documents"), Does.Contain("\"type\":\"Beleg\""));
        Assert.That((await owner.DeleteAsync($"/api/v1/types/{type}")).StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await member.GetStringAsync("/api/v1/documents"), Does.Not.Contain("Beleg").And.Contain(first.GetProperty("id").GetString()));
    }

    [Test]
    public async Task After_the_end_of_a_contract_nothing_comes_in_and_a_year_later_everything_goes_once()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        var invited = await service.AddUserAsync("anna@example.org", account, Role.Owner);
        using var owner = await service.SignInAsync("anna@example.org", invited.Password);
        using var key = service.Client(await service.AddKeyAsync(account));
        var id = await owner.SendLetterAsync();
        await (await key.PostAsync("/api/v1/account/contract-end", Requests.Json(new { on = "2026-03-01" }))).AssertProblemAsync(403, "forbidden");
        await (await owner.PostAsync("/api/v1/account/contract-end", Requests.Json(new { }))).AssertProblemAsync(400, "bad-request");
        await (await owner.PostAsync("/api/v1/account/contract-end", Requests.Json(new { on = "2026-03-01", eraseOn = "2026-02-28" }))).AssertProblemAsync(400, "bad-request");
        await (await owner.PostAsync("/api/v1/account/contract-end", Requests.Json(new { on = "9999-12-31" }))).AssertProblemAsync(400, "bad-request");
        using var ended = await owner.PostAsync("/api/v1/account/contract-end", Requests.Json(new { on = "2026-03-01" }));
        Assert.That((await ended.JsonAsync()).GetProperty("nextAt").GetDateTimeOffset(), Is.EqualTo(new DateTimeOffset(2027, 3, 1, 0, 0, 0, TimeSpan.Zero)));

        await AssertTakesNothingInAsync(key);
        Assert.That(await key.GetByteArrayAsync($"/api/v1/documents/{id}/original"), Is.EqualTo(Requests.Pdf()));
        Assert.That(await key.GetStringAsync("/api/v1/documents?query=Brief"), Does.Contain(id));
        service.Clock.Pass(TimeSpan.FromDays(335));
        Assert.That((await RunAsync(service)).Contracts.Single().Decision.Sentence, Does.Contain("the documents will go on 2027-03-01, which is announced 30 days before"));
        service.Clock.Pass(TimeSpan.FromDays(29));
        Assert.That((await RunAsync(service)).Contracts.Single().Purged, Is.Zero);
        service.Clock.Pass(TimeSpan.FromDays(1));
        using var later = service.Client(await service.AddKeyAsync(account));
        Assert.That((await later.GetAsync($"/api/v1/documents/{id}")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await RunAsync(service)).Contracts.Single().Purged, Is.EqualTo(1));
        Assert.That((await RunAsync(service)).Contracts.Single().Purged, Is.Zero);
        Assert.That((await later.GetAsync("/api/v1/documents")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await service.Browser().StatusAsync(HttpMethod.Post, "/api/v1/session", new { login = "anna@example.org", password = invited.Password }), Is.EqualTo(401));

        Assert.That(await service.Services.GetRequiredService<Contracts>().UndoAsync(account, Actor.System, CancellationToken.None), Is.TypeOf<ContractChange.AlreadyErased>());
        service.Clock.Pass(TimeSpan.FromDays(3650));
        await RunAsync(service);
        Assert.That(await service.Services.GetRequiredService<AccountRegister>().FindAccountAsync("Muster GmbH", CancellationToken.None), Is.EqualTo(account), "It was announced only now.");
        service.Clock.Pass(TimeSpan.FromDays(30));
        await RunAsync(service);
        Assert.That(await service.Services.GetRequiredService<AccountRegister>().FindAccountAsync("Muster GmbH", CancellationToken.None), Is.Null);
        var trail = service.Services.GetRequiredService<AuditTrail>();
        var ending = new[] { AuditAction.ErasureAnnounced, AuditAction.AccountErased, AuditAction.AccountForgotten };
        Assert.That(await ToldAsync(account), Is.EqualTo(new[] { AuditAction.ErasureAnnounced, AuditAction.AccountErased, AuditAction.ErasureAnnounced }));
        Assert.That(await ToldAsync(null), Is.EqualTo(new[] { AuditAction.AccountErased, AuditAction.AccountForgotten }), "Of what has no key any more the installation tells.");
        Assert.That(await trail.VerifyAsync([], CancellationToken.None), Is.InstanceOf<AuditVerdict.Sound>());

        async Task<IEnumerable<AuditAction>> ToldAsync(AccountId? chain) =>
            (await trail.ListAsync(chain, null, 0, AuditTrail.MostAtOnce, CancellationToken.None)).Select(line => line.Entry.Action).Where(ending.Contains);
    }

    [Test]
    public async Task An_earlier_day_deletes_earlier_but_for_what_is_held_and_the_end_can_be_taken_back()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var administrator = await service.SignInAsync("chef@example.org", await service.AddUserAsync("chef@example.org", InstallationRole.Administrator));
        using var key = service.Client(await service.AddKeyAsync(account));
        var (gone, held) = (await key.SendLetterAsync(Requests.Pdf("a")), await key.SendLetterAsync(Requests.Pdf("b")));
        var hold = await HoldAsync(key, new { document = held, reason = "Klage" });
        var path = $"/api/v1/installation/accounts/{account}/contract-end";
        Assert.That(await administrator.StatusAsync(HttpMethod.Post, path, new { on = "2026-03-01" }), Is.EqualTo(200));
        Assert.That(await administrator.StatusAsync(HttpMethod.Delete, path), Is.EqualTo(204));
        Assert.That(await administrator.StatusAsync(HttpMethod.Delete, path), Is.EqualTo(404));
        await key.SendLetterAsync(Requests.Pdf("c"));

        Assert.That(await administrator.StatusAsync(HttpMethod.Post, path, new { on = "2026-03-01", eraseOn = "2026-03-10" }), Is.EqualTo(200));
        service.Clock.Pass(TimeSpan.FromDays(8));
        Assert.That((await RunAsync(service)).Contracts.Single().Purged, Is.Zero);
        service.Clock.Pass(TimeSpan.FromDays(1));
        Assert.That((await JsonAsync(key, "/api/v1/retention/preview")).GetProperty("contract").GetProperty("sentence").GetString(), Is.EqualTo("The documents go from 2026-03-10 on, as was asked for. 1 of them stay, held or restricted, until that ends."));
        Assert.That((await RunAsync(service)).Contracts.Single().Purged, Is.EqualTo(2));
        Assert.That((await key.GetAsync($"/api/v1/documents/{gone}")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await key.GetAsync($"/api/v1/documents/{held}")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "Who can release the hold is let in still.");
        await key.DeleteAsync($"/api/v1/holds/{hold}");
        Assert.That((await RunAsync(service)).Contracts.Single().Purged, Is.EqualTo(1));
        Assert.That((await key.GetAsync("/api/v1/documents")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private static async Task AssertTakesNothingInAsync(HttpClient client)
    {
        await (await client.PostAsync("/api/v1/documents", Requests.Raw(Requests.Pdf("neu")))).AssertProblemAsync(409, "contract-ended");
        using var form = new MultipartFormDataContent { { Requests.Raw(Requests.Pdf("neu")), "file", "a.pdf" } };
        await (await client.PostAsync("/api/v1/documents", form)).AssertProblemAsync(409, "contract-ended");
        await (await client.SendAsync(Requests.Tus(HttpMethod.Post, "/api/v1/uploads", headers: ("Upload-Length", "100")))).AssertProblemAsync(409, "contract-ended");
    }

    private static async Task<string?> HoldAsync(HttpClient client, object hold)
    {
        using var placed = await client.PostAsync("/api/v1/holds", Requests.Json(hold));
        Assert.That(placed.StatusCode, Is.EqualTo(HttpStatusCode.Created), await placed.Content.ReadAsStringAsync());
        return (await placed.JsonAsync()).GetProperty("id").GetString();
    }

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => await (await client.GetAsync(path)).JsonAsync();

    private static async Task<Digitize.Retention.RetentionPlans> RunAsync(TestService service) =>
        (await service.Services.GetRequiredService<RetentionRounds>().RunAsync(CancellationToken.None))!;
}
