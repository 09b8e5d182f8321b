using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Operations;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

/// <summary>The history of one letter over HTTP, from its first reading to its end, with real PDFs: page 1 kept its own text, page 2 is a scan.</summary>
[CancelAfter(300_000)]
public sealed class VersionTests
{
    private const string NewWord = "Wanderfalke";

    private static readonly string Sample = Path.Combine(SourceFolder.Path, "..", "..", "samples", "reparatur-bericht-gemischt.pdf");

    private WorkingService _service = null!;
    private HttpClient _client = null!;
    private string _letter = "";

    [SetUp]
    public async Task StartAsync()
    {
        _service = await WorkingService.StartAsync();
        _client = await _service.NewCustomerAsync();
        _letter = "/api/v1/documents/" + await _client.SendLetterAsync(await File.ReadAllBytesAsync(Sample));
    }

    [TearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Test]
    public async Task A_letter_is_corrected_turned_shortened_read_again_and_taken_back_and_every_version_can_be_had(CancellationToken cancel)
    {
        var first = (await RestingAsync(cancel)).GetProperty("document");
        Assert.That(first.GetProperty("version").GetInt32(), Is.EqualTo(1));
        var words = await WordsAsync(1);
        var place = words.FindIndex(word => word is { Length: > 8 } && word.All(char.IsLetter)) + 1;
        var oldWord = words[place - 1];

        await CorrectOnceAsync(place, cancel);
        await AssertCorrectedAsync(oldWord, place);
        await TurnAsync(oldWord, cancel);
        await LeaveOutAsync(cancel);
        await GoBackAsync(oldWord);
        await ReadAgainAsync(cancel);
        await RetitleAsync();

        var versions = (await VersionsAsync()).GetProperty("versions").EnumerateArray().ToList();
        Assert.That(versions.Select(version => version.GetProperty("reason").GetString()), Is.EqualTo(new[]
        {
            "first reading", "page 2 corrected", "pages edited", "pages edited", "restored from 1", "read again as deu+eng", "title corrected", "restored from 6",
        }));
        Assert.That(versions[0].GetProperty("madeBy").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(versions.Skip(1).Select(version => version.GetProperty("madeBy").GetString()), Is.All.StartsWith("key "));
        Assert.That(versions.Where(version => version.GetProperty("isCurrent").GetBoolean()).Select(version => version.GetProperty("number").GetInt32()), Is.EqualTo(new[] { 8 }));
        Assert.That(await _client.GetStringAsync($"{_letter}/text?version=2", cancel), Does.Contain(NewWord), "What was corrected is there as it was.");
        await RemoveAsync(cancel);
        await PurgeAsync();
    }

    /// <summary>Of two who change the same version one is taken.</summary>
    private async Task CorrectOnceAsync(int place, CancellationToken cancel)
    {
        var before = await TextOfAsync("2");
        var edit = new { basedOn = 1, words = new[] { new { word = place, text = NewWord } } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => _client.PatchAsync($"{_letter}/pages/2/words", Requests.Json(edit), cancel)));
        Assert.That(answers.Select(answer => answer.StatusCode), Is.EquivalentTo(new[] { HttpStatusCode.Accepted, HttpStatusCode.Conflict }));
        Assert.That((await RestingAsync(cancel)).GetProperty("document").GetProperty("version").GetInt32(), Is.EqualTo(2));
        await (await _client.PatchAsync($"{_letter}/pages/2/words", Requests.Json(edit), cancel)).AssertProblemAsync(409, "other-version");
        await (await _client.PatchAsync($"{_letter}/pages/1/words", Requests.Json(new { basedOn = 2, words = new[] { new { word = 1, text = "x" } } }), cancel)).AssertProblemAsync(400, "bad-request");
        await (await _client.PatchAsync($"{_letter}/pages/2/words", Requests.Json(new { basedOn = 2, words = new[] { new { word = 9999, text = "x" } } }), cancel)).AssertProblemAsync(400, "bad-request");
        Assert.That(before, Does.Not.Contain(NewWord));
    }

