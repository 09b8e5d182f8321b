using System.Net;

namespace Digitize.Web.Tests;

/// <summary>Browsers that sign in: they keep the cookies they are given and say where they come from.</summary>
internal static class SignedIn
{
    public static HttpClient Browser(this TestService service)
    {
        var client = service.Client();
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return client;
    }

    public static async Task<HttpClient> SignInAsync(this TestService service, string login, string password)
    {
        var client = service.Browser();
        using var response = await client.SendJsonAsync(HttpMethod.Post, "/api/v1/session", new { login, password });
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await response.Content.ReadAsStringAsync());
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.That(cookie, Does.StartWith("__Host-digitize=").And.Contain("secure").And.Contain("httponly").And.Contain("samesite=lax").And.Contain("path=/"));
        return client;
    }

    /// <summary>Sends, and keeps the cookies of the answer.</summary>
    public static async Task<HttpResponseMessage> SendJsonAsync(this HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Requests.Json(body) };
        var response = await client.SendAsync(request);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            var jar = client.Cookies();
            foreach (var pair in set.Select(cookie => cookie.Split(';')[0].Split('=', 2)))
            {
                jar[pair[0]] = pair[1];
            }

            client.DefaultRequestHeaders.Remove("Cookie");
            if (string.Join("; ", jar.Where(pair => pair.Value.Length > 0).Select(pair => $"{pair.Key}={pair.Value}")) is { Length: > 0 } held)
            {
                client.DefaultRequestHeaders.Add("Cookie", held);
            }
        }

        return response;
    }

    public static Dictionary<string, string> Cookies(this HttpClient client) =>
        client.DefaultRequestHeaders.TryGetValues("Cookie", out var held)
            ? string.Join("; ", held).Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1])
            : [];

    public static async Task<int> StatusAsync(this HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var response = await client.SendJsonAsync(method, path, body);
        return (int)response.StatusCode;
    }

    public static async Task AssertSignedInAsync(this HttpClient client, bool expected) =>
        Assert.That(await client.StatusAsync(HttpMethod.Get, "/api/v1/session"), Is.EqualTo(expected ? 200 : 401));
}
