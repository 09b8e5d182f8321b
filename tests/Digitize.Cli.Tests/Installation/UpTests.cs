using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Digitize.Cli.Tests.Ocr;
using Digitize.Ocr;

namespace Digitize.Cli.Tests.Installation;

/// <summary>The program as its operator starts it, in processes of its own.</summary>
internal sealed class UpTests
{
    private static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(90);

    private string _folder = "";

    private string Data => Path.Combine(_folder, "data");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("digitize-up-test-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_letter_sent_with_a_key_comes_back_as_a_PDF_with_text()
    {
        using var limit = new CancellationTokenSource(LongestReading);
        Printed("account", "create", "Muster GmbH");
        var key = Printed("key", "create", "--account", "Muster GmbH");
        using var service = Start("up", "--port", "0", "--workers", "1");
        try
        {
            var words = await UntilAsync(service, "Digitize is at ", limit.Token);
            Assert.That(string.Join('\n', words), Does.Contain("The administrator is admin, with the password ").And.Contain("Letters are parsed "));

            using var client = new HttpClient { BaseAddress = new Uri(words[^1]["Digitize is at ".Length..]) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            var document = await SendAsync(client, "rechnung-tischlerei.pdf", limit.Token);
            var state = await FinishedAsync(client, document, limit.Token);
            Assert.That(state, Is.EqualTo("completed"));

            var pdf = Path.Combine(_folder, "letter.pdf");
            await File.WriteAllBytesAsync(pdf, await client.GetByteArrayAsync(document + "/pdf", limit.Token), limit.Token);
            Assert.That(TextOf(pdf), Does.Contain("Rechnung").And.Contain("Tischlerei").IgnoreCase);

            await AssertTakesOrdersAsync(client, words);
            var refused = Run("up", "--port", "0");
            Assert.That(refused, Is.EqualTo((ExitCode.FileAccess, "", $"digitize: {Data} is in use: a service is running there. Stop it first.\n")));
        }
        finally
        {
            await StopAsync(service, limit.Token);
        }

        Assert.That(service.ExitCode, Is.Zero, await service.StandardError.ReadToEndAsync(limit.Token));
    }

    [Test]
    public void A_limit_that_lets_nobody_in_is_refused_in_a_sentence()
    {
        using var process = Command.Start(new Dictionary<string, string> { ["DIGITIZE_MasterKey__Path"] = Path.Combine(_folder, "master.key"), ["DIGITIZE_Web__Limits__Burst"] = "0" }, ["up", "--port", "0", "--data", Data]);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(((ExitCode)process.ExitCode, errors), Is.EqualTo((ExitCode.WrongArguments, "digitize: Web:Limits: The field Burst must be between 1 and 1000000.\n")));
    }

    [Test]
    public async Task The_demonstration_reads_letters_through_the_service_and_again_without_reading()
    {
        using var limit = new CancellationTokenSource(LongestReading);
        var letters = Directory.CreateDirectory(Path.Combine(_folder, "letters")).FullName;
        File.Copy(Path.Combine(Ocr.Run.RepositoryRoot, "samples", "kassenbon.jpg"), Path.Combine(letters, "kassenbon.jpg"));
        await File.WriteAllTextAsync(Path.Combine(letters, "renamed.png"), "no picture", limit.Token);
        using var first = Start("demo", "--exit", "--samples", letters);
        var told = await first.StandardOutput.ReadToEndAsync(limit.Token);
        await first.WaitForExitAsync(limit.Token);
        Assert.That(first.ExitCode, Is.EqualTo((int)ExitCode.NotReadable), told);
        Assert.That(told, Does.Contain("renamed.png was not taken: This is no scan that can be read").And.Contain("\n\nkassenbon.jpg: 1 page, ").And.Contain("The searchable PDFs are in "));
        Assert.That(TextOf(Path.Combine(Data, "out", "kassenbon.pdf")), Does.Contain("EUR"));

        File.Delete(Path.Combine(letters, "renamed.png"));
        File.Delete(Path.Combine(Data, "out", "kassenbon.pdf"));
        using var second = Start("demo", "--exit", "--samples", letters);
        var again = await second.StandardOutput.ReadToEndAsync(limit.Token);
        await second.WaitForExitAsync(limit.Token);
        Assert.That(second.ExitCode, Is.Zero, again);
        Assert.That(File.Exists(Path.Combine(Data, "out", "kassenbon.pdf")));
    }

    [Test]
    public void What_is_printed_is_the_thing_asked_for_and_nothing_else()
    {
        Assert.That(Guid.TryParse(Printed("account", "create", "Muster GmbH"), out _));
        Assert.That(Printed("user", "create", "erika@example.com", "--account", "Muster GmbH", "--role", "owner"), Does.Match("^[a-z0-9]{5}(-[a-z0-9]{5}){3}$"));
        Assert.That(Printed("key", "create", "--account", "Muster GmbH"), Does.Match("^dgt_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$"));
        Assert.That(Printed("user", "list"), Is.EqualTo("LOGIN\tACCOUNT\tROLE\tSTATE\tSECOND FACTOR\nerika@example.com\tMuster GmbH\towner\tenabled\t-"));
    }

    [Test]
    public void What_cannot_be_done_is_told_in_a_sentence()
    {
        Printed("account", "create", "Muster GmbH");
        Assert.That(Run("account", "create", "Muster GmbH"), Is.EqualTo((ExitCode.WrongArguments, "", "digitize: there is an account with this name already.\n")));
        Assert.That(Run("key", "create", "--account", "Nobody"), Is.EqualTo((ExitCode.WrongArguments, "", "digitize: there is no account with this name.\n")));
        Assert.That(Run("key", "create", "--account", "Muster GmbH", "--scopes", "everything").Code, Is.EqualTo(ExitCode.WrongArguments));
    }

    [Test]
    public void The_master_key_is_its_owners_alone_and_outside_of_the_data()
    {
        Printed("account", "create", "Muster GmbH");
        Assert.That(File.GetUnixFileMode(Path.Combine(_folder, "master.key")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.GetUnixFileMode(Data), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));

        File.Delete(Path.Combine(_folder, "master.key"));
        var refused = Run("up", "--port", "0");
        Assert.That(refused.Code, Is.EqualTo(ExitCode.FileAccess));
        Assert.That(refused.Errors, Does.Contain("Put the key back from its backup"));
    }

    [Test]
    public void The_master_key_is_changed_and_a_change_that_was_broken_off_is_gone_on_with()
    {
        Printed("account", "create", "Muster GmbH");
        var key = Path.Combine(_folder, "master.key");
        var before = File.ReadAllText(key);
        Assert.That(Printed("key", "rotate"), Does.Contain("keys are locked with the new master key").And.Contain("Run digitize backup run"));
        var after = File.ReadAllText(key);
        Assert.That(after, Is.Not.EqualTo(before));
        Assert.That(File.ReadAllText(Directory.GetFiles(_folder, "master.key.*.old").Single()), Is.EqualTo(before));

        // As when the machine died after everything was wrapped anew, and before the new key had its place.
        File.WriteAllText(key, before);
        File.WriteAllText(key + ".next", after);
        File.SetUnixFileMode(key + ".next", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var refused = Run("up", "--port", "0");
        Assert.That(refused.Code, Is.EqualTo(ExitCode.FileAccess));
        Assert.That(refused.Errors, Does.Contain("run digitize key rotate again"));
        Assert.That(Printed("key", "rotate"), Does.StartWith("0 keys are locked"));
        Assert.That((File.ReadAllText(key), File.Exists(key + ".next")), Is.EqualTo((after, false)));
        Printed("key", "create", "--account", "Muster GmbH");
    }

    /// <summary>The verbs that change things do so while the service runs, with the same words and codes.</summary>
    private async Task AssertTakesOrdersAsync(HttpClient client, IReadOnlyList<string> words)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Printed("key", "create", "--account", "Muster GmbH"));
        Assert.That((int)(await client.GetAsync("/api/v1/documents")).StatusCode, Is.EqualTo(200));
        Assert.That(Run("account", "create", "Muster GmbH"), Is.EqualTo((ExitCode.WrongArguments, "", "digitize: there is an account with this name already.\n")));

        var anchors = Path.Combine(_folder, "anchors");
        await File.WriteAllTextAsync(anchors, Printed("audit", "anchors") + "\n\n");
        Assert.That(Run("audit", "verify", "--anchors", anchors), Is.EqualTo((ExitCode.Done, "The audit is sound: 7 entries in 2 chains, compared with 2 anchors.\n", "")));

        var lost = Run("user", "password", "ADMIN", "--without-second-factors");
        Assert.That((lost.Code, lost.Errors), Is.EqualTo((ExitCode.Done, "digitize: this person had no second factor to remove.\n")));
        Assert.That(lost.Output, Does.Match("^[a-z0-9]{5}(-[a-z0-9]{5}){3}\n$"));
        var first = words.Single(line => line.StartsWith("The administrator is ", StringComparison.Ordinal)).Split("the password ")[1].Split(' ')[0];
        foreach (var (password, status) in new[] { (first, 401), (lost.Output.TrimEnd('\n'), 204) })
        {
            using var signIn = new StringContent(JsonSerializer.Serialize(new { login = "admin", password }), null, "application/json");
            Assert.That((int)(await client.PostAsync("/api/v1/session", signIn)).StatusCode, Is.EqualTo(status));
        }
    }

    private static async Task<string> SendAsync(HttpClient client, string sample, CancellationToken cancel)
    {
        using var letter = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(Ocr.Run.RepositoryRoot, "samples", sample), cancel));
        letter.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var answer = await client.PostAsync($"/api/v1/documents?fileName={sample}", letter, cancel);
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync(cancel));
        return answer.Headers.Location!.ToString();
    }

    /// <returns>The state that the document ended in.</returns>
    private static async Task<string> FinishedAsync(HttpClient client, string document, CancellationToken cancel)
    {
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            using var answer = JsonDocument.Parse(await client.GetStringAsync(document, cancel));
            var state = answer.RootElement.GetProperty("document").GetProperty("state").GetString()!;
            if (state is "completed" or "failed")
            {
                return state;
            }

            await every.WaitForNextTickAsync(cancel);
        }
    }

    private static async Task<IReadOnlyList<string>> UntilAsync(Process service, string beginning, CancellationToken cancel)
    {
        var lines = new List<string>();
        while (await service.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            lines.Add(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return lines;
            }
        }

        throw new AssertionException("The service ended: " + await service.StandardError.ReadToEndAsync(cancel));
    }

    private static async Task StopAsync(Process service, CancellationToken cancel)
    {
        try
        {
            using var polite = Process.Start("kill", ["-TERM", $"{service.Id}"]);
            await service.WaitForExitAsync(cancel);
        }
        finally
        {
            if (!service.HasExited)
            {
                service.Kill(entireProcessTree: true);
            }
        }
    }

    private static string TextOf(string pdf)
    {
        using var process = Process.Start(new ProcessStartInfo("pdftotext", [pdf, "-"]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd();
    }

    private string Printed(params string[] arguments)
    {
        var answer = Run(arguments);
        Assert.That((answer.Code, answer.Errors), Is.EqualTo((ExitCode.Done, "")));
        return answer.Output.TrimEnd('\n');
    }

    private (ExitCode Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return ((ExitCode)process.ExitCode, output, errors.Result);
    }

    private Process Start(params string[] arguments) =>
        Command.Start(new Dictionary<string, string> { ["DIGITIZE_MasterKey__Path"] = Path.Combine(_folder, "master.key") }, [.. arguments, "--data", Data]);
}
