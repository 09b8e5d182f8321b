using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Digitize.Benchmarks.Service;

/// <summary>What a customer does over HTTP.</summary>
internal static class Letters
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Sends one file and returns the document's id. A service that asks for patience gets it.</summary>
    public static async Task<string> SendAsync(HttpClient client, string name, byte[] bytes)
    {
        while (true)
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using var response = await client.PostAsync("/api/v1/documents?fileName=" + Uri.EscapeDataString(name), content);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
                continue;
            }

            response.EnsureSuccessStatusCode();
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
        }
    }

    /// <summary>Returns when the PDF is ready.</summary>
    public static Task WaitAsync(HttpClient client, string id) => WaitAsync(client, id, Look);

    /// <param name="look">Between two looks: each of them is work for the service.</param>
    public static async Task WaitAsync(HttpClient client, string id, TimeSpan look)
    {
        while (true)
        {
            using var response = await client.GetAsync("/api/v1/documents/" + id);
            if (response.StatusCode != HttpStatusCode.TooManyRequests)
            {
                var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("document");
                switch (document.GetProperty("state").GetString())
                {
                    case "completed":
                        return;
                    case "failed":
                        throw new InvalidOperationException($"{document.GetProperty("fileName")} failed: {document.GetProperty("failure")}");
                }
            }

            // A look every ten milliseconds is more than a key may ask in the long run; then the service says so, and we look less often.
            await Task.Delay(response.StatusCode == HttpStatusCode.TooManyRequests ? TimeSpan.FromMilliseconds(200) : look);
        }
    }

    /// <summary>From the first byte sent to the PDF ready. The sending of a letter of a few hundred KB over the loopback is in it.</summary>
    public static async Task<TimeSpan> TimeAsync(HttpClient client, string name, byte[] bytes)
    {
        var began = Stopwatch.GetTimestamp();
        await WaitAsync(client, await SendAsync(client, name, bytes));
        return Stopwatch.GetElapsedTime(began);
    }
}
