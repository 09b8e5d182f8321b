using System.Net;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Operations;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

public sealed class RestrictionTests
{
    private static readonly string[] Files = ["/original", "/pdf", "/text", "/hocr", "/json", "/pages/1", "/pages/1/picture", "/pages/1/thumbnail", "/hits?query=Brief"];

    [Test]
    public async Task A_restricted_letter_is_kept_and_nothing_else_is_done_with_it_until_the_restriction_is_lifted()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var owner = service.Client(await service.AddKeyAsync(account, days: 300));
        using var member = service.Client(await service.AddKeyAsync(account, "documents:read,documents:write", days: 300));
        await owner.PostAsync("/api/v1/types", Requests.Json(new { name = "kurz", keepMonths = 1 }));
        using var sent = await SendWithKeyAsync(owner);
        var id = (await sent.JsonAsync()).GetProperty("id").GetString()!;
        var path = $"/api/v1/documents/{id}";
        await owner.PatchAsync(path, Requests.Json(new { type = "Kurz", tags = new[] { "geheim" } }));
        var cursor = (await JsonAsync(owner, "/api/v1/changes?after=0")).GetProperty("cursor").GetInt64();

        await (await member.PostAsync(path + "/restriction", Requests.Json(new { reason = "streitig" }))).AssertProblemAsync(403, "forbidden");
        await (await owner.PostAsync(path + "/restriction", Requests.Json(new { reason = " " }))).AssertProblemAsync(400, "bad-request");
        using var restricted = await owner.PostAsync(path + "/restriction", Requests.Json(new { reason = "streitig" }));
        Assert.That((await restricted.JsonAsync()).GetProperty("restriction").GetProperty("reason").GetString(), Is.EqualTo("streitig"));

        await AssertHiddenAsync(owner, member, path, id);
        await (await SendWithKeyAsync(member)).AssertProblemAsync(409, "restricted");
        var work = await WorkAsync(service);
        Assert.That(await service.Services.GetRequiredService<WorkItems>().ClaimAsync(work, CancellationToken.None), Is.Null, "Nobody reads it.");
        Assert.That(await service.Services.GetRequiredService<Overview>().OldestReadyAsync(CancellationToken.None), Is.Null, "What nobody may read is no backlog.");
        service.Clock.Pass(TimeSpan.FromDays(60));
        Assert.That((await RunAsync(service)).Documents.Trashed, Is.Zero);
        var preview = await JsonAsync(owner, "/api/v1/retention/preview");
        Assert.That(preview.GetProperty("due")[0].GetProperty("sentence").GetString(), Is.EqualTo("\"kurz\" is kept for 1 months, due since 2026-04-01, but it is restricted."));

        Assert.That((int)(await owner.DeleteAsync(path + "/restriction")).StatusCode, Is.EqualTo(200));
        Assert.That((await member.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await member.GetStringAsync("/api/v1/documents?query=Brief"), Does.Contain(id));
        var news = (await JsonAsync(member, $"/api/v1/changes?after={cursor}")).GetProperty("changes");
        Assert.That(news.EnumerateArray().Select(change => change.GetProperty("kind").GetString()), Is.EqualTo(new[] { "restored" }));
        Assert.That(await service.Services.GetRequiredService<WorkItems>().ClaimAsync(work, CancellationToken.None), Is.Not.Null, "It goes on.");
        Assert.That((await RunAsync(service)).Documents.Trashed, Is.EqualTo(1));
    }

    [Test]
    public async Task What_was_being_read_when_it_was_restricted_is_thrown_away_and_nothing_of_it_is_given_up()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await service.NewCustomerAsync();
        var id = await owner.SendLetterAsync();
        var items = service.Services.GetRequiredService<WorkItems>();
        var database = service.Services.GetRequiredService<DigitizeDatabase>();
        var work = await WorkAsync(service);
        WorkClaim claim = null!;
        for (var attempt = 1; attempt <= Retries.MostAttempts; attempt++)
        {
            service.Clock.Pass(WorkItems.Lease + TimeSpan.FromSeconds(1));
            claim = (await items.ClaimAsync(work, CancellationToken.None))!;
        }

        await owner.PostAsync($"/api/v1/documents/{id}/restriction", Requests.Json(new { reason = "streitig" }));
        Assert.That(await database.WriteAsync(CurrentAccount.Everyone, db => Transitions.FailAsync(db, claim.Document, 1, new Pages.Failure(Pages.FailureCode.Damaged, ""), service.Clock.GetUtcNow()), CancellationToken.None), Is.False);
        service.Clock.Pass(WorkItems.Lease + TimeSpan.FromSeconds(1));
        Assert.That(await items.ResetExpiredAsync(CancellationToken.None), Is.Empty);
        await owner.DeleteAsync($"/api/v1/documents/{id}/restriction");
        Assert.That(await items.ResetExpiredAsync(CancellationToken.None), Has.Count.EqualTo(1), "Now it is as any other.");
    }

    private static async Task AssertHiddenAsync(HttpClient owner, HttpClient member, string path, string id)
    {
        foreach (var file in Files.Prepend(""))
        {
            await (await member.GetAsync(path + file)).AssertProblemAsync(404, "not-found");
        }

        foreach (var list in new[] { "/api/v1/documents", "/api/v1/documents?state=received", "/api/v1/documents?tag=geheim", "/api/v1/documents?query=Brief", "/api/v1/changes?after=0", "/api/v1/tags" })
        {
            Assert.That(await member.GetStringAsync(list), Does.Not.Contain(id).And.Not.Contain("geheim"), list);
        }

        Assert.That(await owner.GetStringAsync("/api/v1/documents?query=Brief"), Does.Not.Contain(id), "Nobody finds it.");
        Assert.That((await JsonAsync(owner, "/api/v1/documents")).GetProperty("documents")[0].GetProperty("restriction").GetProperty("by").GetString(), Does.StartWith("key "));
        Assert.That((await JsonAsync(owner, path)).GetProperty("document").GetProperty("restriction").GetProperty("reason").GetString(), Is.EqualTo("streitig"));
        Assert.That(await owner.GetByteArrayAsync(path + "/original"), Is.EqualTo(Requests.Pdf()));
        foreach (var file in Files[1..])
        {
            await (await owner.GetAsync(path + file)).AssertProblemAsync(409, "restricted");
        }

        await (await owner.DeleteAsync(path)).AssertProblemAsync(409, "restricted");
        await (await owner.PatchAsync(path, Requests.Json(new { title = "Anders" }))).AssertProblemAsync(409, "restricted");
        await (await owner.PostAsync(path + "/reprocess", null)).AssertProblemAsync(409, "restricted");
        await (await member.DeleteAsync(path)).AssertProblemAsync(404, "not-found");
    }

    private static async Task<HttpResponseMessage> SendWithKeyAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/documents?fileName=Brief.pdf") { Content = Requests.Raw(Requests.Pdf()) };
        request.Headers.Add("Idempotency-Key", "einmal");
        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => await (await client.GetAsync(path)).JsonAsync();

    private static async Task<Digitize.Retention.RetentionPlans> RunAsync(TestService service) =>
        (await service.Services.GetRequiredService<RetentionRounds>().RunAsync(CancellationToken.None))!;

    private static async Task<WorkItemId> WorkAsync(TestService service)
    {
        await using var db = service.Services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Everyone);
        return await db.WorkItems.Select(row => row.Id).SingleAsync();
    }
}
