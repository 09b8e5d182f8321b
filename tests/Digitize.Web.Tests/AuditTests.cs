using System.Text.Json;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

public sealed class AuditTests
{
    [Test]
    public async Task Who_reads_and_is_no_owner_is_written_down_once_an_hour_and_owners_see_it()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var owner = await service.SignInAsync("chefin@example.org", (await service.AddUserAsync("chefin@example.org", account, Role.Owner)).Password);
        var person = await service.AddUserAsync("leser@example.org", account, Role.Reader);
        using var reader = await service.SignInAsync("leser@example.org", person.Password);
        var key = await service.AddKeyAsync(account);
        using var program = service.Client(key);
        var (letter, other) = (await owner.SendLetterAsync(), await owner.SendLetterAsync(Requests.Pdf("another")));

        Assert.That((int)(await owner.GetAsync($"/api/v1/documents/{letter}/original")).StatusCode, Is.EqualTo(200));
        Assert.That((int)(await reader.GetAsync($"/api/v1/documents/{letter}/pdf")).StatusCode, Is.EqualTo(409), "There is none yet, so none was read.");
        for (var time = 0; time < 3; time++)
        {
            Assert.That((int)(await reader.GetAsync($"/api/v1/documents/{letter}/original")).StatusCode, Is.EqualTo(200));
        }

