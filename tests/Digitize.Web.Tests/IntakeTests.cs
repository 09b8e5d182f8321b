using System.Net;
using System.Text.Json;

namespace Digitize.Web.Tests;

public sealed class IntakeTests
{
    [Test]
    public async Task A_form_and_the_bare_bytes_both_become_documents()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        using var form = new MultipartFormDataContent
        {
            { Requests.Raw(Requests.Pdf()), "file", "Rechnung März.pdf" },
            { new StringContent("Rechnung vom Bäcker"), "title" },
            { new StringContent("deu"), "languages" },
        };
        using var response = await client.PostAsync("/api/v1/documents", form);
        var document = await response.JsonAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), document.ToString());
        Assert.That(response.Headers.Location?.ToString(), Is.EqualTo($"/api/v1/documents/{document.GetProperty("id").GetString()}"));
        Assert.That(document.GetProperty("title").GetString(), Is.EqualTo("Rechnung vom Bäcker"), "A field behind the file counts as much as one before it.");
        Assert.That(document.GetProperty("languages").GetString(), Is.EqualTo("deu"));
        Assert.That(document.GetProperty("fileName").GetString(), Is.EqualTo("Rechnung März.pdf"));

        service.Clock.Pass(TimeSpan.FromSeconds(1));
        var raw = await client.SendLetterAsync();
        using var list = await client.GetAsync("/api/v1/documents?limit=1");
        var shown = await list.JsonAsync();
        Assert.That(shown.GetProperty("documents").EnumerateArray().Select(row => row.GetProperty("id").GetString()), Is.EqualTo(new[] { raw }));
        using var rest = await client.GetAsync($"/api/v1/documents?limit=1&after={shown.GetProperty("next").GetString()}");
        Assert.That((await rest.JsonAsync()).GetProperty("documents").EnumerateArray().Single().GetProperty("id").GetString(), Is.EqualTo(document.GetProperty("id").GetString()));
    }

    [Test]
    public async Task Fifty_posts_with_one_key_are_one_document_and_another_body_is_refused()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(client, "k1", Requests.Pdf())));
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(201).Or.EqualTo(409));
        var bodies = answers.Where(answer => answer.Status == 201).Select(answer => answer.Body).Distinct().ToList();
        Assert.That(bodies, Has.Count.EqualTo(1), "Whoever asks again gets the same answer.");
        Assert.That((await PostAsync(client, "k1", Requests.Pdf())).Body, Is.EqualTo(bodies[0]));
        Assert.That((await PostAsync(client, "k1", Requests.Pdf("another letter"))).Status, Is.EqualTo(422));
        using var list = await client.GetAsync("/api/v1/documents");
        Assert.That((await list.JsonAsync()).GetProperty("documents").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task Bad_input_gets_the_status_that_says_what_to_do()
    {
        await using var service = await TestService.StartAsync(megabytes: 1);
        using var client = await service.NewCustomerAsync();
        using var stranger = service.Client();
        await (await stranger.GetAsync("/api/v1/documents")).AssertProblemAsync(401, "unauthorized");
        await (await client.GetAsync("/api/v1/nothing")).AssertProblemAsync(404, "not-found");
        await (await client.GetAsync("/api/v1/documents?limit=0")).AssertProblemAsync(400, "bad-request");
        await (await client.GetAsync("/api/v1/documents?state=lost")).AssertProblemAsync(400, "bad-request");
        await (await client.GetAsync("/api/v1/documents?after=xyz")).AssertProblemAsync(400, "bad-request");
        await (await client.PutAsync("/api/v1/documents", null)).AssertProblemAsync(405, "method-not-allowed");
        await (await client.PostAsync("/api/v1/documents", new StringContent("hello"))).AssertProblemAsync(415, "unsupported-media-type");
        await (await client.PostAsync("/api/v1/documents", Requests.Raw("MZ this was an exe"u8.ToArray()))).AssertProblemAsync(415, "file-not-supported");
        await (await client.PostAsync("/api/v1/documents?languages=..%2Fetc", Requests.Raw(Requests.Pdf()))).AssertProblemAsync(400, "bad-request");
        await (await client.PostAsync("/api/v1/documents", new MultipartFormDataContent { { new StringContent("x"), "title" } })).AssertProblemAsync(400, "bad-request");
        await (await client.PostAsync("/api/v1/documents", Requests.Raw([.. Requests.Pdf(), .. new byte[1_500_000]]))).AssertProblemAsync(413, "too-large");
        var id = await client.SendLetterAsync();
        await (await client.PostAsync($"/api/v1/documents/{id}/restore", null)).AssertProblemAsync(409, "wrong-state");
        await (await client.GetAsync($"/api/v1/documents/{id}/pdf")).AssertProblemAsync(409, "not-ready");
        await (await client.PatchAsync($"/api/v1/documents/{id}", new StringContent("{", null, "application/json"))).AssertProblemAsync(400, "bad-request");
        await (await client.PatchAsync($"/api/v1/documents/{id}", new StringContent("{}", null, "application/json"))).AssertProblemAsync(400, "bad-request");
        using var german = new HttpRequestMessage(HttpMethod.Get, "/api/v1/nothing") { Headers = { { "Accept-Language", "de-AT,en;q=0.5" } } };
        Assert.That((await (await client.SendAsync(german)).JsonAsync()).GetProperty("title").GetString(), Does.StartWith("Unter dieser Adresse"));
    }

    [Test]
    public async Task A_full_disk_takes_nothing_in()
    {
        await using var service = await TestService.StartAsync(freePercent: 101);
        using var client = await service.NewCustomerAsync();
        await (await client.PostAsync("/api/v1/documents", Requests.Raw(Requests.Pdf()))).AssertProblemAsync(507, "no-space");
        Assert.That((int)(await client.GetAsync("/health/ready")).StatusCode, Is.EqualTo(503));
        Assert.That((int)(await client.GetAsync("/health/live")).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task A_large_body_passes_without_staying_in_memory()
    {
        const long Length = 300_000_000;
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        using var body = new StreamContent(new LongPdf(Length));
        body.Headers.ContentType = new("application/pdf");
        body.Headers.ContentLength = Length;
        var before = Environment.WorkingSet;
        using var response = await client.PostAsync("/api/v1/documents", body);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), await response.Content.ReadAsStringAsync());
        Assert.That(Environment.WorkingSet - before, Is.LessThan(Length / 3), "Sender and service together, in this process.");
    }

    [Test]
    public async Task The_trash_gives_back_what_it_took_and_the_feed_tells_it_in_order()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        var id = await client.SendLetterAsync();
        await client.PatchAsync($"/api/v1/documents/{id}", new StringContent("""{"title":"Brief an Müller"}""", null, "application/json"));
        Assert.That((await (await client.DeleteAsync($"/api/v1/documents/{id}")).JsonAsync()).GetProperty("state").GetString(), Is.EqualTo("trashed"));
        Assert.That((await (await client.GetAsync("/api/v1/documents")).JsonAsync()).GetProperty("documents").GetArrayLength(), Is.Zero);
        var back = await (await client.PostAsync($"/api/v1/documents/{id}/restore", null)).JsonAsync();
        Assert.That((back.GetProperty("state").GetString(), back.GetProperty("title").GetString()), Is.EqualTo(("received", "Brief an Müller")));
        var feed = await (await client.GetAsync("/api/v1/changes?after=0")).JsonAsync();
        Assert.That(feed.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("kind").GetString()), Is.EqualTo(new[] { "received", "edited", "trashed", "restored" }));
        var end = feed.GetProperty("cursor").GetInt64();
        Assert.That((await (await client.GetAsync($"/api/v1/changes?after={end}")).JsonAsync()).GetProperty("changes").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Listeners_hear_of_a_letter_of_their_account()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        using var listening = await client.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await listening.Content.ReadAsStreamAsync());
        var id = await client.SendLetterAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string? line;
        do
        {
            line = await lines.ReadLineAsync(limit.Token);
        }
        while (line is not null && !line.StartsWith("data:", StringComparison.Ordinal));
        Assert.That(JsonDocument.Parse(line!["data:".Length..]).RootElement.GetProperty("document").GetString(), Is.EqualTo(id));
    }

    private static async Task<(int Status, string Body)> PostAsync(HttpClient client, string key, byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/documents") { Content = Requests.Raw(bytes), Headers = { { "Idempotency-Key", key } } };
        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A PDF header and zeros: large for the service, nothing for the test.</summary>
    private sealed class LongPdf(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var given = (int)Math.Min(count, length - _position);
            buffer.AsSpan(offset, given).Clear();
            if (_position == 0)
            {
                "%PDF-1.7\n"u8.CopyTo(buffer.AsSpan(offset));
            }

            _position += given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
