using System.Text;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Tests;

public sealed class SplittingTests
{
    [Test]
    public async Task A_sender_says_what_separates_the_letters()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        foreach (var (said, understood) in new[] { ("separators", "separators"), ("on", "separators"), ("true", "separators"), ("barcodes", "barcodes"), ("none", "none"), ("", "none") })
        {
            using var answer = await client.PostAsync($"/api/v1/documents?split={said}", Requests.Raw(Requests.Pdf()));
            Assert.That((await answer.JsonAsync()).GetProperty("split").GetString(), Is.EqualTo(understood), said);
        }
    }

    [Test]
    public async Task What_separates_nothing_is_refused_in_every_way_of_sending()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        using var bare = await client.PostAsync("/api/v1/documents?split=blanks", Requests.Raw(Requests.Pdf()));
        await bare.AssertProblemAsync(400, "bad-request");
        Assert.That(await bare.Content.ReadAsStringAsync(), Does.Contain("split is separators, barcodes or none."));
        using var form = new MultipartFormDataContent { { new StringContent("blanks"), "split" }, { Requests.Raw(Requests.Pdf()), "file", "a.pdf" } };
        await (await client.PostAsync("/api/v1/documents", form)).AssertProblemAsync(400, "bad-request");
        using var tus = Requests.Tus(HttpMethod.Post, "/api/v1/uploads", null, ("Upload-Length", "100"), ("Upload-Metadata", $"split {Convert.ToBase64String("blanks"u8)}"));
        await (await client.SendAsync(tus)).AssertProblemAsync(400, "bad-request");
        using var list = await client.GetAsync("/api/v1/documents");
        Assert.That((await list.JsonAsync()).GetProperty("documents").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_resumable_upload_keeps_what_was_said_at_its_beginning()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        var letter = Requests.Pdf();
        using var begin = Requests.Tus(HttpMethod.Post, "/api/v1/uploads", letter, ("Upload-Length", $"{letter.Length}"), ("Upload-Metadata", $"split {Convert.ToBase64String(Encoding.ASCII.GetBytes("barcodes"))}"));
        using var begun = await client.SendAsync(begin);
        using var made = await client.GetAsync(begun.Headers.GetValues("Digitize-Document").Single());
        Assert.That((await made.JsonAsync()).GetProperty("document").GetProperty("split").GetString(), Is.EqualTo("barcodes"));
    }

    [Test]
    public async Task A_stack_that_was_split_is_shown_to_those_who_ask_for_it_and_can_be_taken_back()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var client = service.Client(await service.AddKeyAsync(account));
        var stack = await client.SendLetterAsync(Requests.Pdf("a stack"));
        var part = await client.SendLetterAsync(Requests.Pdf("a letter"));
        await SplitAsync(service, account, stack, part);

        Assert.That(await ListedAsync(client, "/api/v1/documents"), Is.EqualTo(new[] { part }));
        Assert.That(await ListedAsync(client, "/api/v1/documents?query=Brief"), Is.EqualTo(new[] { part }));
        Assert.That(await ListedAsync(client, "/api/v1/documents?state=split"), Is.EqualTo(new[] { stack }));
        var shown = await ShownAsync(client, stack);
        Assert.That(shown.GetProperty("document").GetProperty("state").GetString(), Is.EqualTo("split"));
        Assert.That(shown.GetProperty("parts").EnumerateArray().Select(id => id.GetString()), Is.EqualTo(new[] { part }));
        Assert.That((await ShownAsync(client, part)).GetProperty("document").GetProperty("splitFrom").GetString(), Is.EqualTo(stack));
        using var original = await client.GetAsync($"/api/v1/documents/{stack}/original");
        Assert.That(await original.Content.ReadAsByteArrayAsync(), Is.EqualTo(Requests.Pdf("a stack")));
        await (await client.GetAsync($"/api/v1/documents/{stack}/pdf")).AssertProblemAsync(409, "not-ready");
        await (await client.PostAsync($"/api/v1/documents/{stack}/reprocess", null)).AssertProblemAsync(409, "wrong-state");
        using var twin = await client.PostAsync("/api/v1/documents", Requests.Raw(Requests.Pdf("a stack")));
        Assert.That((await twin.JsonAsync()).GetProperty("duplicateOf").GetString(), Is.EqualTo(stack), "It is the same stack, shown or not.");

        using var back = await client.PostAsync($"/api/v1/documents/{stack}/restore", null);
        Assert.That((await back.JsonAsync()).GetProperty("state").GetString(), Is.EqualTo("received"));
        await (await client.PostAsync($"/api/v1/documents/{stack}/restore", null)).AssertProblemAsync(409, "wrong-state");
        using var changes = await client.GetAsync("/api/v1/changes");
        Assert.That((await changes.JsonAsync()).GetProperty("changes").EnumerateArray().Where(row => row.GetProperty("document").GetString() == stack).Select(row => row.GetProperty("kind").GetString()), Is.EqualTo(new[] { "received", "split", "restored" }));
    }

    [Test]
    public async Task A_split_stack_can_be_deleted_and_comes_back_as_it_was()
    {
        await using var service = await TestService.StartAsync();
        var account = await service.AddAccountAsync("Muster GmbH");
        using var client = service.Client(await service.AddKeyAsync(account));
        var stack = await client.SendLetterAsync();
        await SplitAsync(service, account, stack, await client.SendLetterAsync());
        using var deleted = await client.DeleteAsync($"/api/v1/documents/{stack}");
        Assert.That((await deleted.JsonAsync()).GetProperty("state").GetString(), Is.EqualTo("trashed"));
        using var back = await client.PostAsync($"/api/v1/documents/{stack}/restore", null);
        var answer = await back.JsonAsync();
        Assert.That(answer.GetProperty("state").GetString(), Is.EqualTo("split"));
        Assert.That(answer.GetProperty("purgeAfter").ValueKind, Is.EqualTo(JsonValueKind.String));
    }

    /// <summary>What splitting writes of a stack and one of its letters, without the work.</summary>
    private static Task SplitAsync(TestService service, AccountId account, string stack, string part)
    {
        var (whole, letter) = (DocumentId.TryParse(stack)!.Value, DocumentId.TryParse(part)!.Value);
        var found = new Inspection(FileFormat.Pdf, [new InspectedPage(PageNumber.First, false, default, null)], false, null);
        var now = service.Clock.GetUtcNow();
        return service.Services.GetRequiredService<DigitizeDatabase>().WriteAsync(CurrentAccount.Of(account), async db =>
        {
            Assert.That(await Transitions.SplitAsync(db, whole, 1, found, now + DocumentTrash.Keep, now), Is.True);
            await db.Documents.Where(row => row.Id == letter).ExecuteUpdateAsync(set => set.SetProperty(row => row.SplitFrom, whole).SetProperty(row => row.SplitFromPage, PageNumber.First));
        }, CancellationToken.None);
    }

    private static async Task<IEnumerable<string?>> ListedAsync(HttpClient client, string path)
    {
        using var list = await client.GetAsync(path);
        return (await list.JsonAsync()).GetProperty("documents").EnumerateArray().Select(row => row.GetProperty("id").GetString());
    }

    private static async Task<JsonElement> ShownAsync(HttpClient client, string id)
    {
        using var answer = await client.GetAsync($"/api/v1/documents/{id}");
        return await answer.JsonAsync();
    }
}
