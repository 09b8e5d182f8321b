using System.Text.Json;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;
using Digitize.Web.Protection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

/// <summary>Every operation that changes something leaves an entry: each is driven once, and its entry looked for.</summary>
public sealed class AuditedOperationsTests
{
    private const string Own = "/api/v1/account";
    private const string Installation = "/api/v1/installation";

    private static readonly LimitOptions Patient = new() { Burst = 100_000, StrangerRequestsPerMinute = 100_000, SignInsPerMinute = 1000, CodesPerHour = 1000 };

    /// <summary>What each operation writes. A new operation that changes something needs its line; null with a reason where there is nothing to write.</summary>
    private static readonly Dictionary<string, (AuditAction? Writes, string? WhyNot)> Expected = new()
    {
        ["createDocument"] = (AuditAction.DocumentReceived, null),
        ["editDocument"] = (AuditAction.DocumentEdited, null),
        ["trashDocument"] = (AuditAction.DocumentTrashed, null),
        ["restoreDocument"] = (AuditAction.DocumentRestored, null),
        ["reprocessDocument"] = (AuditAction.DocumentReadAgain, null),
        ["createUpload"] = (null, "Bytes under way are no document yet."),
        ["continueUpload"] = (AuditAction.DocumentReceived, null),
        ["endUpload"] = (null, "Bytes under way are no document yet."),
        ["restoreVersion"] = (null, "Nobody reads here: VersionTests drive it with a reader, and look for the entry."),
        ["removeVersion"] = (null, "The same."),
        ["editPages"] = (null, "The same."),
        ["correctWords"] = (null, "The same."),
        ["mergeDocuments"] = (null, "Nobody reads here: DocumentMergingTests look for the entry."),
        ["signIn"] = (AuditAction.SignedIn, null),
        ["finishSignIn"] = (AuditAction.SignedIn, null),
        ["signInWithPasskey"] = (AuditAction.SignedIn, null),
        ["signOut"] = (AuditAction.SessionsEnded, null),
        ["endSession"] = (AuditAction.SessionsEnded, null),
        ["endOtherSessions"] = (AuditAction.SessionsEnded, null),
        ["changePassword"] = (AuditAction.PasswordReplaced, null),
        ["beginAuthenticator"] = (null, "A secret that counts for nothing before it is confirmed."),
        ["confirmAuthenticator"] = (AuditAction.FactorAdded, null),
        ["removeAuthenticator"] = (AuditAction.FactorRemoved, null),
        ["renewRecoveryCodes"] = (AuditAction.RecoveryCodesRenewed, null),
        ["beginPasskey"] = (null, "A question; the answer is told."),
        ["beginPasskeySignIn"] = (null, "A question; the answer is told."),
        ["addPasskey"] = (AuditAction.PasskeyAdded, null),
        ["removePasskey"] = (AuditAction.PasskeyRemoved, null),
        ["inviteUser"] = (AuditAction.UserAdded, null),
        ["changeUser"] = (AuditAction.MemberChanged, null),
        ["removeUser"] = (AuditAction.MemberRemoved, null),
        ["issuePassword"] = (AuditAction.PasswordIssued, null),
        ["retryDeadWork"] = (AuditAction.DocumentReadAgain, null),
        ["addOperator"] = (AuditAction.UserAdded, null),
        ["createAccount"] = (AuditAction.AccountCreated, null),
        ["disableUser"] = (AuditAction.UserDisabled, null),
        ["issuePasswordOf"] = (AuditAction.PasswordIssued, null),
        ["createKey"] = (AuditAction.KeyIssued, null),
        ["revokeKey"] = (AuditAction.KeyRevoked, null),
        ["openRelease"] = (AuditAction.ReleaseOpened, null),
        ["endRelease"] = (AuditAction.ReleaseEnded, null),
        ["endAnyRelease"] = (AuditAction.ReleaseEnded, null),
        ["shareDocument"] = (AuditAction.ShareLinkMade, null),
        ["withdrawShare"] = (AuditAction.ShareLinkWithdrawn, null),
        ["placeHold"] = (AuditAction.HoldPlaced, null),
        ["releaseHold"] = (AuditAction.HoldReleased, null),
        ["restrictDocument"] = (AuditAction.RestrictionBegun, null),
        ["liftRestriction"] = (AuditAction.RestrictionLifted, null),
        ["addType"] = (AuditAction.TypeAdded, null),
        ["changeType"] = (AuditAction.TypeReplaced, null),
        ["removeType"] = (AuditAction.TypeRemoved, null),
        ["endContract"] = (AuditAction.ContractEndAgreed, null),
        ["undoContractEnd"] = (AuditAction.ContractEndUndone, null),
        ["endContractOf"] = (AuditAction.ContractEndAgreed, null),
        ["undoContractEndOf"] = (AuditAction.ContractEndUndone, null),
        ["eraseDocument"] = (AuditAction.DocumentPurged, null),
        ["requestExport"] = (AuditAction.ExportRequested, null),
        ["deleteExport"] = (AuditAction.ExportDeleted, null),
        ["requestBackup"] = (null, "Another copy changes nothing for anybody; each is listed."),
    };

