using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Text.Json;
using Digitize.Scaled.Tests.Servers;

namespace Digitize.Scaled.Tests.EndToEnd;

/// <summary>The program as the operators of several machines start it: real letters, real children, real servers.</summary>
[Parallelizable]
[SupportedOSPlatform("linux")]
internal sealed class WorkTests
{
    private static readonly string[] Samples = ["rechnung-tischlerei.pdf", "kassenbon.jpg"];
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(240);

    /// <summary>In its own folder, with all that it brings; built as these tests are.</summary>
    private static readonly string Program = Path.Combine(Repository.Root, "src", "Digitize.Cli", "bin", Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!, "net10.0", "digitize.dll");

    private readonly List<Process> _programs = [];
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("digitize-work-test-").FullName;

    [TearDown]
    public void Stop()
    {
        foreach (var program in _programs)
        {
            if (!program.HasExited)
            {
                program.Kill(entireProcessTree: true);
                program.WaitForExit();
            }

            program.Dispose();
        }

        _programs.Clear();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Two_worker_machines_read_what_a_web_machine_takes_in_whatever_becomes_of_them()
    {
        using var limit = new CancellationTokenSource(Longest);
        var database = ServersOfTheTests.Postgres.NewDatabase();
        var shared = Shared(database, ServersOfTheTests.Rabbit.NewHost());
        await PrintedAsync(shared, limit.Token, "account", "create", "Muster GmbH", "--data", Folder("web"));
        var key = await PrintedAsync(shared, limit.Token, "key", "create", "--account", "Muster GmbH", "--data", Folder("web"));

        var web = Start(shared, "up", "--port", "0", "--workers", "0", "--data", Folder("web"));
        var first = Start(shared, "work", "--workers", "1", "--data", Folder("first"), "--alive", Path.Combine(_folder, "alive"));
        var second = Start(shared, "work", "--workers", "1", "--data", Folder("second"));
        var said = await UntilAsync(web, "Digitize is at ", limit.Token);
        Assert.That((await UntilAsync(first, "Pages are read 1 at a time.", limit.Token))[0], Does.StartWith("Letters are parsed "));
        await UntilAsync(second, "Pages are read 1 at a time.", limit.Token);
        using var client = new HttpClient { BaseAddress = new Uri(said[^1]["Digitize is at ".Length..]) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        await KilledAsync(client, database, second, limit.Token);
        await StoppedAsync(client, database, first, limit.Token);
        Assert.That(Path.Combine(_folder, "alive"), Does.Exist);
    }

    [Test]
    public async Task A_worker_machine_that_is_not_told_what_it_works_for_says_what_is_missing()
    {
        using var limit = new CancellationTokenSource(Longest);
        var work = Start(new Dictionary<string, string> { ["DIGITIZE_MasterKey__Path"] = Path.Combine(_folder, "no.key"), ["DIGITIZE_Bus__RabbitMq"] = "amqp://127.0.0.1/" }, "work", "--data", Folder("work"));
        var errors = await work.StandardError.ReadToEndAsync(limit.Token);
        await work.WaitForExitAsync(limit.Token);
        Assert.That((work.ExitCode, errors), Is.EqualTo((1, "digitize: a worker machine works for others, and needs these settings: DIGITIZE_Database__Postgres, DIGITIZE_Storage__S3__Bucket (or a shared "
            + "DIGITIZE_Storage__BlobFolder), DIGITIZE_MasterKey__Base64 (or a file at DIGITIZE_MasterKey__Path). Without them run \"digitize up\".\n")));
    }

    /// <summary>kill -9 of one of two that read: the other reads everything.</summary>
    private async Task KilledAsync(HttpClient client, PostgresDatabase database, Process worker, CancellationToken cancel)
    {
        var documents = new List<string>();
        foreach (var sample in Samples)
        {
            documents.Add(await SendAsync(client, sample, cancel));
        }

        await UntilAsync(async () => await database.AskAsync<long>("SELECT count(*) FROM work_items WHERE state = 'Leased'") == 2, database, cancel);
        worker.Kill(entireProcessTree: true);

        // Nobody outside knows which of them the dead one held: it may be both, or none. Time runs out for all of them, and what the living one reads meanwhile is thrown away and read again.
        await database.PassAsync(TimeSpan.FromMinutes(2));

        foreach (var document in documents)
        {
            await UntilAsync(async () => await StateAsync(client, document, cancel) == "completed", database, cancel);
        }

        Assert.That(await TextOfAsync(await client.GetByteArrayAsync(documents[0] + "/pdf", cancel), cancel), Does.Contain("Rechnung"));
        Assert.That(await database.AskAsync<long>("SELECT count(*) FROM work_items WHERE state <> 'Done'"), Is.Zero);
        Assert.That(await database.AskAsync<long>("SELECT count(*) FROM document_versions"), Is.EqualTo(Samples.Length));
    }

    /// <summary>A polite stop in the middle of a page: it goes back, and no attempt of it is used up.</summary>
    private static async Task StoppedAsync(HttpClient client, PostgresDatabase database, Process worker, CancellationToken cancel)
    {
        await SendAsync(client, "stadtwerke-jahresrechnung.pdf", cancel);
        await UntilAsync(async () => await database.AskAsync<long>("SELECT count(*) FROM work_items WHERE kind = 'Page' AND state = 'Leased'") == 1, database, cancel);
        using (Process.Start("kill", ["-TERM", $"{worker.Id}"]))
        {
            await worker.WaitForExitAsync(cancel);
        }

        Assert.That(worker.ExitCode, Is.Zero);
        Assert.That(await database.AskAsync<long>("SELECT count(*) FROM work_items WHERE state = 'Leased' OR (state = 'Ready' AND attempts > 0)"), Is.Zero);
        Assert.That(await database.AskAsync<long>("SELECT count(*) FROM work_items WHERE state = 'Ready'"), Is.GreaterThan(0));
    }

    private async Task<string> TextOfAsync(byte[] pdf, CancellationToken cancel)
    {
        var path = Path.Combine(_folder, "letter.pdf");
        await File.WriteAllBytesAsync(path, pdf, cancel);
        using var reading = Process.Start(new ProcessStartInfo("pdftotext", [path, "-"]) { RedirectStandardOutput = true })!;
        return await reading.StandardOutput.ReadToEndAsync(cancel);
    }

    private string Folder(string name) => Path.Combine(_folder, name);

    private Dictionary<string, string> Shared(PostgresDatabase database, RabbitHost broker) => new()
    {
        ["DIGITIZE_Database__Postgres"] = database.Service,
        ["DIGITIZE_Bus__RabbitMq"] = broker.Address,
        ["DIGITIZE_Storage__BlobFolder"] = Folder("blobs"),
        ["DIGITIZE_Storage__MinimumFreeGigabytes"] = "0",
        ["DIGITIZE_Storage__MinimumFreePercent"] = "0",
        ["DIGITIZE_Storage__BallastMegabytes"] = "0",
        ["DIGITIZE_Processing__StopGrace"] = "00:00:00.001",
        ["DIGITIZE_MasterKey__Base64"] = Convert.ToBase64String(new byte[32]),
    };

    private Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var program = Process.Start(start)!;
        _programs.Add(program);
        return program;
    }

    private async Task<string> PrintedAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancel, params string[] arguments)
    {
        var program = Start(environment, arguments);
        var output = await program.StandardOutput.ReadToEndAsync(cancel);
        await program.WaitForExitAsync(cancel);
        Assert.That(program.ExitCode, Is.Zero, await program.StandardError.ReadToEndAsync(cancel));
        return output.TrimEnd('\n').Split('\n')[^1];
    }

