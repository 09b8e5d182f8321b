using System.Text.Json;
using Digitize.Accounts;

namespace Digitize.Web.Tests;

/// <summary>An operator reads a customer's letter: with a release, and in no other way.</summary>
public sealed class ReleaseTests
{
    private const string Releases = "/api/v1/installation/releases";

    private TestService _service = null!;
    private AccountId _account;
    private HttpClient _customer = null!;
    private HttpClient _operator = null!;
    private string _letter = "";
    private string _other = "";

    [SetUp]
    public async Task StartAsync()
    {
        _service = await TestService.StartAsync();
        _account = await _service.AddAccountAsync("Muster GmbH");
        _customer = _service.Client(await _service.AddKeyAsync(_account));
        _operator = await _service.SignInAsync("betrieb", await _service.AddUserAsync("betrieb", InstallationRole.Operator));
        (_letter, _other) = (await _customer.SendLetterAsync(Requests.Pdf("one")), await _customer.SendLetterAsync(Requests.Pdf("two")));
    }

    [TearDown]
    public async Task StopAsync()
    {
        _customer.Dispose();
        _operator.Dispose();
        await _service.DisposeAsync();
    }

    [Test]
    public async Task A_release_of_one_document_lets_its_operator_read_that_one_until_its_time_is_over()
    {
        Assert.That(await StatusAsync(_operator, $"/api/v1/documents/{_letter}/original"), Is.EqualTo(403));
        var release = await OpenAsync(new { account = _account.Value, document = _letter, reason = "Seite 2 fehlt", ticket = "T-17", minutes = 20 });
        using var read = await _operator.GetAsync($"/api/v1/documents/{_letter}/original?release={release}");
        Assert.That(await read.Content.ReadAsByteArrayAsync(), Is.EqualTo(Requests.Pdf("one")));
        Assert.That(await StatusAsync(_operator, $"/api/v1/documents/{_letter}?release={release}"), Is.EqualTo(200));

        foreach (var path in new[] { $"/api/v1/documents/{_other}/original", "/api/v1/documents", "/api/v1/documents?query=Brief", "/api/v1/changes?after=0", "/api/v1/tags", "/api/v1/audit", "/api/v1/users" })
        {
            Assert.That(await StatusAsync(_operator, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}release={release}"), Is.EqualTo(403), path);
        }

        Assert.That(await _operator.StatusAsync(HttpMethod.Delete, $"/api/v1/documents/{_letter}?release={release}"), Is.EqualTo(403), "It reads and changes nothing.");
        Assert.That(await _operator.StatusAsync(HttpMethod.Patch, $"/api/v1/documents/{_letter}?release={release}", new { title = "x" }), Is.EqualTo(403));
        using var colleague = await _service.SignInAsync("kollege", await _service.AddUserAsync("kollege", InstallationRole.Administrator));
        Assert.That(await StatusAsync(colleague, $"/api/v1/documents/{_letter}/original?release={release}"), Is.EqualTo(403), "It is another operator's.");
        foreach (var strange in new[] { "", "x", Guid.Empty.ToString(), $"{release}&release={release}" })
        {
            Assert.That(await StatusAsync(_operator, $"/api/v1/documents/{_letter}/original?release={strange}"), Is.EqualTo(403), strange);
        }

        _service.Clock.Pass(TimeSpan.FromMinutes(20));
        Assert.That(await StatusAsync(_operator, $"/api/v1/documents/{_letter}/original?release={release}"), Is.EqualTo(403), "Its time is over.");
        var told = (await AuditTests.EntriesAsync(_customer, $"/api/v1/documents/{_letter}/audit")).Last();
        Assert.That((told.GetProperty("actorKind").GetString(), told.GetProperty("action").GetString(), told.GetProperty("reason").GetString()), Is.EqualTo(("operator", "originalRead", $"release {release}")));
        Assert.That(told.GetProperty("details").ToString(), Is.EqualTo("""{"reason":"Seite 2 fehlt","ticket":"T-17"}"""));
    }

    [Test]
    public async Task A_release_of_an_account_is_seen_and_ended_by_its_customer_at_once()
    {
        var release = await OpenAsync(new { account = _account.Value, reason = "Suche geht nicht", ticket = "T-18", minutes = 60 });
        Assert.That(await StatusAsync(_operator, $"/api/v1/documents/{_other}/original?release={release}"), Is.EqualTo(200));
        Assert.That(await StatusAsync(_operator, $"/api/v1/documents?query=Brief&release={release}"), Is.EqualTo(200));
        var listed = (await (await _customer.GetAsync("/api/v1/releases")).JsonAsync()).EnumerateArray().Single();
        Assert.That((listed.GetProperty("id").GetString(), listed.GetProperty("reason").GetString(), listed.GetProperty("ticket").GetString(), listed.GetProperty("open").GetBoolean()), Is.EqualTo((release, "Suche geht nicht", "T-18", true)));

        using var stranger = await _service.NewCustomerAsync("Fremd");
        Assert.That((await (await stranger.GetAsync("/api/v1/releases")).JsonAsync()).GetArrayLength(), Is.Zero);
        Assert.That(await stranger.StatusAsync(HttpMethod.Delete, $"/api/v1/releases/{release}"), Is.EqualTo(404));
        Assert.That(await StatusAsync(stranger, $"/api/v1/documents/{_other}/original?release={release}"), Is.EqualTo(404));
        Assert.That(await _customer.StatusAsync(HttpMethod.Delete, $"/api/v1/releases/{release}"), Is.EqualTo(204));
        Assert.That(await _customer.StatusAsync(HttpMethod.Delete, $"/api/v1/releases/{release}"), Is.EqualTo(204), "It has ended already.");
        Assert.That(await StatusAsync(_operator, $"/api/v1/documents/{_other}/original?release={release}"), Is.EqualTo(403));
        var all = (await (await _operator.GetAsync(Releases)).JsonAsync()).EnumerateArray().Single();
        Assert.That((all.GetProperty("open").GetBoolean(), all.GetProperty("endedAt").ValueKind), Is.EqualTo((false, JsonValueKind.String)));

        var told = (await AuditTests.EntriesAsync(_customer, "/api/v1/audit")).Select(entry => entry.GetProperty("action").GetString()).ToList();
        Assert.That(told, Does.Contain("releaseOpened").And.Contain("snippetsRead"));
        Assert.That(told.Count(action => action == "releaseEnded"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_release_needs_a_thing_that_is_there_a_reason_a_ticket_and_at_most_an_hour()
    {
        var other = await _service.AddAccountAsync("Andere");
        foreach (var unusable in new object[]
        {
            new { }, new { account = _account.Value, reason = "r", ticket = "t" }, new { account = _account.Value, reason = " ", ticket = "t", minutes = 5 }, new { account = _account.Value, reason = "r", ticket = "", minutes = 5 },
            new { account = _account.Value, reason = "r", ticket = "t", minutes = 61 }, new { account = _account.Value, reason = "r", ticket = "t", minutes = 0 }, new { account = _account.Value, reason = "r\u0000", ticket = "t", minutes = 5 },
            new { account = _account.Value, reason = new string('r', 501), ticket = "t", minutes = 5 },
        })
        {
            await (await _operator.SendJsonAsync(HttpMethod.Post, Releases, unusable)).AssertProblemAsync(400, "bad-request");
        }

        await (await _operator.SendJsonAsync(HttpMethod.Post, Releases, new { account = Guid.Empty, reason = "r", ticket = "t", minutes = 5 })).AssertProblemAsync(404, "not-found");
        await (await _operator.SendJsonAsync(HttpMethod.Post, Releases, new { account = other.Value, document = _letter, reason = "r", ticket = "t", minutes = 5 })).AssertProblemAsync(404, "not-found");
        Assert.That((await (await _operator.GetAsync(Releases)).JsonAsync()).GetArrayLength(), Is.Zero);
    }

    private static async Task<int> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return (int)response.StatusCode;
    }

    private async Task<string> OpenAsync(object wish)
    {
        using var opened = await _operator.SendJsonAsync(HttpMethod.Post, Releases, wish);
        Assert.That((int)opened.StatusCode, Is.EqualTo(201), await opened.Content.ReadAsStringAsync());
        return (await opened.JsonAsync()).GetProperty("id").GetString()!;
    }
}
