using System.Globalization;
using System.Net.Http.Json;

namespace Digitize.Benchmarks.Service;

/// <summary>What the service itself counts, as an operator sees it.</summary>
internal static class Metrics
{
    /// <summary>Seconds that attempts of this kind of work have taken so far, in sum.</summary>
    public static async Task<double> SecondsAsync(ServiceProcess service, string kind)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Add("Cookie", service.OperatorCookie ??= await SignInAsync(client, service.AdministratorPassword));
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var line = (await client.GetStringAsync("/metrics")).Split('\n')
            .FirstOrDefault(line => line.StartsWith("digitize_work_duration", StringComparison.Ordinal) && line.Contains("_sum{", StringComparison.Ordinal) && line.Contains($"\"{kind}\"", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
    }

    private static async Task<string> SignInAsync(HttpClient client, string password)
    {
        using var response = await client.PostAsJsonAsync("/api/v1/session", new { login = "admin", password });
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("Set-Cookie").First().Split(';')[0];
    }
}