    private static async Task<string> SendAsync(HttpClient client, string sample, CancellationToken cancel)
    {
        using var letter = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", sample), cancel));
        letter.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await client.PostAsync($"/api/v1/documents?fileName={sample}", letter, cancel);
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync(cancel));
        return answer.Headers.Location!.ToString();
    }

    private static async Task<string> StateAsync(HttpClient client, string document, CancellationToken cancel)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(document, cancel));
        return answer.RootElement.GetProperty("document").GetProperty("state").GetString()!;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, PostgresDatabase database, CancellationToken cancel)
    {
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (!await isSo())
            {
                await every.WaitForNextTickAsync(cancel);
            }
        }
        catch (OperationCanceledException)
        {
            throw new AssertionException("It did not come to that. Pieces of work: " + await database.AskAsync<string>(
                "SELECT coalesce(string_agg(concat_ws(' ', kind, state, 'attempts', attempts, 'fence', fence, 'sent', dispatched_at, 'due', not_before, 'held until', leased_until, failure_detail), '; '), 'none') FROM work_items"));
        }
    }

    private static async Task<IReadOnlyList<string>> UntilAsync(Process program, string beginning, CancellationToken cancel)
    {
        var lines = new List<string>();
        while (await program.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            lines.Add(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                // Whoever writes into a full pipe that nobody reads stands still.
                _ = program.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancel);
                _ = program.StandardError.BaseStream.CopyToAsync(Stream.Null, cancel);
                return lines;
            }
        }

        throw new AssertionException("The program ended: " + await program.StandardError.ReadToEndAsync(cancel));
    }
}
