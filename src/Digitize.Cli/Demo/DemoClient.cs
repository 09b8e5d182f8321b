using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Digitize.Cli.Demo;

/// <summary>The few requests that the demonstration makes.</summary>
internal sealed class DemoClient : IDisposable
{
    private readonly HttpClient _client;

    public DemoClient(Uri address, string key)
    {
        _client = new HttpClient { BaseAddress = address };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>What the intake said.</summary>
    public abstract record Sent
    {
        private Sent()
        {
        }

        public sealed record Taken(string Id) : Sent;

        public sealed record Refused(string Sentence) : Sent;
    }

    /// <summary>With the name and the size as idempotency key: a second demonstration shows the letters that are there and does not read them again.</summary>
    public async Task<Sent> SendAsync(FileInfo letter, CancellationToken cancel)
    {
        await using var bytes = letter.OpenRead();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/documents?fileName=" + Uri.EscapeDataString(letter.Name)) { Content = new StreamContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "demo-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{letter.Name} {letter.Length}")))[..32]);
        using var response = await _client.SendAsync(request, cancel);
        var body = await JsonAsync(response, cancel);
        return response.IsSuccessStatusCode
            ? new Sent.Taken(body.GetProperty("id").GetString()!)
            : new Sent.Refused(body.GetProperty("title").GetString() ?? response.StatusCode.ToString());
    }

    public async Task<JsonElement> GetAsync(string id, CancellationToken cancel)
    {
        while (true)
        {
            using var response = await _client.GetAsync("/api/v1/documents/" + id, cancel);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancel);
                continue;
            }

            response.EnsureSuccessStatusCode();
            return await JsonAsync(response, cancel);
        }
    }

    public Task<byte[]> BytesAsync(string id, string what, CancellationToken cancel) => _client.GetByteArrayAsync($"/api/v1/documents/{id}/{what}", cancel);

    public void Dispose() => _client.Dispose();

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response, CancellationToken cancel) => JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancel)).RootElement;
}
