using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;

namespace Digitize.Web.Tests;

public sealed class UploadTests
{
    private const string Uploads = "/api/v1/uploads";

    [Test]
    public async Task An_upload_goes_on_after_a_restart_and_becomes_the_same_bytes()
    {
        var sent = Requests.Pdf(new string('x', 5000));
        await using var first = await TestService.StartAsync();
        var key = await first.AddKeyAsync(await first.AddAccountAsync("Muster GmbH"));
        string place;
        using (var client = first.Client(key))
        {
            place = await BeginAsync(client, sent.Length);
            using var patched = await client.SendAsync(Requests.Tus(HttpMethod.Patch, place, sent[..2000], ("Upload-Offset", "0")));
            Assert.That(patched.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await patched.Content.ReadAsStringAsync());
        }

        await first.StopAsync();
        await using var second = await TestService.StartAsync(folder: first.Folder);
        using var again = second.Client(key);
        using var head = await again.SendAsync(Requests.Tus(HttpMethod.Head, place));
        Assert.That(head.Headers.GetValues("Upload-Offset").Single(), Is.EqualTo("2000"));
        using var last = await again.SendAsync(Requests.Tus(HttpMethod.Patch, place, sent[2000..], ("Upload-Offset", "2000")));
        var document = last.Headers.GetValues("Digitize-Document").Single();
        Assert.That(await again.GetByteArrayAsync(document + "/original"), Is.EqualTo(sent));
    }

    [Test]
    public async Task Offsets_checksums_and_versions_are_held_to()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        var sent = Requests.Pdf();
        var place = await BeginAsync(client, sent.Length);
        await (await client.SendAsync(Requests.Tus(HttpMethod.Patch, place, sent, ("Upload-Offset", "5")))).AssertProblemAsync(409, "upload-offset-conflict");
        await (await client.SendAsync(Requests.Tus(HttpMethod.Patch, place, [.. sent, 1], ("Upload-Offset", "0")))).AssertProblemAsync(413, "too-large");
        await (await client.SendAsync(Requests.Tus(HttpMethod.Patch, place, sent, ("Upload-Offset", "0"), ("Upload-Checksum", $"sha256 {Convert.ToBase64String(SHA256.HashData("x"u8))}")))).AssertProblemAsync(460, "checksum-mismatch");
        using var old = Requests.Tus(HttpMethod.Patch, place, sent, ("Upload-Offset", "0"));
        old.Headers.Remove("Tus-Resumable");
        await (await client.SendAsync(old)).AssertProblemAsync(412, "tus-version");
        using var untyped = Requests.Tus(HttpMethod.Patch, place, headers: ("Upload-Offset", "0"));
        untyped.Content = Requests.Raw(sent);
        await (await client.SendAsync(untyped)).AssertProblemAsync(415, "unsupported-media-type");
        using var good = await client.SendAsync(Requests.Tus(HttpMethod.Patch, place, sent, ("Upload-Offset", "0"), ("Upload-Checksum", $"sha1 {Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, sent))}")));
        Assert.That(good.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await good.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Of_two_pieces_for_one_place_one_is_refused()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        var sent = Requests.Pdf(new string('x', 100_000));
        var place = await BeginAsync(client, sent.Length);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (int)(await client.SendAsync(Requests.Tus(HttpMethod.Patch, place, sent[..50_000], ("Upload-Offset", "0")))).StatusCode));
        Assert.That(answers.Order(), Is.EqualTo(new[] { 204, 409, 409, 409 }));
    }

    [Test]
    public async Task An_upload_runs_out_and_can_be_ended()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        var ended = await BeginAsync(client, 100);
        Assert.That((await client.SendAsync(Requests.Tus(HttpMethod.Delete, ended))).StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((int)(await client.SendAsync(Requests.Tus(HttpMethod.Head, ended))).StatusCode, Is.EqualTo(404));
        var forgotten = await BeginAsync(client, 100);
        service.Clock.Pass(TimeSpan.FromHours(25));
        Assert.That((int)(await client.SendAsync(Requests.Tus(HttpMethod.Head, forgotten))).StatusCode, Is.EqualTo(410));
    }

    [Test]
    public async Task The_twenty_first_open_upload_is_refused()
    {
        await using var service = await TestService.StartAsync();
        using var client = await service.NewCustomerAsync();
        for (var i = 0; i < 20; i++)
        {
            await BeginAsync(client, 100);
        }

        await (await client.SendAsync(Requests.Tus(HttpMethod.Post, Uploads, headers: ("Upload-Length", "100")))).AssertProblemAsync(429, "too-many-uploads");
    }

    [Test]
    public async Task The_client_that_everybody_uses_gets_its_file_through()
    {
        var script = Path.Combine(SourceFolder.Path, "tus", "upload.mjs");
        if (!Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "node_modules", "tus-js-client")))
        {
            Assert.Ignore("tus-js-client is not installed: run npm install in tests/Digitize.Web.Tests/tus.");
        }

        await using var service = await TestService.StartAsync();
        var key = await service.AddKeyAsync(await service.AddAccountAsync("Muster GmbH"));
        var file = Path.Combine(service.Folder, "letter.pdf");
        var sent = Requests.Pdf(new string('y', 300_000));
        await File.WriteAllBytesAsync(file, sent);
        using var node = Process.Start(new ProcessStartInfo("node", [script, $"{service.Address}api/v1/uploads", file]) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DIGITIZE_KEY"] = key.Reveal() } })!;
        var said = await node.StandardOutput.ReadToEndAsync();
        var complained = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.That(node.ExitCode, Is.Zero, complained);
        using var client = service.Client(key);
        Assert.That(await client.GetByteArrayAsync(said.Trim() + "/original"), Is.EqualTo(sent));
    }

    private static async Task<string> BeginAsync(HttpClient client, int length)
    {
        using var response = await client.SendAsync(Requests.Tus(HttpMethod.Post, Uploads, headers: [("Upload-Length", $"{length}"), ("Upload-Metadata", "filename YnJpZWYucGRm")]));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.ToString();
    }
}