        await program.GetAsync("/api/v1/documents?query=Brief");
        var seen = (await EntriesAsync(owner, $"/api/v1/documents/{letter}/audit")).ToList();
        Assert.That(seen.Select(Short), Is.EqualTo(new[] { "user documentReceived", "user originalRead", "apiKey snippetsRead" }));
        Assert.That(seen.Select(entry => entry.GetProperty("actor").GetString()).Skip(1), Is.EqualTo(new[] { person.Id.ToString(), key.Id }));
        Assert.That((await EntriesAsync(owner, $"/api/v1/documents/{other}/audit")).Select(Short), Is.EqualTo(new[] { "user documentReceived", "apiKey snippetsRead" }));
        service.Clock.Pass(ContentReadings.OneEntryFor);
        using var again = service.Client(key);
        await again.GetAsync($"/api/v1/documents/{letter}/original");
        service.Clock.Pass(ContentReadings.OneEntryFor);
        await again.GetAsync($"/api/v1/documents/{letter}/original");
        Assert.That((await EntriesAsync(program, $"/api/v1/documents/{letter}/audit")).Select(Short).Skip(3), Is.EqualTo(new[] { "apiKey originalRead", "apiKey originalRead" }), "A key that manages the account may look, too.");
        Assert.That((int)(await reader.GetAsync("/api/v1/audit")).StatusCode, Is.EqualTo(401), "Half an hour of rest has ended the session.");
    }

    [Test]
    public async Task The_audit_is_for_who_manages_the_account_goes_on_behind_a_cursor_and_names_no_letter()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var owner = await service.SignInAsync("chefin@example.org", (await service.AddUserAsync("chefin@example.org", account, Role.Owner)).Password);
        using var member = await service.SignInAsync("mitglied@example.org", (await service.AddUserAsync("mitglied@example.org", account, Role.Member)).Password);
        var letter = await member.SendLetterAsync();
        await member.PatchAsync($"/api/v1/documents/{letter}", Requests.Json(new { title = "Kranichfeder", tags = new[] { "Zeisig" } }));
        foreach (var path in new[] { "/api/v1/audit", $"/api/v1/documents/{letter}/audit" })
        {
            await (await member.GetAsync(path)).AssertProblemAsync(403, "forbidden");
        }

        await (await owner.GetAsync("/api/v1/audit?limit=0")).AssertProblemAsync(400, "bad-request");
        await (await owner.GetAsync("/api/v1/audit?after=-1")).AssertProblemAsync(400, "bad-request");
        var first = await (await owner.GetAsync("/api/v1/audit?limit=3")).JsonAsync();
        var rest = await (await owner.GetAsync($"/api/v1/audit?after={first.GetProperty("next").GetInt64()}")).JsonAsync();
        var all = first.GetProperty("entries").EnumerateArray().Concat(rest.GetProperty("entries").EnumerateArray()).ToList();
        Assert.That(all.Select(entry => entry.GetProperty("sequence").GetInt32()), Is.EqualTo(Enumerable.Range(1, 5)));
        Assert.That(all.Select(entry => entry.GetProperty("action").GetString()), Is.EqualTo(new[] { "accountCreated", "userAdded", "userAdded", "documentReceived", "documentEdited" }));
        Assert.That(all[^1].GetProperty("details").GetProperty("changed").GetString(), Is.EqualTo("title, tags"));
        Assert.That(rest.GetProperty("next").ValueKind, Is.EqualTo(JsonValueKind.Null));

        await member.DeleteAsync($"/api/v1/documents/{letter}");
        service.Clock.Pass(DocumentTrash.Keep);
        await service.Services.GetRequiredService<Purge>().RunAsync(CancellationToken.None);
        using var later = service.Client(await service.AddKeyAsync(account));
        Assert.That((await EntriesAsync(later, $"/api/v1/documents/{letter}/audit")).Select(Short).Skip(2), Is.EqualTo(new[] { "user documentTrashed", "system documentPurged" }), "The letter is gone, and what was done to it is told.");
        Assert.That((await later.GetStringAsync("/api/v1/audit")) + await (await later.GetAsync($"/api/v1/documents/{letter}/audit")).Content.ReadAsStringAsync(), Does.Not.Contain("Kranich").And.Not.Contain("Zeisig").And.Not.Contain("Müller").And.Not.Contain("\\u00FC"));
        Assert.That(await VerdictAsync(service), Is.InstanceOf<AuditVerdict.Sound>());
    }

    [Test]
    public async Task Sign_ins_are_told_with_a_shortened_address_and_without_what_was_typed()
    {
        await using var service = await TestService.StartAsync();
        var person = await service.AddUserAsync("anna@example.org", await service.AddAccountAsync("Muster GmbH"), Role.Owner);
        using var stranger = service.Browser();
        Assert.That(await stranger.StatusAsync(HttpMethod.Post, "/api/v1/session", new { login = "geheim123", password = "x" }), Is.EqualTo(401));
        Assert.That(await stranger.StatusAsync(HttpMethod.Post, "/api/v1/session", new { login = "anna@example.org", password = "geheim456" }), Is.EqualTo(401));
        (await service.SignInAsync("anna@example.org", person.Password)).Dispose();

        var told = (await service.Services.GetRequiredService<AuditTrail>().ListAsync(null, null, 0, 100, CancellationToken.None)).Where(line => line.Entry.Action is AuditAction.SignedIn or AuditAction.SignInRefused).ToList();
        Assert.That(told.Select(line => (line.Entry.Action, line.Entry.Outcome, line.Entry.ActorId)), Is.EqualTo(new[]
        {
            (AuditAction.SignInRefused, AuditOutcome.Refused, (string?)null),
            (AuditAction.SignInRefused, AuditOutcome.Refused, person.Id.ToString()),
            (AuditAction.SignedIn, AuditOutcome.Done, person.Id.ToString()),
        }));
        Assert.That(told.Select(line => line.Details?["from"]), Is.All.EqualTo("127.0.0.0"));
        Assert.That(told.SelectMany(line => line.Details!.Values), Has.None.Contains("geheim").And.None.Contains("anna"));
    }

    private static string Short(JsonElement entry) => $"{entry.GetProperty("actorKind").GetString()} {entry.GetProperty("action").GetString()}";

    internal static async Task<IEnumerable<JsonElement>> EntriesAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        Assert.That((int)response.StatusCode, Is.EqualTo(200), await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync()).GetProperty("entries").EnumerateArray();
    }

    internal static Task<AuditVerdict> VerdictAsync(TestService service) => service.Services.GetRequiredService<AuditTrail>().VerifyAsync([], CancellationToken.None);
}
