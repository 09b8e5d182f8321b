using System.Net;
using System.Text;
using System.Text.Json;

namespace Digitize.Web.Tests;

public sealed class TagTests
{
    [Test]
    public async Task Tags_come_with_the_upload_are_changed_and_counted_without_regard_to_capitals()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        using var stranger = await service.NewCustomerAsync("Andere");
        using var form = new MultipartFormDataContent { { new StringContent("Steuer, 2026"), "tags" }, { Requests.Raw(Requests.Pdf("a")), "file", "a.pdf" }, { new StringContent(" Mu\u0308ller ,steuer"), "tags" } };
        using var sent = await client.PostAsync("/api/v1/documents", form);
        var first = await sent.JsonAsync();
        Assert.That(TagsOf(first), Is.EqualTo(new[] { "2026", "Müller", "Steuer" }));
        var id = first.GetProperty("id").GetString();

        var metadata = "filename YS5wZGY=,tags " + Convert.ToBase64String(Encoding.UTF8.GetBytes("steuer,Haus"));
        var bytes = Requests.Pdf("b");
        using var upload = await client.SendAsync(Requests.Tus(HttpMethod.Post, "/api/v1/uploads", bytes, ("Upload-Length", $"{bytes.Length}"), ("Upload-Metadata", metadata)));
        var second = upload.Headers.GetValues("Digitize-Document").Single();
        Assert.That(TagsOf((await (await client.GetAsync(second)).JsonAsync()).GetProperty("document")), Is.EqualTo(new[] { "Haus", "steuer" }));
        Assert.That(await CountsAsync(client), Is.EqualTo(new[] { "2026: 1", "Haus: 1", "Müller: 1", "Steuer: 2" }));
        Assert.That(await CountsAsync(stranger), Is.Empty);

        var cursor = (await (await client.GetAsync("/api/v1/changes?after=0")).JsonAsync()).GetProperty("cursor").GetInt64();
        using var edited = await client.PatchAsync(second, Requests.Json(new { tags = new[] { "HAUS", "Garten" } }));
        Assert.That(TagsOf(await edited.JsonAsync()), Is.EqualTo(new[] { "Garten", "HAUS" }));
        await client.PatchAsync(second, Requests.Json(new { tags = new[] { "Garten", "HAUS" } }));
        var changes = (await (await client.GetAsync($"/api/v1/changes?after={cursor}")).JsonAsync()).GetProperty("changes");
        Assert.That(changes.EnumerateArray().Select(change => change.GetProperty("kind").GetString()), Is.EqualTo(new[] { "edited" }), "The same again is no change.");

