using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Digitize.Accounts;
using Digitize.Web.Protection;

namespace Digitize.Web.Tests;

public sealed partial class AccessTests
{
    private const string NeverWas = "0190a0a0-0000-7000-8000-000000000000";

    /// <summary>What each operation asks of its caller. A new operation needs its line.</summary>
    private static readonly Dictionary<string, Permissions?> Matrix = new()
    {
        ["createDocument"] = Permissions.WriteDocuments,
        ["listDocuments"] = Permissions.ReadDocuments,
        ["getDocument"] = Permissions.ReadDocuments,
        ["editDocument"] = Permissions.WriteDocuments,
        ["trashDocument"] = Permissions.WriteDocuments,
        ["restoreDocument"] = Permissions.WriteDocuments,
        ["reprocessDocument"] = Permissions.WriteDocuments,
        ["listVersions"] = Permissions.ReadDocuments,
        ["restoreVersion"] = Permissions.WriteDocuments,
        ["removeVersion"] = Permissions.WriteDocuments | Permissions.ManageAccount,
        ["editPages"] = Permissions.WriteDocuments,
        ["mergeDocuments"] = Permissions.WriteDocuments,
        ["correctWords"] = Permissions.WriteDocuments,
        ["shareDocument"] = Permissions.ReadDocuments | Permissions.WriteDocuments,
        ["withdrawShare"] = Permissions.ReadDocuments | Permissions.WriteDocuments,
        ["listShares"] = Permissions.ReadDocuments,
        ["listReview"] = Permissions.ReadDocuments,
        ["getHits"] = Permissions.ReadDocuments,
        ["getPdf"] = Permissions.ReadDocuments,
        ["getOriginal"] = Permissions.ReadDocuments,
        ["getText"] = Permissions.ReadDocuments,
        ["getHocr"] = Permissions.ReadDocuments,
        ["getJson"] = Permissions.ReadDocuments,
        ["getPageWords"] = Permissions.ReadDocuments,
        ["getPagePicture"] = Permissions.ReadDocuments,
        ["getPageThumbnail"] = Permissions.ReadDocuments,
        ["listTags"] = Permissions.ReadDocuments,
        ["restrictDocument"] = Permissions.ManageAccount | Permissions.WriteDocuments,
        ["liftRestriction"] = Permissions.ManageAccount | Permissions.WriteDocuments,
        ["listTypes"] = Permissions.ReadDocuments,
        ["addType"] = Permissions.ManageAccount,
        ["changeType"] = Permissions.ManageAccount,
        ["removeType"] = Permissions.ManageAccount,
        ["listHolds"] = Permissions.ManageAccount,
        ["placeHold"] = Permissions.ManageAccount,
        ["releaseHold"] = Permissions.ManageAccount,
        ["previewRetention"] = Permissions.ManageAccount,
        ["getContractEnd"] = Permissions.ManageAccount,
        ["endContract"] = Permissions.ManageAccount,
        ["undoContractEnd"] = Permissions.ManageAccount,
        ["endContractOf"] = Permissions.ManageInstallation,
        ["undoContractEndOf"] = Permissions.ManageInstallation,
        ["describeUploads"] = null,
        ["createUpload"] = Permissions.WriteDocuments,
        ["getUploadOffset"] = Permissions.WriteDocuments,
        ["continueUpload"] = Permissions.WriteDocuments,
        ["endUpload"] = Permissions.WriteDocuments,
        ["listChanges"] = Permissions.ReadDocuments,
        ["listenToEvents"] = Permissions.ReadDocuments,
        ["signIn"] = null,
        ["finishSignIn"] = null,
        ["getSession"] = Permissions.None,
        ["signOut"] = Permissions.None,
        ["changePassword"] = Permissions.None,
        ["listSessions"] = Permissions.None,
        ["endOtherSessions"] = Permissions.None,
        ["endSession"] = Permissions.None,
        ["getFactors"] = Permissions.None,
        ["beginAuthenticator"] = Permissions.None,
        ["confirmAuthenticator"] = Permissions.None,
        ["removeAuthenticator"] = Permissions.None,
        ["renewRecoveryCodes"] = Permissions.None,
        ["listPasskeys"] = Permissions.None,
        ["beginPasskey"] = Permissions.None,
        ["addPasskey"] = Permissions.None,
        ["removePasskey"] = Permissions.None,
        ["beginPasskeySignIn"] = null,
        ["signInWithPasskey"] = null,
        ["listUsers"] = Permissions.ManageAccount,
        ["inviteUser"] = Permissions.ManageAccount,
        ["changeUser"] = Permissions.ManageAccount,
        ["removeUser"] = Permissions.ManageAccount,
        ["issuePassword"] = Permissions.ManageAccount,
        ["getOverview"] = Permissions.ReadOverview,
        ["listAccounts"] = Permissions.ReadOverview,
        ["createAccount"] = Permissions.ManageInstallation,
        ["listVaults"] = Permissions.ReadOverview,
        ["listBackups"] = Permissions.ReadOverview,
        ["requestBackup"] = Permissions.ManageInstallation,
        ["eraseDocument"] = Permissions.ManageAccount,
        ["requestExport"] = Permissions.ManageAccount,
        ["listExports"] = Permissions.ManageAccount,
        ["getExport"] = Permissions.ManageAccount,
        ["deleteExport"] = Permissions.ManageAccount,
        ["fetchExport"] = null,
        ["listDeadWork"] = Permissions.ReadOverview,
        ["retryDeadWork"] = Permissions.RetryWork,
        ["listAllUsers"] = Permissions.ManageInstallation,
        ["addOperator"] = Permissions.ManageInstallation,
        ["disableUser"] = Permissions.ManageInstallation,
        ["issuePasswordOf"] = Permissions.ManageInstallation,
        ["listAudit"] = Permissions.ManageAccount,
        ["getDocumentAudit"] = Permissions.ManageAccount,
        ["openRelease"] = Permissions.OpenReleases,
        ["listAllReleases"] = Permissions.OpenReleases,
        ["endAnyRelease"] = Permissions.OpenReleases,
        ["listReleases"] = Permissions.ManageAccount,
        ["endRelease"] = Permissions.ManageAccount,
        ["listKeys"] = Permissions.ManageAccount,
        ["createKey"] = Permissions.ManageAccount,
        ["revokeKey"] = Permissions.ManageAccount,
        ["isAlive"] = null,
        ["isReady"] = null,
        ["getMetrics"] = Permissions.ReadOverview,
    };

