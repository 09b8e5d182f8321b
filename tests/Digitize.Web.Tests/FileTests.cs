using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Digitize.Web.Tests;

public sealed class FileTests
{
    [Test]
    public async Task The_original_comes_back_byte_by_byte_as_an_attachment_in_a_sandbox()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        var sent = Requests.Pdf("with some text to cut from");
        var id = await client.SendLetterAsync(sent);
        using var whole = await client.GetAsync($"/api/v1/documents/{id}/original");
        Assert.That(await whole.Content.ReadAsByteArrayAsync(), Is.EqualTo(sent));
        Assert.That(whole.Headers.ETag?.Tag, Is.EqualTo($"\"{Convert.ToHexStringLower(SHA256.HashData(sent))}\""));
        Assert.That(whole.Content.Headers.ContentDisposition?.DispositionType, Is.EqualTo("attachment"));
        Assert.That(whole.Content.Headers.ContentDisposition?.FileNameStar, Is.EqualTo("Brief an Müller.pdf"));
        Assert.That(whole.Headers.GetValues("Content-Security-Policy").Single(), Is.EqualTo("sandbox; default-src 'none'"));

        using var part = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/documents/{id}/original") { Headers = { Range = new RangeHeaderValue(5, 12) } };
        using var cut = await client.SendAsync(part);
        Assert.That(cut.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(await cut.Content.ReadAsByteArrayAsync(), Is.EqualTo(sent[5..13]));

        using var known = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/documents/{id}/original") { Headers = { IfNoneMatch = { whole.Headers.ETag! } } };
        Assert.That((await client.SendAsync(known)).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));

        using var outside = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/documents/{id}/original") { Headers = { Range = new RangeHeaderValue(10_000, null) } };
        await (await client.SendAsync(outside)).AssertProblemAsync(416, "range-not-satisfiable");
    }

    [TestCase("/health/live")]
    [TestCase("/api/v1/documents")]
    [TestCase("/nowhere")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.Client();
        using var response = await client.GetAsync(path);
        string[] wanted = ["Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy", "Cache-Control"];
        Assert.That(wanted.Where(name => !response.Headers.Contains(name)), Is.Empty);
        Assert.That(response.Headers.Server, Is.Empty);
    }
}
