using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Digitize.Scaled.Tests.Servers;

namespace Digitize.Benchmarks.Service;

/// <summary>
/// The same letters through one process with two readers, and through a web machine and two workers with one reader each, which share a PostgreSQL that waits for the disk, a RabbitMQ and a folder.
/// All of it runs on this machine: what the servers cost is on the bill of the second.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class ScaledRace
{
    private const int Rounds = 2;

    /// <summary>Between two looks at a letter: a look every few milliseconds took a third of a processor.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <returns>Seconds until all letters are ready, the median of the runs; null when a server is not installed.</returns>
    public static async Task<(double OneProcess, double TwoWorkers)?> RunAsync(string program, string work, IReadOnlyList<FileInfo> samples, int runs)
    {
        using var postgres = PostgresServer.TryStart(isDurable: true);
        using var rabbit = await RabbitServer.TryStartAsync();
        if (postgres is null || rabbit is null)
        {
            return null;
        }

        var (alone, shared) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            // By turns, so that a machine that changes its pace changes it for both.
            alone.Add(await AloneAsync(program, work, samples));
            shared.Add(await SharedAsync(program, work, samples, postgres, rabbit));
        }

        return (Median(alone), Median(shared));
    }

    private static async Task<double> AloneAsync(string program, string work, IReadOnlyList<FileInfo> samples)
    {
        var (service, keys) = ServiceProcess.Start(program, work, workers: 2, ["A"]);
        using (service)
        {
            return await TimeAsync(service, keys[0], samples);
        }
    }

    private static async Task<double> SharedAsync(string program, string work, IReadOnlyList<FileInfo> samples, PostgresServer postgres, RabbitServer rabbit)
    {
        var folder = Directory.CreateDirectory(Path.Combine(work, "scaled-" + Guid.CreateVersion7().ToString("N")));
        var settings = new Dictionary<string, string>
        {
            ["DIGITIZE_Database__Postgres"] = postgres.NewDatabase().Service,
            ["DIGITIZE_Bus__RabbitMq"] = rabbit.NewHost().Address,
            ["DIGITIZE_Storage__BlobFolder"] = folder.CreateSubdirectory("blobs").FullName,
            ["DIGITIZE_MasterKey__Base64"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        };
        var (service, keys) = ServiceProcess.Start(program, work, workers: 0, ["A"], settings);
        using (service)
        using (WorkerProcess.Start(program, folder.CreateSubdirectory("first").FullName, settings))
        using (WorkerProcess.Start(program, folder.CreateSubdirectory("second").FullName, settings))
        {
            return await TimeAsync(service, keys[0], samples);
        }
    }

    private static async Task<double> TimeAsync(ServiceProcess service, string key, IReadOnlyList<FileInfo> samples)
    {
        using var client = service.Client(key);
        var letters = samples.Select(file => (file.Name, Bytes: File.ReadAllBytes(file.FullName))).ToList();
        await FirstMinute.PassAsync(() => SendAllAsync(client, letters, 1));
        var began = Stopwatch.GetTimestamp();
        await SendAllAsync(client, letters, Rounds);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task SendAllAsync(HttpClient client, IReadOnlyList<(string Name, byte[] Bytes)> letters, int rounds)
    {
        var sent = new List<string>();
        foreach (var (name, bytes) in Enumerable.Repeat(letters, rounds).SelectMany(round => round))
        {
            sent.Add(await Letters.SendAsync(client, name, bytes));
        }

        foreach (var id in sent)
        {
            await Letters.WaitAsync(client, id, Look);
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

/// <summary>A worker machine, <c>digitize work</c>, with one reader.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public static WorkerProcess Start(string program, string data, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(program, ["work", "--workers", "1", "--data", data]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The worker did not start.");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("Pages are read ", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new WorkerProcess(process);
            }
        }

        throw new InvalidOperationException("The worker ended at its start.");
    }

    public void Dispose()
    {
        using (_process)
        {
            Tool.Output("kill", "-TERM", $"{_process.Id}");
            if (!_process.WaitForExit(TimeSpan.FromSeconds(40)))
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }
        }
    }
}
