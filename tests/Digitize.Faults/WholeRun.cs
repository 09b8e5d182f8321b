using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;

namespace Digitize.Faults;

/// <summary>An answer of the service, as text.</summary>
internal sealed record Answer(string What, int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    internal string Text => $"{Status}\n{string.Join('\n', Headers.Select(header => $"{header.Key}: {header.Value}"))}\n{Encoding.UTF8.GetString(Body)}";
}

/// <summary>
/// One run of the real program with everything that goes well and goes wrong: good letters and bad ones, wrong passwords and keys, a page that fails, a child that crashes.
/// All that is known of its customers is a canary. Done once, for the tests of several promises.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class WholeRun : IAsyncDisposable
{
    internal const string AccountName = "Kranichhof";
    internal const string Login = "zeisig.muster@example.org";
    internal const string FileName = "Wiedehopf-Rechnung";
    internal const string Title = "Rohrdommel";
    internal const string Words = "Nachtigallenweg";
    internal const string WrongPassword = "Pirol und Amsel 77";
    internal const string Address4 = "127.83.47.91";
    internal const string Forwarded4 = "203.0.113.77";
    internal const string Forwarded6 = "2001:db8:83:4791::5";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(360);
    private static readonly Lazy<Task<WholeRun>> Once = new(() => new WholeRun().RunOrEndAsync());

    private readonly RealService _service = new(new Dictionary<string, string>
    {
        // As much as anybody can ask for.
        ["Logging__LogLevel__Default"] = "Trace",
        ["Logging__LogLevel__Digitize"] = "Trace",
        ["Logging__LogLevel__Microsoft"] = "Trace",
        ["Logging__Console__LogLevel__Default"] = "Trace",
        ["Logging__Console__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace",
        ["Logging__Console__LogLevel__Microsoft.EntityFrameworkCore"] = "Trace",
        ["DIGITIZE_Intake__WatchedFolderAccount"] = AccountName,
        ["DIGITIZE_Intake__WatchedFolderQuiet"] = "00:00:00.5",
    });

    private readonly List<string> _secrets = [];

    internal static Task<WholeRun> Shared => Once.Value;

    internal string Log => _service.Log;

    internal string Output => _service.Output;

    internal string DataFolder => _service.Data;

    /// <summary>Everything that no log, no metric and no stranger may know.</summary>
    internal IReadOnlyList<string> Canaries => [AccountName, Login, Login.Split('@')[0], FileName, Title, Words, WrongPassword, Address4, Forwarded4, Forwarded6, .. _secrets];

    /// <summary>What everybody may ask, and what those get who may not.</summary>
    internal List<Answer> ToStrangers { get; } = [];

    /// <summary>The files of the documents, by letter and kind.</summary>
    internal Dictionary<(string Letter, string Kind), Answer> Files { get; } = [];

    /// <summary>How each letter ended.</summary>
    internal Dictionary<string, string> States { get; } = [];

    /// <summary>For the end of all tests.</summary>
    internal static async Task RemoveAsync()
    {
        if (Once is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await Once.Value).DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private async Task<WholeRun> RunOrEndAsync()
    {
        try
        {
            return await RunAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private async Task<WholeRun> RunAsync()
    {
        using var limit = new CancellationTokenSource(Longest);
        var cancel = limit.Token;
        await _service.PrintedAsync("account", "create", AccountName);
        var password = await _service.PrintedAsync("user", "create", Login, "--account", AccountName, "--role", "owner");
        var key = await _service.PrintedAsync("key", "create", "--account", AccountName);
        _secrets.AddRange([password, key, key[(key.LastIndexOf('_') + 1)..]]);
        await _service.UpAsync(cancel);
        var scanned = Path.Combine(Directory.CreateDirectory(_service.Inbox).FullName, FileName + "-Ordner.pdf");
        await File.WriteAllBytesAsync(scanned, HostileLetter.Pdf(Words + " 2"), cancel);
        using var client = Customer(key);
        var letters = await SendAsync(client, cancel);
        await GoWrongAsync(key, password, letters["hostile"], cancel);
        foreach (var (letter, document) in letters)
        {
            States[letter] = await EndedAsync(client, document, cancel);
            foreach (var kind in new[] { "pdf", "original", "text", "hocr", "json" })
            {
                Files[(letter, kind)] = await AskAsync(client, $"{document}/{kind}", cancel);
            }
        }

        await CrashAsync(client, cancel);
        while (File.Exists(scanned))
        {
            await Task.Delay(50, cancel);
        }

        await LookFromOutsideAsync(password, cancel);
        await _service.StopAsync(cancel);
        return this;
    }

    private HttpClient Customer(string key)
    {
        var client = _service.Client(key, Address4);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", $"{Forwarded4}, {Forwarded6}");
        client.DefaultRequestHeaders.Add("Forwarded", $"for=\"[{Forwarded6}]\"");
        return client;
    }

    private static async Task<IReadOnlyDictionary<string, string>> SendAsync(HttpClient client, CancellationToken cancel)
    {
        var sent = new Dictionary<string, string>();
        foreach (var (name, bytes) in new[]
        {
            ("hostile", HostileLetter.Pdf(Words)), ("html", HostileLetter.AndHtml(Words)), ("zip", HostileLetter.AndZip(Words)), ("page", TwoPages(64, 100_000)), ("broken", Encoding.ASCII.GetBytes($"%PDF-1.7\n{Words} <<<\n")),
        })
        {
            using var body = new ByteArrayContent(bytes);
            body.Headers.ContentType = new("application/octet-stream");
            using var answer = await client.PostAsync($"/api/v1/documents?fileName={FileName}-{name}&title={Title}", body, cancel);
            Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync(cancel));
            sent[name] = answer.Headers.Location!.ToString();
        }

        return sent;
    }

    /// <summary>A TIFF with two gray pages, squares of so many pixels a side; only the first has pixels.</summary>
    private static byte[] TwoPages(int first, int second)
    {
        using var file = new MemoryStream();
        using var tiff = new BinaryWriter(file);
        tiff.Write("II*\0"u8);
        tiff.Write(8);
        foreach (var (side, next) in new[] { (first, 8 + 2 + (9 * 12) + 4), (second, 0) })
        {
            (int Tag, int Value)[] entries = [(256, side), (257, side), (258, 8), (259, 1), (262, 1), (273, 8 + (2 * (2 + (9 * 12) + 4))), (277, 1), (278, side), (279, side * side)];
            tiff.Write((short)entries.Length);
            foreach (var (tag, value) in entries)
            {
                const short wholeNumber = 4;
                tiff.Write((short)tag);
                tiff.Write(wholeNumber);
                tiff.Write(1);
                tiff.Write(value);
            }

            tiff.Write(next);
        }

        tiff.Write(Enumerable.Repeat((byte)255, first * first).ToArray());
        return file.ToArray();
    }

    private async Task GoWrongAsync(string key, string password, string document, CancellationToken cancel)
    {
        using var client = Customer(key);
        using var stranger = _service.Client(from: Address4);
        using var guesser = _service.Client(key[..^1] + (key[^1] == 'x' ? 'y' : 'x'), Address4);
        foreach (var path in new[] { document, document + "/pdf", "/api/v1/documents?query=" + Words, "/metrics", "/api/v1/session", "/nowhere/" + FileName })
        {
            ToStrangers.Add(await AskAsync(stranger, path, cancel));
            ToStrangers.Add(await AskAsync(guesser, path, cancel));
        }

        using var exe = new ByteArrayContent(Encoding.ASCII.GetBytes("MZ " + Words));
        exe.Headers.ContentType = new("application/pdf");
        Assert.That((int)(await client.PostAsync($"/api/v1/documents?fileName={FileName}.pdf", exe, cancel)).StatusCode, Is.EqualTo(422).Or.EqualTo(415));
        foreach (var (path, body) in new[]
        {
            ("/api/v1/session", JsonSerializer.Serialize(new { login = Login, password = WrongPassword })), ("/api/v1/session", $"{{\"login\": \"{Login}\", \"password\": {WrongPassword}"),
            ("/api/v1/session", $"{{\"login\": [\"{Login}\"]}}"), ("/api/v1/keys", $"{{\"scopes\": \"{Title}\", \"days\": \"{Title}\"}}"),
        })
        {
            using var json = new StringContent(body, null, "application/json");
            using var refused = await client.PostAsync(path, json, cancel);
            Assert.That((int)refused.StatusCode, Is.InRange(400, 499), path);
        }

        foreach (var path in new[] { $"/api/v1/documents?limit={Title}", $"/api/v1/documents?query=%22{Words}%20AND%20(*", $"/api/v1/documents/{Title}", $"{document}/pages/{Title}", $"{document}/hits?query={Words}" })
        {
            await AskAsync(client, path, cancel);
        }

        await UploadHalfAsync(client, cancel);
        await RawAsync($"GET /{Words} HTTP/1.1\r\nHost: x\r\n{Title}\r\n\r\n", cancel);
        await RawAsync($"GET /api/v1/session HTTP/1.1\r\nHost: {FileName}:x:y\r\nAuthorization: Bearer {key}\u0001\r\n\r\n", cancel);
        await RawAsync($"{Words} {FileName}\r\n\r\n", cancel);
        await SignInAsync(Login, password, cancel);
    }

    /// <summary>A resumable upload that stays open, and a piece of it that does not fit its checksum.</summary>
    private static async Task UploadHalfAsync(HttpClient client, CancellationToken cancel)
    {
        using var begin = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        begin.Headers.Add("Tus-Resumable", "1.0.0");
        begin.Headers.Add("Upload-Length", "1000");
        begin.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(FileName + ".pdf"))},title {Convert.ToBase64String(Encoding.UTF8.GetBytes(Title))}");
        using var begun = await client.SendAsync(begin, cancel);
        Assert.That((int)begun.StatusCode, Is.EqualTo(201));
        using var piece = new HttpRequestMessage(HttpMethod.Patch, begun.Headers.Location) { Content = new ByteArrayContent(Encoding.ASCII.GetBytes(Words)) };
        piece.Headers.Add("Tus-Resumable", "1.0.0");
        piece.Headers.Add("Upload-Offset", "0");
        piece.Headers.Add("Upload-Checksum", $"sha256 {Convert.ToBase64String(new byte[32])}");
        piece.Content.Headers.ContentType = new("application/offset+octet-stream");
        using var refused = await client.SendAsync(piece, cancel);
        Assert.That((int)refused.StatusCode, Is.EqualTo(460));
    }

    private async Task RawAsync(string request, CancellationToken cancel)
    {
        using var line = new TcpClient();
        await line.ConnectAsync(_service.Address.Host, _service.Address.Port, cancel);
        await using var stream = line.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancel);
        line.Client.Shutdown(SocketShutdown.Send);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, cancel);
        ToStrangers.Add(new Answer("what is no HTTP", 0, new Dictionary<string, string>(), answer.ToArray()));
    }

    /// <summary>A letter whose reader is ended while it reads.</summary>
    private async Task CrashAsync(HttpClient client, CancellationToken cancel)
    {
        using var picture = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(RealService.RepositoryRoot, "samples", "kassenbon.jpg"), cancel));
        picture.Headers.ContentType = new("image/jpeg");
        using var answer = await client.PostAsync($"/api/v1/documents?fileName={FileName}.jpg", picture, cancel);
        var document = answer.Headers.Location!.ToString();
        while (await StateAsync(client, document, cancel) == "received")
        {
            await Task.Delay(20, cancel);
        }

        // Whichever of them it is, and again: one that is only getting ready is replaced without a word.
        while (!Log.Contains("RunnerFailedException", StringComparison.Ordinal))
        {
            const int kill = 9;
            foreach (var reader in _service.Readers())
            {
                Programs.Send(reader, kill);
            }

            Assert.That(await StateAsync(client, document, cancel), Is.Not.EqualTo("completed"), "It was read before its reader was ended.");
            await Task.Delay(100, cancel);
        }
    }

    private async Task LookFromOutsideAsync(string password, CancellationToken cancel)
    {
        using var stranger = _service.Client();
        ToStrangers.Add(await AskAsync(stranger, "/health/live", cancel));
        ToStrangers.Add(await AskAsync(stranger, "/health/ready", cancel));
        ToStrangers.Add(await AskAsync(stranger, "/openapi/v1.json", cancel));
        const string told = "with the password ";
        var issued = Output[(Output.IndexOf(told, StringComparison.Ordinal) + told.Length)..].Split(' ')[0];
        _secrets.Add(issued);
        using var administrator = _service.Client();
        administrator.DefaultRequestHeaders.Add("Cookie", await SignInAsync("admin", issued, cancel));
        foreach (var path in new[] { "/metrics", "/api/v1/installation/dead-work", "/api/v1/documents" })
        {
            ToStrangers.Add(await AskAsync(administrator, path, cancel));
        }

        Assert.That(ToStrangers.Single(answer => answer.What == "/metrics" && answer.Status == 200).Text, Does.Contain("digitize_work_failures"));
        Assert.That(password, Is.Not.EqualTo(issued));
    }

    /// <returns>The cookie.</returns>
    private async Task<string> SignInAsync(string login, string password, CancellationToken cancel)
    {
        using var browser = _service.Client(from: Address4);
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var body = new StringContent(JsonSerializer.Serialize(new { login, password }), null, "application/json");
        using var answer = await browser.PostAsync("/api/v1/session", body, cancel);
        Assert.That((int)answer.StatusCode, Is.EqualTo(204), await answer.Content.ReadAsStringAsync(cancel));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        _secrets.Add(cookie.Split('=')[1]);
        return cookie;
    }

    private static async Task<Answer> AskAsync(HttpClient client, string path, CancellationToken cancel)
    {
        using var answer = await client.GetAsync(path, cancel);
        var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(path, (int)answer.StatusCode, headers, await answer.Content.ReadAsByteArrayAsync(cancel));
    }

    internal static async Task<string> EndedAsync(HttpClient client, string document, CancellationToken cancel)
    {
        while (true)
        {
            var state = await StateAsync(client, document, cancel);
            if (state is "completed" or "failed")
            {
                return state;
            }

            await Task.Delay(50, cancel);
        }
    }

    private static async Task<string> StateAsync(HttpClient client, string document, CancellationToken cancel)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(document, cancel));
        return answer.RootElement.GetProperty("document").GetProperty("state").GetString()!;
    }
}

/// <summary>Removes what the run left, when all tests have looked at it.</summary>
[SetUpFixture]
[SupportedOSPlatform("linux")]
public sealed class AfterTheWholeRun
{
    [OneTimeTearDown]
    public Task RemoveAsync() => WholeRun.RemoveAsync();
}