    private async Task AssertCorrectedAsync(string oldWord, int place)
    {
        Assert.That(await HitsAsync(NewWord), Is.EqualTo(1));
        Assert.That((await WordsAsync(2))[place - 1], Is.EqualTo(NewWord));
        Assert.That((await WordsAsync(1))[place - 1], Is.EqualTo(oldWord));
        var text = await TextOfAsync("2");
        Assert.That(text, Does.Contain(NewWord));
        Assert.That(Count(text, oldWord), Is.EqualTo(Count(await TextOfAsync("2", version: 1), oldWord) - 1));
        foreach (var page in new[] { "1", "2" })
        {
            Assert.That(await PixelsAsync(page, 2), Is.EqualTo(await PixelsAsync(page, 1)), $"page {page}");
        }

        var made = (await VersionsAsync()).GetProperty("versions").EnumerateArray().ToList();
        Assert.That(made[1].GetProperty("isPdfA").GetBoolean(), Is.EqualTo(made[0].GetProperty("isPdfA").GetBoolean()));
        Assert.That((await HitBoxAsync(NewWord)).Page, Is.EqualTo(2));
    }

    /// <summary>The scan comes first and lies on its side; its words go with it.</summary>
    private async Task TurnAsync(string oldWord, CancellationToken cancel)
    {
        var upright = await PageWordsAsync(2, 2);
        await EditAsync(2, new[] { new { page = 2, turn = 90 }, new { page = 1, turn = 0 } });
        var letter = await RestingAsync(cancel);
        var pages = letter.GetProperty("pages").EnumerateArray().ToList();
        Assert.That(pages.Select(page => (page.GetProperty("sourcePage").GetInt32(), page.GetProperty("turn").GetInt32())), Is.EqualTo(new[] { (2, 90), (1, 0) }));
        Assert.That(pages[0].GetProperty("widthPoints").GetDouble(), Is.GreaterThan(pages[0].GetProperty("heightPoints").GetDouble()));
        var lying = await PageWordsAsync(3, 1);
        Assert.That((lying.GetProperty("width").GetInt32(), lying.GetProperty("height").GetInt32()), Is.EqualTo((upright.GetProperty("height").GetInt32(), upright.GetProperty("width").GetInt32())));
        Assert.That(await TextOfAsync("1"), Does.Contain(NewWord));
        Assert.That(await PixelsAsync("2", 3), Is.EqualTo(await PixelsAsync("1", 2)), "The page that only moved.");
        Assert.That((await HitBoxAsync(NewWord)).Page, Is.EqualTo(1));
        Assert.That(await HitsAsync(NewWord), Is.EqualTo(1));
        Assert.That(oldWord, Is.Not.EqualTo(NewWord));
    }

    private async Task LeaveOutAsync(CancellationToken cancel)
    {
        await (await _client.PostAsync($"{_letter}/edits", Requests.Json(new { basedOn = 3, pages = new[] { new { page = 3, turn = 0 } } }), cancel)).AssertProblemAsync(400, "bad-request");
        await (await _client.PostAsync($"{_letter}/edits", Requests.Json(new { basedOn = 3, pages = Array.Empty<object>() }), cancel)).AssertProblemAsync(400, "bad-request");
        await EditAsync(3, new[] { new { page = 2, turn = 0 } });
        var letter = await RestingAsync(cancel);
        Assert.That(letter.GetProperty("document").GetProperty("pageCount").GetInt32(), Is.EqualTo(1));
        Assert.That(await HitsAsync(NewWord), Is.Zero, "Its page is left out.");
        Assert.That(await _client.GetStringAsync($"{_letter}/text", cancel), Is.EqualTo((await _client.GetStringAsync($"{_letter}/text?version=1", cancel)).Split('\f')[0]));
    }

