using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Digitize.Accounts;
using Digitize.Web.Protection;

namespace Digitize.Web.Tests;

/// <summary>Links that open one letter without a login.</summary>
public sealed class ShareTests
{
    private const string Password = "sieben gelbe Birnen";

    private TestService _service = null!;
    private HttpClient _owner = null!;
    private HttpClient _stranger = null!;
    private AccountId _account;
    private string _letter = "";

    [OneTimeSetUp]
    public async Task StartAsync() => _service = await TestService.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [SetUp]
    public async Task SendAsync()
    {
        _account = await _service.AddAccountAsync($"Muster {Guid.CreateVersion7()}");
        _owner = _service.Client(await _service.AddKeyAsync(_account, days: 300));
        _stranger = _service.Client();
        var id = await _owner.SendLetterAsync();
        await PagePictureTests.CompleteAsync(_service, _account, id);
        _letter = $"/api/v1/documents/{id}";
    }

    [TearDown]
    public void Leave()
    {
        _owner.Dispose();
        _stranger.Dispose();
    }

    [Test]
    public async Task A_link_gives_the_pdf_as_often_as_it_may_and_each_fetch_is_told()
    {
        var link = await ShareAsync(new { fetches = 2 });
        using var page = await _stranger.GetAsync(link);
        var html = await page.Content.ReadAsStringAsync();
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(html, Does.Contain("Brief").And.Contain("3 pages").And.Contain("2 times").And.Not.Contain(_account.ToString()));
        Assert.That(page.Headers.CacheControl!.ToString(), Is.EqualTo("no-store"));
        Assert.That(page.Headers.GetValues("Referrer-Policy").Single(), Is.EqualTo("no-referrer"));
        for (var fetch = 0; fetch < 2; fetch++)
        {
            using var pdf = await FetchAsync(link);
            Assert.That(pdf.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/pdf"));
            Assert.That(pdf.Content.Headers.ContentDisposition!.FileNameStar, Is.EqualTo("Brief.pdf"));
            Assert.That(await pdf.Content.ReadAsStringAsync(), Does.StartWith("%PDF"));
            Assert.That(pdf.Headers.CacheControl!.ToString(), Is.EqualTo("no-store"));
        }

        Assert.That((await FetchAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        var listed = (await (await _owner.GetAsync(_letter + "/shares")).JsonAsync()).EnumerateArray().Single();
        Assert.That((listed.GetProperty("fetches").GetInt32(), listed.GetProperty("isOpen").GetBoolean()), Is.EqualTo((2, false)));
        var told = (await (await _owner.GetAsync(_letter + "/audit")).JsonAsync()).GetProperty("entries").EnumerateArray().Where(entry => entry.GetProperty("reason").GetString() == $"share {listed.GetProperty("id").GetString()}").Select(entry => entry.GetProperty("action").GetString());
        Assert.That(told, Is.EqualTo(new[] { "shareLinkMade", "shareLinkFetched", "shareLinkFetched" }));
    }

    [Test]
    public async Task Fetches_at_the_same_time_are_no_more_than_may_be()
    {
        var link = await ShareAsync(new { fetches = 3 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await FetchAsync(link)).StatusCode));
        Assert.That(answers.Count(answer => answer == HttpStatusCode.OK), Is.EqualTo(3));
    }

    [Test]
    public async Task What_a_link_has_become_is_not_told_from_one_that_never_was()
    {
        var never = await SeenAsync("/s/" + new string('x', 43));
        Assert.That(never.Status, Is.EqualTo(404));
        var (used, withdrawn, late, kept) = (await ShareAsync(new { fetches = 1 }), await ShareAsync(new { }), await ShareAsync(new { days = 1 }), await ShareAsync(new { days = 90, password = Password }));
        (await FetchAsync(used)).Dispose();
        var second = (await (await _owner.GetAsync(_letter + "/shares")).JsonAsync())[2].GetProperty("id").GetString();
        Assert.That((int)(await _owner.DeleteAsync($"{_letter}/shares/{second}")).StatusCode, Is.EqualTo(204));
        Assert.That((await SeenAsync(late)).Status, Is.EqualTo(200));
        _service.Clock.Pass(TimeSpan.FromDays(2));
        foreach (var link in new[] { used, withdrawn, late })
        {
            Assert.That(await SeenAsync(link), Is.EqualTo(never));
            Assert.That((await FetchAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }

        Assert.That((await SeenAsync(kept)).Status, Is.EqualTo(200));
        await _owner.PostAsync(_letter + "/restriction", Requests.Json(new { reason = "streitig" }));
        Assert.That(await SeenAsync(kept), Is.EqualTo(never), "Restricted.");
        await _owner.DeleteAsync(_letter + "/restriction");
        await _owner.DeleteAsync(_letter);
        Assert.That(await SeenAsync(kept), Is.EqualTo(never), "In the trash.");
        await _owner.PostAsync(_letter + "/restore", null);
        Assert.That((await SeenAsync(kept)).Status, Is.EqualTo(200), "Taken back.");
        Assert.That((int)(await _owner.PostAsync(_letter + "/erasure", null)).StatusCode, Is.EqualTo(200));
        Assert.That(await SeenAsync(kept), Is.EqualTo(never), "Erased.");
    }

    [Test]
    public async Task The_password_comes_before_the_title_and_cannot_be_guessed_at_will()
    {
        var link = await ShareAsync(new { password = Password });
        Assert.That((await SeenAsync(link)).Html, Does.Contain("type=\"password\"").And.Not.Contain("Brief.pdf").And.Not.Contain("<h1>Brief").And.Not.Contain("3 pages"));
        Assert.That((await FetchAsync(link, "")).Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"), "Not without the proof.");
        Assert.That((await FetchAsync(link, "9999999999.00")).Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"));
        using var right = await TypeAsync(link, Password);
        var html = await right.Content.ReadAsStringAsync();
        Assert.That(html, Does.Contain("<h1>Brief</h1>").And.Not.Contain(Password));
        var proof = Regex.Match(html, "name=\"proof\" value=\"([^\"]+)\"").Groups[1].Value;
        Assert.That((await FetchAsync(link, proof)).Content.Headers.ContentType!.MediaType, Is.EqualTo("application/pdf"));
        var other = await ShareAsync(new { password = Password });
        Assert.That((await FetchAsync(other, proof)).Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"), "A proof opens its own link only.");
        var answers = new List<int>();
        for (var guess = 0; guess < 7; guess++)
        {
            using var wrong = await TypeAsync(link, $"falsch {guess}");
            answers.Add((int)wrong.StatusCode);
        }

        Assert.That(answers, Is.EqualTo(new[] { 401, 401, 401, 401, 429, 429, 429 }));
        _service.Clock.Pass(Digitize.Sharing.SharedDocuments.ProofLife + TimeSpan.FromMinutes(1));
        Assert.That((await FetchAsync(link, proof)).Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"), "The password was too long ago.");
        var listed = (await (await _owner.GetAsync(_letter + "/shares")).JsonAsync())[1];
        Assert.That((listed.GetProperty("wrongPasswords").GetInt32(), listed.GetProperty("hasPassword").GetBoolean()), Is.EqualTo((4, true)));
    }

    [Test]
    public async Task A_wish_that_cannot_be_is_refused_with_its_reason()
    {
        foreach (var wish in new object[] { new { days = 91 }, new { days = 0 }, new { fetches = 0 }, new { fetches = 1001 }, new { password = "kurz" } })
        {
            await (await _owner.PostAsync(_letter + "/shares", Requests.Json(wish))).AssertProblemAsync(400, "bad-request");
        }

        await (await _owner.PostAsync(_letter + "/shares", Requests.Json(new { password = "password" }))).AssertProblemAsync(422, "weak-password");
        var unread = await _owner.SendLetterAsync(Requests.Pdf("noch ungelesen"));
        await (await _owner.PostAsync($"/api/v1/documents/{unread}/shares", Requests.Json(new { }))).AssertProblemAsync(409, "wrong-state");
    }

    [Test]
    public async Task Links_and_their_passwords_are_stored_as_hashes_and_are_in_no_log()
    {
        var token = (await ShareAsync(new { password = Password }))[3..];
        (await TypeAsync("/s/" + token, Password)).Dispose();
        await using var db = ((Digitize.Database.DigitizeDatabase)_service.Services.GetService(typeof(Digitize.Database.DigitizeDatabase))!).Open(CurrentAccount.Everyone);
        var stored = db.ShareLinks.Single(link => link.AccountId == _account);
        Assert.That(stored.TokenSha256, Is.EqualTo(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token))));
        Assert.That(stored.PasswordHash, Is.Not.Null.And.Not.Contain(Password));
        foreach (var secret in new[] { token, Password })
        {
            Assert.That(_service.Log.All.Split('\n').Where(line => line.Contains(secret, StringComparison.Ordinal)), Is.Empty);
        }
    }

    private async Task<string> ShareAsync(object wish)
    {
        // Links are listed by their ids, which tell the time.
        _service.Clock.Pass(TimeSpan.FromMilliseconds(1));
        using var answer = await _owner.PostAsync(_letter + "/shares", Requests.Json(wish));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created), await answer.Content.ReadAsStringAsync());
        var link = (await answer.JsonAsync()).GetProperty("link").GetString()!;
        Assert.That(link, Does.Match("^/s/[A-Za-z0-9_-]{43}$"));
        return link;
    }

    private async Task<(int Status, string Html)> SeenAsync(string link)
    {
        using var answer = await _stranger.GetAsync(link);

        // The form for language and colors leads back to where one was.
        return ((int)answer.StatusCode, (await answer.Content.ReadAsStringAsync()).Replace(link, "LINK", StringComparison.Ordinal));
    }

    private Task<HttpResponseMessage> FetchAsync(string link, string proof = "") => _stranger.PostAsync(link + "/pdf", new FormUrlEncodedContent(new Dictionary<string, string> { ["proof"] = proof }));

    private Task<HttpResponseMessage> TypeAsync(string link, string password) => _stranger.PostAsync(link, new FormUrlEncodedContent(new Dictionary<string, string> { ["password"] = password }));
}