    private readonly HashSet<string> _driven = [];

    private TestService _service = null!;
    private AccountId _account;
    private string _password = "";

    [SetUp]
    public async Task StartAsync()
    {
        _driven.Clear();
        _service = await TestService.StartAsync(Patient);
        _account = await _service.AddAccountAsync("Muster GmbH");
        _password = (await _service.AddUserAsync("chefin@example.org", _account, Role.Owner)).Password;
    }

    [TearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Every_operation_that_changes_something_leaves_its_entry()
    {
        using var owner = _service.Browser();
        await DriveAsync("signIn", owner, HttpMethod.Post, "/api/v1/session", new { login = "chefin@example.org", password = _password });
        using var admin = await _service.SignInAsync("verwalter", await _service.AddUserAsync("verwalter", InstallationRole.Administrator));
        await DriveDocumentsAsync(owner, admin);
        await DriveKeepingAsync(owner, admin);
        await DrivePeopleAsync(owner, admin);
        await DriveReleasesAsync(owner, admin);
        await DriveFactorsAsync(owner);

        var changing = await ChangingOperationsAsync();
        Assert.That(changing, Is.EquivalentTo(Expected.Keys), "Every operation has its line, and every line its operation.");
        Assert.That(Expected.Where(line => line.Value.Writes is not null).Select(line => line.Key), Is.EquivalentTo(_driven));
        Assert.That(await AuditTests.VerdictAsync(_service), Is.InstanceOf<AuditVerdict.Sound>());
    }

    private async Task DriveDocumentsAsync(HttpClient owner, HttpClient admin)
    {
        var letter = "";
        await DriveAsync("createDocument", async () => letter = await owner.SendLetterAsync());
        await DriveAsync("editDocument", owner, HttpMethod.Patch, $"/api/v1/documents/{letter}", new { title = "x" });
        await DriveAsync("trashDocument", owner, HttpMethod.Delete, $"/api/v1/documents/{letter}");
        await DriveAsync("restoreDocument", owner, HttpMethod.Post, $"/api/v1/documents/{letter}/restore");
        await RunAsync("UPDATE documents SET state = 'Failed', failure_code = 'GaveUp'");
        await DriveAsync("reprocessDocument", owner, HttpMethod.Post, $"/api/v1/documents/{letter}/reprocess");
        await RunAsync("UPDATE documents SET state = 'Failed', failure_code = 'GaveUp'");
        await RunAsync("UPDATE work_items SET state = 'Dead', failure_code = 'GaveUp', settled_at = 1");
        await DriveAsync("retryDeadWork", admin, HttpMethod.Post, $"{Installation}/dead-work/retry", new { document = letter });
        var bytes = Requests.Pdf("in pieces");
        using var begun = await owner.SendAsync(Requests.Tus(HttpMethod.Post, "/api/v1/uploads", headers: ("Upload-Length", $"{bytes.Length}")));
        await DriveAsync("continueUpload", async () =>
        {
            using var done = await owner.SendAsync(Requests.Tus(HttpMethod.Patch, begun.Headers.Location!.ToString(), bytes, ("Upload-Offset", "0")));
            Assert.That((int)done.StatusCode, Is.EqualTo(204));
        });
    }

    private async Task DriveKeepingAsync(HttpClient owner, HttpClient admin)
    {
        var type = await DriveAsync("addType", owner, HttpMethod.Post, "/api/v1/types", new { name = "Rechnung", keepMonths = 120 });
        await DriveAsync("changeType", owner, HttpMethod.Put, $"/api/v1/types/{type.GetProperty("id").GetString()}", new { name = "Beleg", keepMonths = 96 });
        var letter = await owner.SendLetterAsync(Requests.Pdf("streitig"));
        await DriveAsync("editDocument", owner, HttpMethod.Patch, $"/api/v1/documents/{letter}", new { type = "Beleg" });
        await DriveAsync("editDocument", owner, HttpMethod.Patch, $"/api/v1/documents/{letter}", new { date = "2026-01-31" });
        await DriveAsync("removeType", owner, HttpMethod.Delete, $"/api/v1/types/{type.GetProperty("id").GetString()}");
        await RunAsync("UPDATE documents SET current_version = 1");
        var share = await DriveAsync("shareDocument", owner, HttpMethod.Post, $"/api/v1/documents/{letter}/shares", new { days = 1 });
        await DriveAsync("withdrawShare", owner, HttpMethod.Delete, $"/api/v1/documents/{letter}/shares/{share.GetProperty("share").GetProperty("id").GetString()}");
        await RunAsync("UPDATE documents SET current_version = NULL");
        var hold = await DriveAsync("placeHold", owner, HttpMethod.Post, "/api/v1/holds", new { document = letter, reason = "Klage" });
        await DriveAsync("releaseHold", owner, HttpMethod.Delete, $"/api/v1/holds/{hold.GetProperty("id").GetString()}");
        await DriveAsync("restrictDocument", owner, HttpMethod.Post, $"/api/v1/documents/{letter}/restriction", new { reason = "bestritten" });
        await DriveAsync("liftRestriction", owner, HttpMethod.Delete, $"/api/v1/documents/{letter}/restriction");
        await DriveAsync("eraseDocument", owner, HttpMethod.Post, $"/api/v1/documents/{letter}/erasure");
        var export = await DriveAsync("requestExport", owner, HttpMethod.Post, $"{Own}/exports");
        await DriveAsync("deleteExport", owner, HttpMethod.Delete, $"{Own}/exports/{export.GetProperty("id").GetString()}");
        foreach (var (suffix, by, path) in new[] { ("", owner, $"{Own}/contract-end"), ("Of", admin, $"{Installation}/accounts/{_account}/contract-end") })
        {
            await DriveAsync($"endContract{suffix}", by, HttpMethod.Post, path, new { on = "2030-01-01" });
            await DriveAsync($"undoContractEnd{suffix}", by, HttpMethod.Delete, path);
        }
    }

    private async Task DrivePeopleAsync(HttpClient owner, HttpClient admin)
    {
        var invited = await DriveAsync("inviteUser", owner, HttpMethod.Post, "/api/v1/users", new { login = "neu@example.org", role = "reader" });
        var user = $"/api/v1/users/{invited.GetProperty("id").GetString()}";
        await DriveAsync("changeUser", owner, HttpMethod.Patch, user, new { role = "member" });
        await DriveAsync("issuePassword", owner, HttpMethod.Post, $"{user}/password");
        await DriveAsync("disableUser", admin, HttpMethod.Patch, $"{Installation}{user["/api/v1".Length..]}", new { disabled = true });
        await DriveAsync("removeUser", owner, HttpMethod.Delete, user);
        await DriveAsync("createAccount", admin, HttpMethod.Post, $"{Installation}/accounts", new { name = "Nachbar GmbH", owner = "nachbar@example.org" });
        var added = await DriveAsync("addOperator", admin, HttpMethod.Post, $"{Installation}/users", new { login = "betrieb", role = "operator" });
        await DriveAsync("issuePasswordOf", admin, HttpMethod.Post, $"{Installation}/users/{added.GetProperty("id").GetString()}/password");
        var key = await DriveAsync("createKey", owner, HttpMethod.Post, "/api/v1/keys", new { scopes = "documents:read" });
        await DriveAsync("revokeKey", owner, HttpMethod.Delete, $"/api/v1/keys/{key.GetProperty("id").GetString()}");
    }

    private async Task DriveReleasesAsync(HttpClient owner, HttpClient admin)
    {
        foreach (var (end, by, path) in new[] { ("endRelease", owner, "/api/v1/releases"), ("endAnyRelease", admin, $"{Installation}/releases") })
        {
            var opened = await DriveAsync("openRelease", admin, HttpMethod.Post, $"{Installation}/releases", new { account = _account.Value, reason = "r", ticket = "t", minutes = 5 });
            await DriveAsync(end, by, HttpMethod.Delete, $"{path}/{opened.GetProperty("id").GetString()}");
        }
    }

    private async Task DriveFactorsAsync(HttpClient owner)
    {
        using var device = new SoftPasskey($"http://localhost:{_service.Address.Port}");
        using var asked = await owner.SendJsonAsync(HttpMethod.Post, $"{Own}/passkeys/options", new { password = _password });
        var passkey = await DriveAsync("addPasskey", owner, HttpMethod.Post, $"{Own}/passkeys", new { name = "Telefon", credential = device.Create(await asked.JsonAsync()) });
        using var other = _service.Browser();
        using var question = await other.SendJsonAsync(HttpMethod.Post, "/api/v1/session/passkey/options");
        await DriveAsync("signInWithPasskey", other, HttpMethod.Post, "/api/v1/session/passkey", new { credential = device.Sign(await question.JsonAsync()) });
        await DriveAsync("endOtherSessions", owner, HttpMethod.Delete, $"{Own}/sessions");
        await DriveAsync("removePasskey", owner, HttpMethod.Delete, $"{Own}/passkeys/{passkey.GetProperty("id").GetString()}", new { password = _password });

        using var begun = await owner.SendJsonAsync(HttpMethod.Post, $"{Own}/authenticator", new { password = _password });
        var secret = SecondFactorTests.Secret((await begun.JsonAsync()).GetProperty("secret").GetString()!);
        await DriveAsync("confirmAuthenticator", owner, HttpMethod.Post, $"{Own}/authenticator/confirmation", new { code = Code(secret) });
        using var half = _service.Browser();
        (await half.SendJsonAsync(HttpMethod.Post, "/api/v1/session", new { login = "chefin@example.org", password = _password })).Dispose();
        await DriveAsync("finishSignIn", half, HttpMethod.Post, "/api/v1/session/code", new { code = Code(secret) });
        var sessions = (await (await owner.GetAsync($"{Own}/sessions")).JsonAsync()).EnumerateArray();
        await DriveAsync("endSession", owner, HttpMethod.Delete, $"{Own}/sessions/{sessions.First(session => !session.GetProperty("isThis").GetBoolean()).GetProperty("id").GetString()}");
        await DriveAsync("renewRecoveryCodes", owner, HttpMethod.Post, $"{Own}/recovery-codes", new { password = _password, code = Code(secret) });
        await DriveAsync("removeAuthenticator", owner, HttpMethod.Post, $"{Own}/authenticator/removal", new { password = _password, code = Code(secret) });
        await DriveAsync("changePassword", owner, HttpMethod.Put, $"{Own}/password", new { current = _password, @new = "vierzig Kraniche ziehen nach Süden" });
        await DriveAsync("signOut", owner, HttpMethod.Delete, "/api/v1/session");
    }

    /// <summary>The next code of the app: none opens twice.</summary>
    private string Code(byte[] secret)
    {
        _service.Clock.Pass(TimeCodes.Step);
        return TimeCodes.CodeAt(secret, TimeCodes.StepAt(_service.Clock.GetUtcNow()));
    }

    private async Task<JsonElement> DriveAsync(string operation, HttpClient client, HttpMethod method, string path, object? body = null)
    {
        var answer = default(JsonElement);
        await DriveAsync(operation, async () =>
        {
            using var response = await client.SendJsonAsync(method, path, body);
            var text = await response.Content.ReadAsStringAsync();
            Assert.That(response.IsSuccessStatusCode, Is.True, $"{operation}: {(int)response.StatusCode} {text}");
            answer = text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
        });
        return answer;
    }

    private async Task DriveAsync(string operation, Func<Task> drive)
    {
        var wanted = Expected[operation].Writes;
        var before = await CountAsync(wanted);
        await drive();
        Assert.That(await CountAsync(wanted), Is.GreaterThan(before), $"{operation} left no entry of {wanted}.");
        _driven.Add(operation);
    }

    private async Task<int> CountAsync(AuditAction? action)
    {
        await using var db = _service.Services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Everyone);
        return await db.AuditEntries.CountAsync(row => row.Action == action);
    }

    private Task RunAsync(string sql) => _service.Services.GetRequiredService<DigitizeDatabase>().WriteAsync(CurrentAccount.Everyone, async db => { await db.Database.ExecuteSqlRawAsync(sql); }, CancellationToken.None);

    private async Task<List<string>> ChangingOperationsAsync()
    {
        using var client = _service.Client();
        var paths = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json")).RootElement.GetProperty("paths");
        return [.. from path in paths.EnumerateObject()
                   from operation in path.Value.EnumerateObject()
                   where operation.Name is "post" or "put" or "patch" or "delete"
                   select operation.Value.GetProperty("operationId").GetString()];
    }
}
