using System.Diagnostics;
using System.Globalization;
using Digitize.Backup;

namespace Digitize.Benchmarks.Backup;

/// <summary>What backups and restores cost, on SQLite and one disk: a run with few changes against the first, a restore against <c>cp -r</c> of the same bytes.</summary>
internal sealed class BackupBench(int documents, int changed, int restored, string work)
{
    public const string Usage = """
        digitize bench backup [options]
          --documents N       in the archive that is backed up (100000)
          --changed N         of them before the second run (100)
          --restored N        documents that are restored (10000)
          --out FILE.md       write the table there as well
        """;

    /// <summary>Letters are larger; the number of files is what counts, and the disk of a test machine is small.</summary>
    private const int SmallBytes = 6_000;

    /// <summary>A scanned page and its PDF.</summary>
    private const int UsualBytes = 75_000;

    private const int RunsWithoutChange = 10;

    private readonly MarkdownReport _report = new();

    public async Task<string> RunAsync()
    {
        _report.Paragraph($"Measured on {DateTime.UtcNow:yyyy-MM-dd}, {Machine.Kind()}; one run.");
        var rows = new List<IReadOnlyList<string>>();
        foreach (var section in new Func<Task<IEnumerable<Figure>>>[] { IncrementalAsync, RestoreAsync })
        {
            foreach (var figure in await section())
            {
                Console.Error.WriteLine($"  {figure.What}: {figure.Measured}");
                rows.Add([figure.What, figure.ToReach, figure.Measured]);
            }
        }

        _report.Table(["figure", "to reach", "measured"], rows);
        return _report.ToString();
    }

    private async Task<IEnumerable<Figure>> IncrementalAsync()
    {
        var (_, fewMemory) = await FirstRunAsync(Path.Combine(work, "tenth"), documents / 10);
        Directory.Delete(Path.Combine(work, "tenth"), recursive: true);
        var folder = Path.Combine(work, "archive");
        var (first, manyMemory) = await FirstRunAsync(folder, documents);
        using var house = await ReopenAsync(folder);
        await house.ChangeAsync(changed);
        using var job = house.NewJob();
        var second = await TimeAsync(() => job.RunAsync(null, default));
        var before = Bytes(house);
        for (var run = 0; run < RunsWithoutChange; run++)
        {
            await job.RunAsync(null, default);
        }

        var added = Bytes(house) - before;
        return
        [
            new Figure($"backup of {documents} documents of which {changed} changed, against the first run", "≤ 2 %", string.Create(CultureInfo.InvariantCulture, $"{100 * second / first:0.0} % ({second:0.0} s against {first:0.0} s)")),
            new Figure($"memory of the first run: {documents / 10} and {documents} documents", "does not grow", string.Create(CultureInfo.InvariantCulture, $"{fewMemory / 1e6:0} and {manyMemory / 1e6:0} MB")),
            new Figure($"bytes in vault and keys after {RunsWithoutChange} runs without change", "manifests only", string.Create(CultureInfo.InvariantCulture, $"{added / 1000.0 / RunsWithoutChange:0} KB a run, {(double)added / RunsWithoutChange / documents:0.0} bytes a document and run")),
        ];
    }

    private static async Task<(double Seconds, long Memory)> FirstRunAsync(string folder, int count)
    {
        Console.Error.WriteLine($"making {count} documents …");
        using var house = await BenchedInstallation.CreateAsync(folder);
        await house.FillAsync(count, SmallBytes);
        File.WriteAllText(Path.Combine(folder, "master"), house.MasterText);
        GC.Collect();
        using var memory = new PeakMemory();
        using var job = house.NewJob();
        return (await TimeAsync(() => job.RunAsync(null, default)), memory.Peak);
    }

    private static Task<BenchedInstallation> ReopenAsync(string folder) => BenchedInstallation.OpenAsync(folder, File.ReadAllText(Path.Combine(folder, "master")));

    private async Task<IEnumerable<Figure>> RestoreAsync()
    {
        Console.Error.WriteLine($"making {restored} documents to restore …");
        using var house = await BenchedInstallation.CreateAsync(Path.Combine(work, "letters"));
        await house.FillAsync(restored, UsualBytes);
        using (var job = house.NewJob())
        {
            await job.RunAsync(null, default);
        }

        var (copies, restores) = (new List<double>(), new List<double>());
        for (var run = 0; run < 3; run++)
        {
            // By turns, so that a disk that changes its pace changes it for both. Both wait until the bytes are on the disk.
            var copy = Path.Combine(work, $"copy{run}");
            copies.Add(await TimeAsync(() =>
            {
                Tool.Output("cp", "-r", house.BlobFolder, copy);
                Tool.Output("sync", "-f", copy);
                return Task.CompletedTask;
            }));
            // It stays: where thousands of files were deleted a moment ago, ext4 looks long for inodes that it may give again.
            using var bare = await BenchedInstallation.CreateAsync(Path.Combine(work, $"bare{run}"), house);
            using var job = bare.NewJob();
            restores.Add(await TimeAsync(() => job.RestoreAsync(null, null, new RestoreScope.Everything(), Digitize.Accounts.Actor.OnMachine, default)));
        }

        var (cp, ours) = (copies.Order().ElementAt(1), restores.Order().ElementAt(1));
        return [new Figure($"restore of {restored} documents, speed against `cp -r` of the same bytes", "≥ 50 %", string.Create(CultureInfo.InvariantCulture, $"{100 * cp / ours:0} % ({ours:0.0} s against {cp:0.0} s)"))];
    }

    private static long Bytes(BenchedInstallation house) =>
        new[] { house.VaultFolder, house.KeyFolder }.SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)).Sum(file => file.Length);

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private sealed record Figure(string What, string ToReach, string Measured);

    /// <summary>The most that this process had above what it had at first.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly Timer _timer;
        private readonly long _start = Environment.WorkingSet;
        private long _peak;

        internal PeakMemory() => _timer = new Timer(_ => _peak = Math.Max(_peak, Environment.WorkingSet - _start), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));

        internal long Peak => _peak;

        public void Dispose() => _timer.Dispose();
    }
}
