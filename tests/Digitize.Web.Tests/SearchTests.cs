using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

public sealed class SearchTests
{
    [Test]
    public async Task A_document_is_found_by_its_words_with_page_snippet_and_boxes()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var client = service.Client(await service.AddKeyAsync(account));
        var id = await client.SendLetterAsync(Requests.Pdf("one"));
        await client.SendLetterAsync(Requests.Pdf("two"));
        await WriteReadingAsync(service, account, DocumentId.TryParse(id)!.Value, "Wir kündigen den Mietvertrag zum Jahresende.");

        var found = (await (await client.GetAsync("/api/v1/documents?query=mietvertrag%20KUNDIGEN")).JsonAsync()).GetProperty("documents");
        Assert.That(found.GetArrayLength(), Is.EqualTo(1));
        Assert.That(found[0].GetProperty("id").GetString(), Is.EqualTo(id));
        var hit = found[0].GetProperty("hits")[0];
        Assert.That(hit.GetProperty("page").GetInt32(), Is.EqualTo(1));
        Assert.That(hit.GetProperty("snippet").EnumerateArray().Where(part => part.GetProperty("isHit").GetBoolean()).Select(part => part.GetProperty("text").GetString()), Is.EqualTo(new[] { "kündigen", "Mietvertrag" }));

        var page = (await (await client.GetAsync($"/api/v1/documents/{id}/hits?query=mietvertrag")).JsonAsync()).GetProperty("pages")[0];
        Assert.That(page.GetProperty("width").GetInt32(), Is.EqualTo(1000));
        var box = page.GetProperty("boxes").EnumerateArray().Single();
        Assert.That(box.GetProperty("text").GetString(), Is.EqualTo("Mietvertrag"));
        Assert.That(box.GetProperty("left").GetInt32(), Is.EqualTo(300), "The fourth word stands there.");

        var none = (await (await client.GetAsync("/api/v1/documents?query=%22%20OR%20%2A")).JsonAsync()).GetProperty("documents");
        Assert.That(none.GetArrayLength(), Is.Zero, "Nothing that is typed is an operator.");
        await (await client.GetAsync("/api/v1/documents?query=x&state=failed")).AssertProblemAsync(400, "bad-request");
        await (await client.GetAsync("/api/v1/documents?query=" + new string('x', 501))).AssertProblemAsync(400, "bad-request");
    }

    [Test]
    public async Task A_failed_document_is_read_again_and_one_under_way_is_not()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var client = service.Client(await service.AddKeyAsync(account));
        var id = await client.SendLetterAsync();
        await (await client.PostAsync($"/api/v1/documents/{id}/reprocess", null)).AssertProblemAsync(409, "wrong-state");
        var document = DocumentId.TryParse(id)!.Value;
        await Database(service).WriteAsync(CurrentAccount.Everyone, db => Transitions.FailAsync(db, document, 1, new Failure(FailureCode.GaveUp, "test"), service.Clock.GetUtcNow()), CancellationToken.None);

        using var answer = await client.PostAsync($"/api/v1/documents/{id}/reprocess", null);
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), await answer.Content.ReadAsStringAsync());
        var again = await answer.JsonAsync();
        Assert.That(again.GetProperty("state").GetString(), Is.EqualTo("received"));
        Assert.That(again.GetProperty("failure").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        await (await client.PostAsync($"/api/v1/documents/{id}/reprocess", null)).AssertProblemAsync(409, "wrong-state");
    }

    [Test]
    public async Task A_dispatcher_that_stands_still_and_old_work_are_noticed()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        await client.SendLetterAsync();
        using var fresh = await client.GetAsync("/health/ready");
        Assert.That((int)fresh.StatusCode, Is.EqualTo(200), await fresh.Content.ReadAsStringAsync());
        service.Clock.Pass(TimeSpan.FromMinutes(6));
        using var stuck = await client.GetAsync("/health/ready");
        Assert.That((int)stuck.StatusCode, Is.EqualTo(503));
        Assert.That(await stuck.Content.ReadAsStringAsync(), Does.Contain("dispatcher-stuck: ").And.Contain("backlog-old: The oldest work has waited for 6 minutes."));
    }

    private static DigitizeDatabase Database(TestService service) => service.Services.GetRequiredService<DigitizeDatabase>();

    /// <summary>What reading brings, without a reader: a page of words one beside the other.</summary>
    private static async Task WriteReadingAsync(TestService service, AccountId account, DocumentId document, string text)
    {
        var words = text.Split(' ').Select((word, i) => new Word(word, new PixelBox(i * 100, 10, (i * 100) + 90, 30), new Confidence(0.9))).ToList();
        var page = new RecognizedPage(1000, 1400, new Dpi(120), [new TextLine(new PixelBox(0, 10, 900, 30), new Baseline(0, 28, 0), words)]);
        await using var db = Database(service).Open(CurrentAccount.Of(account));
        var keys = await new DocumentQueries(db).KeysAsync(document, CancellationToken.None);
        var blob = BlobKey.New(account.ToString(), RandomNumberGenerator.Create());
        using var json = new MemoryStream(RecognizedPageJson.Write(page));
        await service.Services.GetRequiredService<EncryptedBlobs>().WriteAsync(keys!, blob, json, CancellationToken.None);
        var found = new Inspection(FileFormat.Pdf, [new InspectedPage(PageNumber.First, false, default, null)], false, null);
        await Database(service).WriteAsync(CurrentAccount.Everyone, async rows =>
        {
            await Transitions.StartRecognizingAsync(rows, account, document, 1, found, problem: null, service.Clock.GetUtcNow());
            await rows.SaveChangesAsync();
            await Transitions.SettlePageAsync(rows, document, 1, new ReadPage(PageNumber.First) { WordsBlob = blob, Words = words.Count });
            rows.Add(new PageText { AccountId = account, DocumentId = document, Page = PageNumber.First, Text = text });
            await rows.SaveChangesAsync();
        }, CancellationToken.None);
    }
}
