using System.Diagnostics;
using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Faults;

/// <summary>P9: SQLite with many writers and readers in one process. Nobody is told that the database is locked, and what was committed outlives kill -9.</summary>
[SupportedOSPlatform("linux")]
[Parallelizable]
public sealed class BusyDatabaseTests
{
    private static readonly TimeSpan Whole = LongForm.IsAsked ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(4);

    private static int Rounds => LongForm.IsAsked ? 200 : 3;

    [TestCase(20261127)]
    [CancelAfter(3_600_000)]
    public async Task Sixteen_writers_and_four_readers_never_meet_a_lock_and_lose_nothing_to_a_kill(int seed, CancellationToken cancel)
    {
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("digitize-busy-").FullName;
        var file = Path.Combine(folder, "digitize.db");
        var committed = new List<string>();
        try
        {
            for (var round = 1; round <= Rounds; round++)
            {
                await RoundAsync(file, round, Whole / Rounds * (0.5 + random.NextDouble()), isKilled: round < Rounds, committed, cancel);
                await AssertWholeAsync(file, committed);
            }

            TestContext.Out.WriteLine($"{committed.Count} commits, {Rounds - 1} kills");
            Assert.That(committed, Has.Count.GreaterThan(16));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RoundAsync(string file, int round, TimeSpan time, bool isKilled, List<string> committed, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, "write", file, $"{round}"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        Assert.That(await process.StandardOutput.ReadLineAsync(cancel), Is.EqualTo("up"));
        var listening = process.StandardOutput.ReadToEndAsync(cancel);
        await Task.Delay(time, cancel);
        if (isKilled)
        {
            process.Kill();
        }
        else
        {
            process.StandardInput.Close();
        }

        await process.WaitForExitAsync(cancel);
        var said = await listening;
        Assert.That(said, Does.Not.Contain("fault "), said[^Math.Min(said.Length, 300)..]);

        // What stands behind the last line break was cut off by the kill.
        committed.AddRange(said[..(said.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line["wrote ".Length..]));
        Assert.That(process.ExitCode, Is.EqualTo(isKilled ? 137 : 0));
    }

    private static async Task AssertWholeAsync(string file, List<string> committed)
    {
        using var database = new DigitizeDatabase(new DatabaseOptions { File = file });
        await using var db = database.Open(CurrentAccount.Everyone);
        var found = await db.Accounts.Select(row => row.Name).ToListAsync();
        Assert.That(committed.Except(found), Is.Empty, "lost");
        Assert.That(await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS \"Value\" FROM pragma_integrity_check").ToListAsync(), Is.EqualTo(new[] { "ok" }));
    }
}
