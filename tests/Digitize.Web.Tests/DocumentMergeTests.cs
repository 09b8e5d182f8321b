using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

/// <summary>One letter that was scanned as three files, a picture of a phone, a PDF and a TIFF, is made one.</summary>
public sealed class DocumentMergeTests
{
    [Test]
    public async Task What_cannot_be_merged_is_refused_with_its_own_problem()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var client = service.Client(await service.AddKeyAsync(account));
        using var stranger = await service.NewCustomerAsync("Andere");
        var (first, second, theirs) = (await client.SendLetterAsync(), await client.SendLetterAsync(Requests.Pdf("another")), await stranger.SendLetterAsync());
        await RefusedAsync(new { documents = new[] { first, second } }, 409, "wrong-state");
        await service.Services.GetRequiredService<DigitizeDatabase>().WriteAsync(CurrentAccount.Of(account), db => db.Documents.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DocumentState.Completed).SetProperty(row => row.CurrentVersion, 1)), CancellationToken.None);
        foreach (var unknown in new[] { theirs, "0190a0a0-0000-7000-8000-000000000000", "no-id" })
        {
            await RefusedAsync(new { documents = new[] { first, unknown } }, 404, "not-found");
        }

        await RefusedAsync(new { }, 400, "bad-request");
        await RefusedAsync(new { documents = new[] { first } }, 400, "bad-request");
        await RefusedAsync(new { documents = new[] { first, first } }, 400, "bad-request");
        await RefusedAsync(new { documents = new[] { first, second }, basedOn = new[] { 1 } }, 400, "bad-request");
        await RefusedAsync(new { documents = new[] { first, second }, title = "" }, 400, "bad-request");
        await RefusedAsync(new { documents = new[] { first, second }, basedOn = new[] { 2, 1 } }, 409, "other-version");
        await service.Services.GetRequiredService<LegalHolds>().PlaceAsync(account, DocumentId.TryParse(first), "Streit", Actor.System, CancellationToken.None);
        await RefusedAsync(new { documents = new[] { second, first } }, 409, "on-hold");
        Assert.That((await (await client.GetAsync($"/api/v1/documents/{second}")).JsonAsync()).GetProperty("document").GetProperty("state").GetString(), Is.EqualTo("completed"));

        async Task RefusedAsync(object request, int status, string problem) => await (await client.PostAsync("/api/v1/documents/merge", Requests.Json(request))).AssertProblemAsync(status, problem);
    }

    [Test]
    [LongForm]
    [CancelAfter(300_000)]
    public async Task Three_files_become_one_document_that_nobody_reads_again_and_can_be_three_again(CancellationToken cancel)
    {
        await using var service = await WorkingService.StartAsync();
        using var client = await service.NewCustomerAsync();
        string[] files = ["kassenbon.jpg", "reparatur-bericht-gemischt.pdf", "grundsteuerbescheid.tif"];
        var letters = new List<string>();
        foreach (var file in files)
        {
            using var sent = await client.PostAsync($"/api/v1/documents?fileName={file}", Requests.Raw(await File.ReadAllBytesAsync(Sample(file), cancel)), cancel);
            letters.Add((await sent.JsonAsync()).GetProperty("id").GetString()!);
        }

        var pages = new List<string>();
        foreach (var letter in letters)
        {
            var shown = await WorkingService.RestingAsync(client, $"/api/v1/documents/{letter}", cancel);
            for (var page = 1; page <= shown.GetProperty("pages").GetArrayLength(); page++)
            {
                pages.Add(await LinesAsync($"/api/v1/documents/{letter}/pages/{page}"));
            }
        }

        Assert.That(pages, Has.Count.EqualTo(5));
        var texts = await Task.WhenAll(letters.Select(letter => client.GetStringAsync($"/api/v1/documents/{letter}/text", cancel)));
        var made = await MergeAsync();
        var whole = await (await client.GetAsync(made, cancel)).JsonAsync();
        Assert.That(whole.GetProperty("document").GetProperty("title").GetString(), Is.EqualTo("Ein Brief"));
        Assert.That(whole.GetProperty("mergedFrom").EnumerateArray().Select(id => id.GetString()), Is.EqualTo(letters));
        Assert.That(whole.GetProperty("pages").EnumerateArray().Select(page => page.GetProperty("sourcePage").GetInt32()), Is.EqualTo(new[] { 1, 2, 3, 4, 5 }));
        for (var page = 1; page <= 5; page++)
        {
            Assert.That(await LinesAsync($"{made}/pages/{page}"), Is.EqualTo(pages[page - 1]), "Words and boxes are what they were.");
        }

        foreach (var (text, letter) in texts.Zip(letters))
        {
            Assert.That(await client.GetStringAsync($"{made}/text", cancel), Does.Contain(text.Trim()), letter);
        }

        var word = texts[2].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).First(each => each.Length > 10 && each.All(char.IsLetter) && !texts[0].Contains(each, StringComparison.Ordinal) && !texts[1].Contains(each, StringComparison.Ordinal));
        Assert.That(await FoundAsync(word), Is.EqualTo(new[] { made[(made.LastIndexOf('/') + 1)..] }));
        Assert.That(await ToolAsync("pdftotext", $"{made}/pdf", "-"), Does.Contain(word));
        await AssertAttachedAsync();

        // The original is a file as any other: read again, its pages say what the files said.
        using var again = await client.PostAsync($"{made}/reprocess", null, cancel);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That((await WorkingService.RestingAsync(client, made, cancel)).GetProperty("document").GetProperty("version").GetInt32(), Is.EqualTo(2));
        Assert.That(await LinesAsync($"{made}/pages/1"), Is.EqualTo(pages[0]));
        Assert.That(await LinesAsync($"{made}/pages/5"), Is.EqualTo(pages[4]));

        using var back = await client.PostAsync($"/api/v1/documents/{letters[1]}/restore", null, cancel);
        Assert.That((await back.JsonAsync()).GetProperty("state").GetString(), Is.EqualTo("completed"));
        Assert.That(await StateAsync(made), Is.EqualTo("trashed"));
        Assert.That(await LinesAsync($"/api/v1/documents/{letters[2]}/pages/1"), Is.EqualTo(pages[3]));

        var second = await MergeAsync();
        using var receipt = await client.PostAsync($"{second}/erasure", null, cancel);
        Assert.That(receipt.IsSuccessStatusCode, await receipt.Content.ReadAsStringAsync(cancel));
        foreach (var gone in letters.Select(letter => $"/api/v1/documents/{letter}").Append(second).Append(made))
        {
            await (await client.GetAsync(gone, cancel)).AssertProblemAsync(404, "not-found");
        }

        async Task<string> MergeAsync()
        {
            using var merge = await client.PostAsync("/api/v1/documents/merge", Requests.Json(new { documents = letters, basedOn = new[] { 1, 1, 1 }, title = "Ein Brief" }), cancel);
            Assert.That(merge.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await merge.Content.ReadAsStringAsync(cancel));
            using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (await every.WaitForNextTickAsync(cancel) && await StateAsync($"/api/v1/documents/{letters[0]}") == "assembling")
            {
            }

            Assert.That(await Task.WhenAll(letters.Select(letter => StateAsync($"/api/v1/documents/{letter}"))), Is.All.EqualTo("merged"));
            return merge.Headers.Location!.OriginalString;
        }

        async Task AssertAttachedAsync()
        {
            var folder = Directory.CreateTempSubdirectory("digitize-attached-").FullName;
            await File.WriteAllBytesAsync(Path.Combine(folder, "original.pdf"), await client.GetByteArrayAsync($"{made}/original", cancel), cancel);
            using (var process = Process.Start(new ProcessStartInfo("pdfdetach", ["-saveall", "-o", folder, Path.Combine(folder, "original.pdf")]))!)
            {
                await process.WaitForExitAsync(cancel);
            }

            foreach (var file in files)
            {
                Assert.That(await File.ReadAllBytesAsync(Path.Combine(folder, file), cancel), Is.EqualTo(await File.ReadAllBytesAsync(Sample(file), cancel)), file);
            }

            Directory.Delete(folder, recursive: true);
        }

        async Task<string> StateAsync(string path) => (await (await client.GetAsync(path, cancel)).JsonAsync()).GetProperty("document").GetProperty("state").GetString()!;

        async Task<string> LinesAsync(string page)
        {
            using var answer = await client.GetAsync(page, cancel);
            return answer.IsSuccessStatusCode ? (await answer.JsonAsync()).GetProperty("lines").GetRawText() : "kept its own text";
        }

        async Task<List<string>> FoundAsync(string query) =>
            [.. (await (await client.GetAsync($"/api/v1/documents?query={query}", cancel)).JsonAsync()).GetProperty("documents").EnumerateArray().Select(each => each.GetProperty("id").GetString()!)];

        async Task<string> ToolAsync(string program, string path, params string[] more)
        {
            var file = Path.GetTempFileName();
            try
            {
                await File.WriteAllBytesAsync(file, await client.GetByteArrayAsync(path, cancel), cancel);
                using var process = Process.Start(new ProcessStartInfo(program, [file, .. more]) { RedirectStandardOutput = true })!;
                return await process.StandardOutput.ReadToEndAsync(cancel);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    private static string Sample(string file) => Path.Combine(SourceFolder.Path, "..", "..", "samples", file);
}