    [Test]
    public async Task The_description_of_the_interface_is_the_agreed_one()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();
        var found = JsonSerializer.Serialize(JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json")).RootElement, Indented) + "\n";
        var golden = Path.Combine(SourceFolder.Path, "Goldens", "openapi-v1.json");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            await File.WriteAllTextAsync(golden, found);
        }

        Assert.That(found, Is.EqualTo(await File.ReadAllTextAsync(golden)), "UPDATE_GOLDENS=1 rewrites it.");
    }

    [Test]
    public async Task Another_accounts_id_is_answered_like_one_that_never_was()
    {
        await using var service = await TestService.StartAsync();
        using var ours = await SignInAsync(service, "wir@example.org", await service.AddAccountAsync("Wir"), Role.Owner);
        var other = await service.AddAccountAsync("Andere");
        using var theirs = await SignInAsync(service, "andere@example.org", other, Role.Owner);
        await service.AddKeyAsync(other);
        var document = await theirs.SendLetterAsync(Requests.Pdf("CANARY"));
        using var begun = await theirs.SendAsync(Requests.Tus(HttpMethod.Post, "/api/v1/uploads", headers: ("Upload-Length", "100")));
        var upload = begun.Headers.Location!.ToString().Split('/')[^1];
        var key = (await (await theirs.GetAsync("/api/v1/keys")).JsonAsync())[0].GetProperty("id").GetString()!;
        var session = (await (await theirs.GetAsync("/api/v1/account/sessions")).JsonAsync())[0].GetProperty("id").GetString()!;
        var user = (await (await theirs.GetAsync("/api/v1/users")).JsonAsync())[0].GetProperty("id").GetString()!;
        var tried = 0;
        foreach (var (id, method, path) in await OperationsAsync(service))
        {
            if (!path.Contains('{', StringComparison.Ordinal) || !Grants.Of(Role.Owner).HasFlag(Matrix[id] ?? Permissions.None))
            {
                continue;
            }

            foreach (var foreign in new[] { document, upload, key, session, user })
            {
                var answer = await TryAsync(ours, method, Fill(path, foreign));
                Assert.That(answer, Is.EqualTo(await TryAsync(ours, method, Fill(path, NeverWas))), $"{id} with {foreign}");
                Assert.That(answer.Status, Is.EqualTo(404), id);
                tried++;
            }
        }

        Assert.That(tried, Is.GreaterThan(30));
        foreach (var list in new[] { "/api/v1/documents", "/api/v1/documents?state=received", "/api/v1/documents?query=canary", "/api/v1/documents?query=Brief", "/api/v1/changes?after=0" })
        {
            Assert.That(await ours.GetStringAsync(list), Does.Not.Contain(document), list);
        }

        Assert.That(await ours.GetStringAsync("/api/v1/keys"), Does.Not.Contain(key));
        Assert.That(await ours.GetStringAsync("/api/v1/users"), Does.Not.Contain(user).And.Not.Contain("andere@"));
        Assert.That(await ours.GetStringAsync("/api/v1/account/sessions"), Does.Not.Contain(session));
        Assert.That((int)(await theirs.GetAsync($"/api/v1/documents/{document}")).StatusCode, Is.EqualTo(200), "The letter itself was there all the time.");
    }

    [Test]
    public async Task Every_operation_lets_in_exactly_whom_the_matrix_names()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        var callers = new Dictionary<string, (HttpClient Client, Permissions? Has)>
        {
            ["stranger"] = (service.Client(), null),
            ["forged key"] = (service.Client(ApiKeyText.New(System.Security.Cryptography.RandomNumberGenerator.Create())), null),
            ["expired key"] = (service.Client(await service.AddKeyAsync(account, days: 1)), null),
        };
        service.Clock.Pass(TimeSpan.FromDays(2));
        var revoked = await service.AddKeyAsync(account);
        await ((ApiKeys)service.Services.GetService(typeof(ApiKeys))!).RevokeAsync(account, revoked.Id, Actor.System, CancellationToken.None);
        callers["revoked key"] = (service.Client(revoked), null);
        foreach (var scope in Grants.ScopeNames)
        {
            callers[scope] = (service.Client(await service.AddKeyAsync(account, scope)), Grants.TryParseScopes(scope));
        }

        foreach (var role in Enum.GetValues<Role>())
        {
            callers[role.ToString()] = (await SignInAsync(service, $"{role}@example.org", account, role), Grants.Of(role));
        }

        foreach (var role in Enum.GetValues<InstallationRole>())
        {
            callers[role.ToString()] = (await service.SignInAsync($"{role}@example.org", await service.AddUserAsync($"{role}@example.org", role)), Grants.Of(role));
        }

        callers["disabled member"] = (await SignInAsync(service, "weg@example.org", account, Role.Owner), null);
        var gone = (await (await callers["disabled member"].Client.GetAsync("/api/v1/session")).JsonAsync()).GetProperty("user").GetString();
        Assert.That((int)(await callers[nameof(Role.Owner)].Client.PatchAsync($"/api/v1/users/{gone}", Json(new { disabled = true }))).StatusCode, Is.EqualTo(204));

        var operations = await OperationsAsync(service);
        Assert.That(operations.Select(operation => operation.Id), Is.EquivalentTo(Matrix.Keys), "Every operation has its line, and every line its operation.");
        foreach (var (id, method, path) in operations.Where(operation => operation.Id is not ("signOut" or "listenToEvents")))
        {
            foreach (var (name, (client, has)) in callers)
            {
                var (status, body) = await TryAsync(client, method, Fill(path, NeverWas));
                var expected = Matrix[id] is not { } wanted ? 0 : has is not { } granted ? 401 : (granted & wanted) == wanted ? 0 : 403;

                // A wrong password is 401 as well, and a key that has none 403: only the gate's own words count.
                var isGate = method == HttpMethod.Head || body.Contains("problem:unauthorized\"", StringComparison.Ordinal) || (body.Contains("problem:forbidden\"", StringComparison.Ordinal) && !body.Contains("detail", StringComparison.Ordinal));
                var refusal = isGate && status is (401 or 403) ? status : 0;
                Assert.That(refusal, Is.EqualTo(expected), $"{name} asks for {id} and gets {status}");
            }
        }
    }

    [Test]
    public async Task A_session_ends_after_half_an_hour_of_rest_and_after_twelve_hours_at_all()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var resting = await SignInAsync(service, "ruhig@example.org", account, Role.Reader);
        service.Clock.Pass(TimeSpan.FromMinutes(31));
        Assert.That((int)(await resting.GetAsync("/api/v1/session")).StatusCode, Is.EqualTo(401));
        using var busy = await SignInAsync(service, "fleissig@example.org", account, Role.Reader);
        for (var minutes = 20; minutes < 12 * 60; minutes += 20)
        {
            service.Clock.Pass(TimeSpan.FromMinutes(20));
            Assert.That((int)(await busy.GetAsync("/api/v1/session")).StatusCode, Is.EqualTo(200), $"after {minutes} minutes");
        }

        service.Clock.Pass(TimeSpan.FromMinutes(20));
        Assert.That((int)(await busy.GetAsync("/api/v1/session")).StatusCode, Is.EqualTo(401));
    }

    [Test]
    public async Task Guessing_passwords_and_flooding_are_slowed_down()
    {
        await using var service = await TestService.StartAsync(new LimitOptions { Burst = 20, RequestsPerSecond = 1 });
        var account = await service.AddAccountAsync("Muster GmbH");
        using var stranger = service.Client();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await (await stranger.PostAsync("/api/v1/session", Json(new { login = "anna@example.org", password = $"guess {attempt}" }))).AssertProblemAsync(401, "sign-in-refused");
        }

        using var sixth = await stranger.PostAsync("/api/v1/session", Json(new { login = "ANNA@example.org", password = "guess" }));
        await sixth.AssertProblemAsync(429, "too-many-requests");
        Assert.That(sixth.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        using var client = service.Client(await service.AddKeyAsync(account));
        var answers = new List<int>();
        for (var request = 0; request < 40; request++)
        {
            answers.Add((int)(await client.GetAsync("/api/v1/session")).StatusCode);
        }

        Assert.That(answers, Has.Member(200).And.Member(429));
    }

    [Test]
    public async Task A_foreign_page_cannot_use_the_session()
    {
        await using var service = await TestService.StartAsync();
        using var client = await SignInAsync(service, "anna@example.org", await service.AddAccountAsync("Muster GmbH"), Role.Owner);
        client.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        await (await client.PostAsync("/api/v1/documents", Requests.Raw(Requests.Pdf()))).AssertProblemAsync(403, "foreign-origin");
    }

    [Test]
    public async Task Logs_know_neither_addresses_nor_names_nor_secrets()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Zeisig und Söhne");
        var key = await service.AddKeyAsync(account);
        using var client = service.Client(key);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.77");
        await client.SendLetterAsync(Requests.Pdf("Kranichfeder"));
        using var user = await SignInAsync(service, "zeisig@example.org", account, Role.Owner);
        await client.GetAsync("/api/v1/documents?after=Kranichfeder");
        Assert.That(service.Log.All, Is.Not.Empty);
        foreach (var canary in new[] { "203.0.113.77", "127.0.0.1:", "Zeisig", "zeisig", "Kranichfeder", "Müller", "M%C3%BCller", key.Reveal(), key.Reveal()[18..50] })
        {
            Assert.That(service.Log.All.Split('\n').Where(line => line.Contains(canary, StringComparison.Ordinal) && !line.Contains("Now listening", StringComparison.Ordinal)), Is.Empty, canary);
        }
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<List<(string Id, HttpMethod Method, string Path)>> OperationsAsync(TestService service)
    {
        using var client = service.Client();
        var paths = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json")).RootElement.GetProperty("paths");
        return [.. from path in paths.EnumerateObject()
                   from operation in path.Value.EnumerateObject()
                   where operation.Value.ValueKind == JsonValueKind.Object
                   select (operation.Value.TryGetProperty("operationId", out var id) ? id.GetString()! : $"{operation.Name} {path.Name}", HttpMethod.Parse(operation.Name), path.Name)];
    }

    private static string Fill(string path, string id) =>
        Parameter().Replace(path.Replace("{page}", "1", StringComparison.Ordinal), id) + (path.EndsWith("/hits", StringComparison.Ordinal) ? "?query=canary" : "");

    private static async Task<(int Status, string Body)> TryAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = Requests.Tus(method, path);
        if (method == HttpMethod.Post || method == HttpMethod.Patch || method == HttpMethod.Put)
        {
            request.Content = path.Contains("uploads", StringComparison.Ordinal) ? Requests.Raw([1], "application/offset+octet-stream") : Json(new { title = "x", login = "x", password = "x", old = "x", @new = "x", scopes = "x", current = "x", code = "x" });
        }

        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static StringContent Json(object value) => Requests.Json(value);

    private static async Task<HttpClient> SignInAsync(TestService service, string login, AccountId account, Role role) =>
        await service.SignInAsync(login, (await service.AddUserAsync(login, account, role)).Password);

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
