using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Digitize.Web.Tests;

/// <summary>Two letters that were scanned as one are made two, with real PDFs: page 1 kept its own text, page 2 is a scan.</summary>
[CancelAfter(300_000)]
public sealed class DocumentSplitTests
{
    private static readonly string Sample = Path.Combine(SourceFolder.Path, "..", "..", "samples", "reparatur-bericht-gemischt.pdf");

    [Test]
    public async Task A_document_becomes_two_that_nobody_reads_again_and_can_be_whole_again(CancellationToken cancel)
    {
        await using var service = await WorkingService.StartAsync();
        using var client = await service.NewCustomerAsync();
        var letter = "/api/v1/documents/" + await client.SendLetterAsync(await File.ReadAllBytesAsync(Sample, cancel));
        var before = await WorkingService.RestingAsync(client, letter, cancel);
        await client.PatchAsync(letter, Requests.Json(new { title = "Zwei Briefe", tags = new[] { "Werkstatt" } }), cancel);
        var scanned = await WordsAsync($"{letter}/pages/2");

        await HoldAsync();
        var parts = await SplitAsync();

        Assert.That(parts.Select(part => Text(part, "title")), Is.EqualTo(new[] { "Zwei Briefe (1 of 2)", "Zwei Briefe (2 of 2)" }));
        Assert.That(parts.Select(part => (Text(part, "state"), part.GetProperty("pageCount").GetInt32(), part.GetProperty("splitFromPage").GetInt32(), part.GetProperty("version").GetInt32())), Is.EqualTo(new[] { ("completed", 1, 1, 1), ("completed", 1, 2, 1) }));
        Assert.That(parts.SelectMany(part => part.GetProperty("tags").EnumerateArray()).Select(tag => tag.GetString()), Is.EqualTo(new[] { "Werkstatt", "Werkstatt" }));
        var second = $"/api/v1/documents/{Text(parts[1], "id")}";
        Assert.That(await WordsAsync($"{second}/pages/1"), Is.EqualTo(scanned), "What was read is what it was.");
        var first = await client.GetStringAsync($"/api/v1/documents/{Text(parts[0], "id")}/text", cancel);
        var word = scanned.First(each => each is { Length: > 8 } && each.All(char.IsLetter) && !first.Contains(each, StringComparison.OrdinalIgnoreCase));
        Assert.That(await FoundAsync(word), Is.EqualTo(new[] { Text(parts[1], "id") }));
        Assert.That((await PdfPagesAsync($"{second}/pdf"), await PdfPagesAsync($"{second}/original")), Is.EqualTo((1, 1)));
        Assert.That(await PdfTextAsync($"{second}/pdf"), Does.Contain(word));
        Assert.That(Text((await (await client.GetAsync(letter, cancel)).JsonAsync()).GetProperty("document"), "state"), Is.EqualTo("split"));

        using var whole = await client.PostAsync($"{letter}/restore", null, cancel);
        Assert.That((await whole.JsonAsync()).GetProperty("state").GetString(), Is.EqualTo("completed"), "It is as it was before, and not read again.");
        Assert.That(await WordsAsync($"{letter}/pages/2"), Is.EqualTo(scanned));
        Assert.That((await (await client.GetAsync(letter, cancel)).JsonAsync()).GetProperty("pages").GetArrayLength(), Is.EqualTo(before.GetProperty("pages").GetArrayLength()));

        var again = (await SplitAsync()).TakeLast(2).Select(part => $"/api/v1/documents/{Text(part, "id")}").ToList();
        using var receipt = await client.PostAsync($"{again[1]}/erasure", null, cancel);
        Assert.That(receipt.IsSuccessStatusCode, await receipt.Content.ReadAsStringAsync(cancel));
        await (await client.GetAsync(letter, cancel)).AssertProblemAsync(404, "not-found");
        Assert.That(await PdfPagesAsync($"{again[0]}/pdf"), Is.EqualTo(1), "The other part has keys of its own.");

        async Task HoldAsync()
        {
            using var hold = await client.PostAsync("/api/v1/holds", Requests.Json(new { document = letter[(letter.LastIndexOf('/') + 1)..], reason = "Streit" }), cancel);
            await (await client.PostAsync($"{letter}/edits", Requests.Json(new { basedOn = 2, pages = new object[] { new { page = 1 }, new { page = 2, startsDocument = true } } }), cancel)).AssertProblemAsync(409, "on-hold");
            await client.DeleteAsync($"/api/v1/holds/{(await hold.JsonAsync()).GetProperty("id").GetString()}", cancel);
        }

        async Task<List<JsonElement>> SplitAsync()
        {
            using var split = await client.PostAsync($"{letter}/edits", Requests.Json(new { basedOn = 2, pages = new object[] { new { page = 1 }, new { page = 2, turn = 90, startsDocument = true } } }), cancel);
            Assert.That(split.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await split.Content.ReadAsStringAsync(cancel));
            using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (await every.WaitForNextTickAsync(cancel))
            {
                var shown = await (await client.GetAsync(letter, cancel)).JsonAsync();
                if (Text(shown.GetProperty("document"), "state") == "assembling")
                {
                    continue;
                }

                var found = new List<JsonElement>();
                foreach (var part in shown.GetProperty("parts").EnumerateArray())
                {
                    found.Add((await (await client.GetAsync($"/api/v1/documents/{part.GetString()}", cancel)).JsonAsync()).GetProperty("document"));
                }

                return found;
            }

            throw new OperationCanceledException(cancel);
        }

        async Task<List<string>> WordsAsync(string page) =>
            [.. (await (await client.GetAsync(page, cancel)).JsonAsync()).GetProperty("lines").EnumerateArray().SelectMany(line => line.GetProperty("words").EnumerateArray()).Select(each => each.GetProperty("text").GetString()!)];

        async Task<List<string>> FoundAsync(string query) =>
            [.. (await (await client.GetAsync($"/api/v1/documents?query={query}", cancel)).JsonAsync()).GetProperty("documents").EnumerateArray().Select(each => Text(each, "id"))];

        async Task<int> PdfPagesAsync(string path) => (await ToolAsync("pdfinfo", path)).Split('\n').Where(line => line.StartsWith("Pages:", StringComparison.Ordinal)).Select(line => int.Parse(line[6..], System.Globalization.CultureInfo.InvariantCulture)).Single();

        Task<string> PdfTextAsync(string path) => ToolAsync("pdftotext", path, "-");

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

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
