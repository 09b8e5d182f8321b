using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Digitize.Web.Tests;

/// <summary>What the tests ask for again and again.</summary>
internal static class Requests
{
    /// <summary>The smallest thing that the intake takes for a PDF.</summary>
    public static byte[] Pdf(string text = "a letter") => System.Text.Encoding.ASCII.GetBytes($"%PDF-1.7\n% {text}\n%%EOF\n");

    public static HttpContent Raw(byte[] bytes, string type = "application/pdf")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    public static StringContent Json(object value) => new(JsonSerializer.Serialize(value), null, "application/json");

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    public static async Task<string> SendLetterAsync(this HttpClient client, byte[]? bytes = null)
    {
        using var response = await client.PostAsync("/api/v1/documents?fileName=Brief%20an%20M%C3%BCller.pdf", Raw(bytes ?? Pdf()));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync()).GetProperty("id").GetString()!;
    }

    public static async Task AssertProblemAsync(this HttpResponseMessage response, int status, string name)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(status), body);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That(JsonDocument.Parse(body).RootElement.GetProperty("type").GetString(), Is.EqualTo($"urn:digitize:problem:{name}"));
    }

    public static HttpRequestMessage Tus(HttpMethod method, string path, byte[]? piece = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        if (piece is not null)
        {
            request.Content = Raw(piece, "application/offset+octet-stream");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }
}