        await client.DeleteAsync($"/api/v1/documents/{id}");
        Assert.That(await CountsAsync(client), Is.EqualTo(new[] { "Garten: 1", "HAUS: 1" }), "What lies in the trash is not counted.");
        await client.PostAsync($"/api/v1/documents/{id}/restore", null);
        Assert.That(await CountsAsync(client), Has.Length.EqualTo(5));
        var page = await (await client.GetAsync("/api/v1/tags?limit=2")).JsonAsync();
        Assert.That(page.GetProperty("next").GetString(), Is.EqualTo("Garten"));
        Assert.That(await CountsAsync(client, "?after=Garten"), Is.EqualTo(new[] { "HAUS: 1", "Müller: 1", "Steuer: 1" }));
        Assert.That((await (await client.PatchAsync(second, Requests.Json(new { title = "Neu", tags = Array.Empty<string>() }))).JsonAsync()).GetProperty("title").GetString(), Is.EqualTo("Neu"));
        Assert.That(await CountsAsync(client), Is.EqualTo(new[] { "2026: 1", "Müller: 1", "Steuer: 1" }));
    }

    [Test]
    public async Task A_list_holds_the_documents_that_have_all_the_tags_also_with_words_a_state_and_page_by_page()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        var ids = new List<string>();
        foreach (var tags in new[] { "rot", "rot,rund", "rund", "rot,rund", "rot,rund" })
        {
            service.Clock.Pass(TimeSpan.FromSeconds(1));
            using var sent = await client.PostAsync($"/api/v1/documents?fileName=Brief{ids.Count}.pdf&tags={tags}", Requests.Raw(Requests.Pdf(tags)));
            ids.Add((await sent.JsonAsync()).GetProperty("id").GetString()!);
        }

        Assert.That((await ListAsync(client, "tag=Rot&tag=rund")).Ids, Is.EqualTo(new[] { ids[4], ids[3], ids[1] }));
        Assert.That((await ListAsync(client, "tag=rund")).Ids, Is.EqualTo(new[] { ids[4], ids[3], ids[2], ids[1] }));
        Assert.That((await ListAsync(client, "tag=rot&tag=eckig")).Ids, Is.Empty);
        var (page, next) = await ListAsync(client, "tag=rot&tag=rund&limit=2");
        Assert.That(page, Is.EqualTo(new[] { ids[4], ids[3] }));
        Assert.That((await ListAsync(client, $"tag=rot&tag=rund&limit=2&after={next}")).Ids, Is.EqualTo(new[] { ids[1] }));
        await client.DeleteAsync($"/api/v1/documents/{ids[1]}");
        Assert.That((await ListAsync(client, "tag=rot&tag=rund&state=trashed")).Ids, Is.EqualTo(new[] { ids[1] }));
        Assert.That((await ListAsync(client, "tag=rot&state=failed")).Ids, Is.Empty);
        Assert.That((await ListAsync(client, "query=Brief3&tag=rot&tag=RUND")).Ids, Is.EqualTo(new[] { ids[3] }));
        Assert.That((await ListAsync(client, "query=Brief0&tag=rund")).Ids, Is.Empty);
        Assert.That((await ListAsync(client, "query=Brief0")).Ids, Is.EqualTo(new[] { ids[0] }));
        await (await client.GetAsync("/api/v1/documents?" + string.Join('&', Enumerable.Range(0, 11).Select(i => $"tag={i}")))).AssertProblemAsync(400, "bad-request");
        await (await client.GetAsync("/api/v1/documents?tag=")).AssertProblemAsync(400, "bad-request");
    }

    [Test]
    public async Task What_cannot_be_a_tag_is_refused_and_changes_nothing()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        var id = await client.SendLetterAsync();
        var path = $"/api/v1/documents/{id}";
        await client.PatchAsync(path, Requests.Json(new { tags = new[] { "bleibt" } }));
        var tooMany = Enumerable.Range(0, 51).Select(i => $"t{i}").ToArray();
        foreach (var tags in new string?[][] { [""], ["  "], [null], ["a\nb"], ["a\u202Eb"], [new string('x', 101)], tooMany })
        {
            await (await client.PatchAsync(path, Requests.Json(new { tags }))).AssertProblemAsync(400, "bad-request");
        }

        await (await client.PatchAsync(path, Requests.Json(new { }))).AssertProblemAsync(400, "bad-request");
        await (await client.PatchAsync(path, Requests.Json(new { title = "", tags = new[] { "neu" } }))).AssertProblemAsync(400, "bad-request");
        await (await client.PostAsync("/api/v1/documents?tags=" + new string('x', 101), Requests.Raw(Requests.Pdf()))).AssertProblemAsync(400, "bad-request");
        Assert.That(await CountsAsync(client), Is.EqualTo(new[] { "bleibt: 1" }));
        using var most = await client.PatchAsync(path, Requests.Json(new { tags = new[] { "T1", "👨‍👩‍👧" }.Concat(tooMany[1..50]) }));
        Assert.That(most.StatusCode, Is.EqualTo(HttpStatusCode.OK), await most.Content.ReadAsStringAsync());
    }

    private static IEnumerable<string?> TagsOf(JsonElement document) => document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString());

    private static async Task<string[]> CountsAsync(HttpClient client, string query = "") =>
        [.. (await (await client.GetAsync("/api/v1/tags" + query)).JsonAsync()).GetProperty("tags").EnumerateArray().Select(tag => $"{tag.GetProperty("name").GetString()}: {tag.GetProperty("documents").GetInt32()}")];

    private static async Task<(string?[] Ids, string? Next)> ListAsync(HttpClient client, string query)
    {
        using var answer = await client.GetAsync("/api/v1/documents?" + query);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        var list = await answer.JsonAsync();
        return ([.. list.GetProperty("documents").EnumerateArray().Select(row => row.GetProperty("id").GetString())], list.GetProperty("next").GetString());
    }
}
