using System.Security.Cryptography;
using System.Text;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Pages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Intake;

/// <summary>
/// Takes in what a scanner or a script puts into a folder. A file that was accepted is removed: it is durable by then. One that is refused is moved to <c>refused</c>
/// with the reason beside it. A file that comes while it is looked at is left alone until it stands still.
/// </summary>
internal sealed partial class WatchedFolder(Intake intake, DigitizeDatabase database, IntakeOptions options, TimeProvider time, ILogger<WatchedFolder> log) : BackgroundService
{
    private const string Refused = "refused";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, SeenFile> _seen = [];

    /// <summary>One look at the folder. Returns how many files were taken in or moved aside.</summary>
    internal async Task<int> LookAsync(string folder, AccountId account, CancellationToken cancel)
    {
        var files = Directory.EnumerateFiles(folder).Where(IsWanted).Select(path => new FileInfo(path)).ToList();
        foreach (var gone in _seen.Keys.Except(files.Select(file => file.FullName)).ToList())
        {
            _seen.Remove(gone);
        }

        var done = 0;
        foreach (var file in files.Where(file => IsComplete(file) && !OpenFiles.IsWrittenTo(file.FullName)).OrderBy(file => file.LastWriteTimeUtc))
        {
            done += await TakeAsync(file, account, cancel) ? 1 : 0;
        }

        return done;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.WatchedFolder is not { } folder)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await AccountAsync(stoppingToken) is { } account)
                {
                    await LookAsync(folder, account, stoppingToken);
                }
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                // The disk or the database is away; the files stay where they are.
                LogTrouble(trouble.GetType().Name);
            }
        }
    }

    /// <summary>
    /// Not hidden files and those of programs that rename when they are done. A link would let whoever may write here have any file of the machine sent in; a pipe would be waited for.
    /// </summary>
    private static bool IsWanted(string path) =>
        Path.GetFileName(path) is { } name && name[0] != '.' && Path.GetExtension(name).ToLowerInvariant() is not (".part" or ".tmp" or ".crdownload" or ".filepart")
        && new FileInfo(path).LinkTarget is null && !SpecialFile.StandsAt(path);

    private async Task<AccountId?> AccountAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Accounts.Where(row => row.Name == options.WatchedFolderAccount).Select(row => (AccountId?)row.Id).SingleOrDefaultAsync(cancel);
    }

    /// <summary>Size and time have stood still for long enough.</summary>
    private bool IsComplete(FileInfo file)
    {
        var now = time.GetUtcNow();
        if (!_seen.TryGetValue(file.FullName, out var seen) || seen.Length != file.Length || seen.WrittenAt != file.LastWriteTimeUtc)
        {
            _seen[file.FullName] = new SeenFile(file.Length, file.LastWriteTimeUtc, now);
            return false;
        }

        return now - seen.Since >= options.WatchedFolderQuiet;
    }

    private async Task<bool> TakeAsync(FileInfo file, AccountId account, CancellationToken cancel)
    {
        // The key keeps a file from being taken in twice when the process dies between accepting and removing it.
        // Hashed, because the name of a letter belongs into the document's row and nowhere else.
        var facts = SHA256.HashData(Encoding.UTF8.GetBytes($"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));
        var key = $"folder:{Convert.ToHexStringLower(facts)}";
        var submission = new Submission(account, null, file.Name, null, "", key, "folder", options.WatchedFolderSplit) { By = Actor.WatchedFolder };
        IntakeResult result;
        await using (var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete))
        {
            result = await intake.AcceptAsync(submission, content, cancel);
        }

        switch (result)
        {
            case IntakeResult.Accepted or IntakeResult.AlreadyKnown:
                file.Delete();
                return true;
            case IntakeResult.Refused refused:
                MoveAside(file, refused.Reason.Detail);
                return true;
            case IntakeResult.ContractEnded:
                MoveAside(file, "The contract of the account has ended.");
                return true;
            case IntakeResult.KeyUsedForOther:
                MoveAside(file, "A file of the same name, size and time was taken in before, with other content.");
                return true;
            default:
                // No space: it stays, and is tried again.
                return false;
        }
    }

    private static void MoveAside(FileInfo file, string reason)
    {
        var folder = Directory.CreateDirectory(Path.Combine(file.DirectoryName!, Refused)).FullName;
        var target = Path.Combine(folder, file.Name);
        for (var count = 2; File.Exists(target); count++)
        {
            target = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(file.Name)} ({count}){file.Extension}");
        }

        // The reason first: a file without one would be a riddle.
        File.WriteAllText(target + ".reason.txt", reason + "\n");
        file.MoveTo(target);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The watched folder could not be looked at: {Type}.")]
    private partial void LogTrouble(string type);

    private sealed record SeenFile(long Length, DateTime WrittenAt, DateTimeOffset Since);
}