    private async Task GoBackAsync(string oldWord)
    {
        using var answer = await _client.PostAsync($"{_letter}/versions/1/restore", null);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        Assert.That((await answer.JsonAsync()).GetProperty("version").GetInt32(), Is.EqualTo(5));
        Assert.That((await HitsAsync(oldWord), await HitsAsync(NewWord)), Is.EqualTo((1, 0)));
        Assert.That(await _client.GetByteArrayAsync($"{_letter}/pdf"), Is.EqualTo(await _client.GetByteArrayAsync($"{_letter}/pdf?version=1")));
        Assert.That(await _client.GetStringAsync($"{_letter}/json"), Is.EqualTo(await _client.GetStringAsync($"{_letter}/json?version=1")));
        await (await _client.PostAsync($"{_letter}/versions/99/restore", null)).AssertProblemAsync(404, "not-found");
    }

    private async Task ReadAgainAsync(CancellationToken cancel)
    {
        var earlier = await Task.WhenAll(Enumerable.Range(1, 4).Select(version => _client.GetStringAsync($"{_letter}/json?version={version}", cancel)));
        await (await _client.PostAsync($"{_letter}/reprocess", Requests.Json(new { languages = "?" }), cancel)).AssertProblemAsync(400, "bad-request");
        using var answer = await _client.PostAsync($"{_letter}/reprocess", Requests.Json(new { languages = "deu+eng" }), cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That((await VersionsAsync()).GetProperty("planned").GetProperty("reason").GetString(), Is.EqualTo("read again as deu+eng"));
        Assert.That((await RestingAsync(cancel)).GetProperty("document").GetProperty("languages").GetString(), Is.EqualTo("deu+eng"));
        Assert.That(await Task.WhenAll(Enumerable.Range(1, 4).Select(version => _client.GetStringAsync($"{_letter}/json?version={version}", cancel))), Is.EqualTo(earlier));
        Assert.That((await VersionsAsync()).GetProperty("planned").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    private async Task RetitleAsync()
    {
        var title = (await (await _client.GetAsync(_letter)).JsonAsync()).GetProperty("document").GetProperty("title").GetString();
        using var answer = await _client.PatchAsync(_letter, Requests.Json(new { title = "Kesselwartung" }));
        Assert.That((await answer.JsonAsync()).GetProperty("version").GetInt32(), Is.EqualTo(7));
        Assert.That(await HitsAsync("Kesselwartung"), Is.EqualTo(1));
        using var back = await _client.PostAsync($"{_letter}/versions/6/restore", null);
        Assert.That((await back.JsonAsync()).GetProperty("title").GetString(), Is.EqualTo(title));
        Assert.That(await HitsAsync("Kesselwartung"), Is.Zero);
    }

    /// <summary>A correction that must not be readable any more goes with the versions that show it, and with nothing else.</summary>
    private async Task RemoveAsync(CancellationToken cancel)
    {
        var database = _service.Services.GetRequiredService<DigitizeDatabase>();
        var kept = await _client.GetStringAsync($"{_letter}/json?version=1", cancel);
        await (await _client.DeleteAsync($"{_letter}/versions/8", cancel)).AssertProblemAsync(409, "wrong-state");
        foreach (var version in new[] { 2, 3 })
        {
            Assert.That((await _client.DeleteAsync($"{_letter}/versions/{version}", cancel)).StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            await (await _client.DeleteAsync($"{_letter}/versions/{version}", cancel)).AssertProblemAsync(404, "not-found");
        }

        await using var db = database.Open(CurrentAccount.Everyone);
        Assert.That((await db.PageReadings.Select(row => row.Text).ToListAsync(cancel)).Where(text => text.Contains(NewWord, StringComparison.Ordinal)), Is.Empty);
        Assert.That((await db.PageReadings.OrderBy(row => row.Version).ThenBy(row => row.Page).ToListAsync(cancel)).Select(row => (row.Version, row.Page.Value)), Is.EqualTo(new[] { (1, 1), (1, 2), (6, 1), (6, 2) }));
        Assert.That(await _client.GetStringAsync($"{_letter}/json?version=1", cancel), Is.EqualTo(kept));
        var referenced = await ReferencedBlobs.AllAsync(database, cancel);
        Assert.That(await _service.Services.GetRequiredService<IBlobStore>().ListAsync("", cancel).Select(blob => blob.Key).ToListAsync(cancel), Is.EquivalentTo(referenced));
    }

    /// <summary>With the document go the blobs of all its versions.</summary>
    private async Task PurgeAsync()
    {
        var (database, store) = (_service.Services.GetRequiredService<DigitizeDatabase>(), _service.Services.GetRequiredService<IBlobStore>());
        var told = (await AuditTests.EntriesAsync(_client, $"{_letter}/audit")).Select(entry => entry.GetProperty("action").GetString()).ToHashSet();
        Assert.That(told, Is.SupersetOf(new[] { "wordsCorrected", "pagesEdited", "versionRestored", "versionRemoved", "documentReadAgain", "documentEdited" }));
        await _client.DeleteAsync(_letter);
        var later = new TestClock();
        later.Pass(DateTimeOffset.UtcNow + DocumentTrash.Keep + TimeSpan.FromDays(1) - later.GetUtcNow());
        Assert.That(await new Purge(database, store, _service.Services.GetRequiredService<DeletionLedger>(), _service.Services.GetRequiredService<AuditLog>(), later).RunAsync(CancellationToken.None), Is.EqualTo(1));
        Assert.That(await store.ListAsync("", CancellationToken.None).CountAsync(), Is.Zero);
        await using var db = database.Open(CurrentAccount.Everyone);
        Assert.That(await db.PageReadings.CountAsync() + await db.VersionPages.CountAsync() + await db.Versions.CountAsync(), Is.Zero);
    }

    private async Task EditAsync(int basedOn, object pages)
    {
        using var answer = await _client.PostAsync($"{_letter}/edits", Requests.Json(new { basedOn, pages }));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await answer.Content.ReadAsStringAsync());
        Assert.That((await answer.JsonAsync()).GetProperty("state").GetString(), Is.EqualTo("assembling"));
    }

    private Task<JsonElement> RestingAsync(CancellationToken cancel) => WorkingService.RestingAsync(_client, _letter, cancel);

    private async Task<JsonElement> VersionsAsync() => await (await _client.GetAsync($"{_letter}/versions")).JsonAsync();

    private async Task<JsonElement> PageWordsAsync(int version, int page) => await (await _client.GetAsync($"{_letter}/pages/{page}?version={version}")).JsonAsync();

    /// <summary>The words of the scan, in their order.</summary>
    private async Task<List<string>> WordsAsync(int version) =>
        [.. (await PageWordsAsync(version, 2)).GetProperty("lines").EnumerateArray().SelectMany(line => line.GetProperty("words").EnumerateArray()).Select(word => word.GetProperty("text").GetString()!)];

    private async Task<int> HitsAsync(string word) => (await (await _client.GetAsync($"/api/v1/documents?query={word}")).JsonAsync()).GetProperty("documents").GetArrayLength();

    private async Task<(int Page, string Text)> HitBoxAsync(string word)
    {
        var page = (await (await _client.GetAsync($"{_letter}/hits?query={word}")).JsonAsync()).GetProperty("pages").EnumerateArray().Single();
        return (page.GetProperty("page").GetInt32(), page.GetProperty("boxes").EnumerateArray().Single().GetProperty("text").GetString()!);
    }

    private async Task<string> TextOfAsync(string page, int? version = null) => System.Text.Encoding.UTF8.GetString(await RunAsync("pdftotext", version, file => ["-f", page, "-l", page, file, "-"]));

    private async Task<string> PixelsAsync(string page, int version) => Convert.ToHexString(await RunAsync("pdftoppm", version, file => ["-r", "40", "-f", page, "-l", page, file]));

    private async Task<byte[]> RunAsync(string program, int? version, Func<string, string[]> arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, await _client.GetByteArrayAsync($"{_letter}/pdf" + (version is null ? "" : $"?version={version}")));
            using var process = Process.Start(new ProcessStartInfo(program, arguments(file)) { RedirectStandardOutput = true })!;
            using var output = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(output);
            await process.WaitForExitAsync();
            return output.ToArray();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;
}
