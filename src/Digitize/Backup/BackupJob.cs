using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>A backup as an operator sees it.</summary>
public sealed record ListedBackup(string Vault, string Name, DateTimeOffset TakenAt, long Documents, long Blobs, long Bytes, int Missing);

/// <summary>Where what goes to a bucket waits, encrypted, for the request that takes it.</summary>
public sealed record VaultSpool(string Folder);

/// <summary>There is no vault in the settings, or none of that name; the message is a sentence.</summary>
public sealed class NoVaultException(string message) : Exception(message);

/// <summary>All that is done with vaults, one thing at a time over all machines: for the schedule, for operators on the command line and over HTTP.</summary>
public sealed class BackupJob(
    BackupOptions options, DigitizeDatabase database, IBlobStore live, EncryptedBlobs blobs, InstallationSecrets secrets, MasterKey master, WorkItems work, AuditLog audit, TimeProvider time, RandomNumberGenerator random, VaultSpool spool) : IDisposable
{
    private const string Lease = "vaults";

    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(5), LookAgain = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly JobLeases _leases = new(database, random, time);
    private readonly BackupEntries _entries = new(database, audit);

    /// <summary>What is under way; null when nothing is.</summary>
    public BackupProgress? UnderWay { get; private set; }

    /// <summary>Somebody wants a backup now.</summary>
    public bool IsAskedFor { get; private set; }

    public bool HasVault => options.Vaults.Any();

    public IEnumerable<string> VaultNames => options.Vaults.Select(vault => vault.Name);

    /// <summary>The schedule makes a backup within a minute.</summary>
    public void AskFor() => IsAskedFor = true;

    /// <summary>Backs up to each vault, or to one; then drops what is old. A vault that fails does not keep the other from its backup: the failures are told at the end.</summary>
    /// <exception cref="NoVaultException">There is none.</exception>
    /// <exception cref="AggregateException">Of the vaults that failed.</exception>
    public async Task<IReadOnlyList<BackupSummary>> RunAsync(string? only, CancellationToken cancel)
    {
        IsAskedFor = false;
        var done = new List<BackupSummary>();
        await EachAsync(only, async vault => done.Add(await AloneAsync(alone => RunAsync(vault, alone), cancel)),
            (name, broken) => VaultStates.SetAsync(database, name, state => (state.TriedAt, state.Failure) = (time.GetUtcNow(), Sentence(broken)), CancellationToken.None));
        if (only is null)
        {
            // No vault asks for older changes any more.
            await database.WriteAsync(CurrentAccount.Everyone, db => ChangedDocuments.ForgetAsync(db, done.Min(run => run.Position), cancel), cancel);
        }

        return done;
    }

    public async Task<IReadOnlyList<ListedBackup>> ListAsync(string? only, CancellationToken cancel)
    {
        using var signer = await SignerAsync(cancel);
        var listed = new List<ListedBackup>();
        foreach (var vault in Vaults(only))
        {
            foreach (var name in await vault.ManifestNamesAsync(cancel))
            {
                var manifest = await vault.ReadManifestAsync(name, signer, cancel);
                listed.Add(new ListedBackup(vault.Name, name, manifest.TakenAt, manifest.Documents, manifest.Blobs, manifest.Bytes, manifest.Missing.Count));
            }
        }

        return listed;
    }

    /// <summary>Which backups would go, and why.</summary>
    public async Task<IReadOnlyList<PruneSummary>> PlanAsync(string? only, CancellationToken cancel)
    {
        using var signer = await SignerAsync(cancel);
        var plans = new List<PruneSummary>();
        foreach (var vault in Vaults(only))
        {
            plans.Add(await NewPrune().RunAsync(vault, signer, isDryRun: true, cancel));
        }

        return plans;
    }

    public async Task<IReadOnlyList<VaultReport>> VerifyAsync(string? only, VaultShare share, CancellationToken cancel)
    {
        using var signer = await SignerAsync(cancel);
        var reports = new List<VaultReport>();
        await EachAsync(only, async vault =>
        {
            var report = await AloneAsync(alone => CheckAsync(vault, signer, share, alone), cancel);
            await VaultStates.SetAsync(database, vault.Name, state => (state.VerifiedAt, state.Faults) = (time.GetUtcNow(), report.Faults.Count), cancel);
            reports.Add(report);
        });

        return reports;
    }

    /// <summary>Compares the live store with the newest backups, and brings back what is damaged or missing there.</summary>
    public async Task<IReadOnlyList<ScrubReport>> ScrubAsync(string? only, VaultShare share, Actor by, CancellationToken cancel)
    {
        using var signer = await SignerAsync(cancel);
        var reports = new List<ScrubReport>();
        await EachAsync(only, async vault =>
        {
            if ((await vault.ManifestNamesAsync(cancel)).LastOrDefault() is { } newest)
            {
                var report = await AloneAsync(async alone => await new Scrub(database, live).RunAsync(vault, await vault.ReadManifestAsync(newest, signer, alone), share, alone), cancel);
                await VaultStates.SetAsync(database, vault.Name, state => (state.ScrubbedAt, state.Healed, state.Lost) = (time.GetUtcNow(), state.Healed + report.Healed.Count, report.Lost.Count), cancel);
                await _entries.ScrubbedAsync(report, newest, by, cancel);
                reports.Add(report);
            }
        });

        return reports;
    }

    /// <param name="from">Null for the first vault.</param>
    /// <param name="backup">Null for the newest.</param>
    public async Task<RestoreSummary> RestoreAsync(string? from, string? backup, RestoreScope scope, Actor by, CancellationToken cancel)
    {
        var vault = Vaults(from)[0];
        RestoreSummary summary;
        try
        {
            summary = await AloneAsync(alone => new Restore(database, live, blobs, master, work, time).RunAsync(vault, backup, scope, Progress(), alone), cancel);
        }
        catch (Exception broken) when (broken is not (RestoreRefusedException or OperationCanceledException))
        {
            await _entries.BrokenOffAsync(backup, scope, by);
            throw;
        }

        await VaultStates.SetAsync(database, vault.Name, state => state.RestoredAt = time.GetUtcNow(), cancel);
        await _entries.RestoredAsync(vault.Name, summary, scope, by, cancel);
        return summary;
    }

    /// <summary>Where the audit stood at the last backups: a chain in the database that does not reach these was cut or written anew.</summary>
    public async Task<IReadOnlyList<AuditHead>> AnchorsAsync(CancellationToken cancel)
    {
        using var signer = await SignerAsync(cancel);
        var anchors = new List<AuditHead>();
        foreach (var vault in HasVault ? Vaults(null) : [])
        {
            if ((await vault.ManifestNamesAsync(cancel)).LastOrDefault() is { } newest)
            {
                anchors.AddRange((await vault.ReadManifestAsync(newest, signer, cancel)).Audit.Select(file => file.Head));
            }
        }

        return anchors;
    }

    /// <summary>The backups, as vault and name, in which a document is listed.</summary>
    public async Task<IReadOnlyList<string>> HoldingAsync(Documents.DocumentId document, CancellationToken cancel)
    {
        using var signer = await SignerAsync(cancel);
        var holding = new List<string>();
        foreach (var vault in Vaults(null))
        {
            var lists = new Dictionary<string, bool>();
            foreach (var name in await vault.ManifestNamesAsync(cancel))
            {
                if ((await vault.ReadManifestAsync(name, signer, cancel)).Shards.FirstOrDefault(shard => shard.Shard == document.ToString()[^3..]) is not { } shard)
                {
                    continue;
                }

                if (!lists.TryGetValue(shard.Sha256, out var holds))
                {
                    lists[shard.Sha256] = holds = VaultLines.Split(await vault.ReadRecordsAsync(shard.Sha256, cancel)).Any(line => VaultedDocument.Parse(line).Id == document);
                }

                if (holds)
                {
                    holding.Add($"{vault.Name}/{name}");
                }
            }
        }

        return holding;
    }

    /// <summary>Restores a share of each vault's newest backup into a folder of its own, and removes it.</summary>
    public async Task<IReadOnlyList<DrillReport>> DrillAsync(string? only, VaultShare share, CancellationToken cancel)
    {
        var reports = new List<DrillReport>();
        await EachAsync(only, async vault =>
        {
            var report = await AloneAsync(alone => new RestoreDrill(master, time, random).RunAsync(vault, share, Path.Combine(spool.Folder, "drill"), Progress(), alone), cancel);
            if (report.IsGood)
            {
                await VaultStates.SetAsync(database, vault.Name, state => state.RestoredAt = time.GetUtcNow(), cancel);
            }

            reports.Add(report);
        });

        return reports;
    }

    /// <summary>The backup that a restore of everything was broken off of; null when none was. Nobody may be served before it has been gone on with.</summary>
    public async Task<string?> UnfinishedRestoreAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return (await db.Database.SqlQuery<string>($"SELECT backup AS \"Value\" FROM restore_under_way").ToListAsync(cancel)).SingleOrDefault();
    }

    /// <summary>What an operator has to know about the keys to the backups, in sentences; none when all is well.</summary>
    public async Task<IReadOnlyList<string>> KeyWarningsAsync(CancellationToken cancel)
    {
        var warnings = new List<string>();
        foreach (var vault in HasVault ? Vaults(null) : [])
        {
            var (backups, bags) = (await vault.ManifestNamesAsync(cancel), await vault.BagNamesAsync(cancel));
            if (backups.Count > 0 && bags.Count == 0)
            {
                warnings.Add($"There is no key bag beside the {vault.Name} vault: what is in it cannot be opened without this machine. Run digitize backup run.");
            }
        }

        if (options.Vaults.Count() == 1)
        {
            warnings.Add("The keys to the backups lie in one place only: set a second vault (DIGITIZE_Backup__Second__Folder and …KeyFolder), or copy the folder of the keys elsewhere every day.");
        }

        return warnings;
    }

    /// <summary>Copies new entries of the deletion ledger to every vault that can be reached. Whatever cannot is copied with the next.</summary>
    /// <exception cref="AggregateException">Of the vaults that could not be reached.</exception>
    public async Task CopyLedgerAsync(CancellationToken cancel)
    {
        if (!HasVault)
        {
            return;
        }

        using var signer = await SignerAsync(cancel);
        await EachAsync(null, vault => new LedgerCopies(database).CopyAsync(vault, signer, cancel));
    }

    /// <summary>Deletions whose promise has passed before every vault had a run that could keep it.</summary>
    public async Task<long> OverdueAsync(CancellationToken cancel)
    {
        var kept = (await StatesAsync(cancel)).Select(state => state.BackedUpAt ?? DateTimeOffset.UnixEpoch).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        var now = time.GetUtcNow();
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Set<Documents.Deletion>().LongCountAsync(row => row.GoneBy < now && row.GoneBy > kept, cancel);
    }

    public async Task<IReadOnlyList<VaultState>> StatesAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var known = await db.Set<VaultState>().ToListAsync(cancel);
        return [.. VaultNames.Select(name => known.FirstOrDefault(state => state.Vault == name) ?? new VaultState { Vault = name })];
    }

    public void Dispose() => _one.Dispose();

    private async Task<BackupSummary> RunAsync(Vault vault, CancellationToken cancel)
    {
        using var signer = await SignerAsync(cancel);
        await new LedgerCopies(database).CopyAsync(vault, signer, cancel);
        var summary = await new BackupRun(database, live, blobs, secrets, time, random).RunAsync(vault, Progress(), cancel);
        await NewPrune().RunAsync(vault, signer, isDryRun: false, cancel);
        await VaultStates.SetAsync(database, vault.Name, state => (state.TriedAt, state.BackedUpAt, state.Backup, state.Failure) = (time.GetUtcNow(), time.GetUtcNow(), summary.Name, null), cancel);
        return summary;
    }

    private Prune NewPrune() => new(options.Rules, options.Grace, TimeSpan.FromDays(options.KeyDays), time);

    private async Task<InstallationSigner> SignerAsync(CancellationToken cancel) => new(await secrets.GetOrCreateAsync(InstallationSigner.SecretName, cancel));

    /// <summary>With each vault by itself: one whose disk is not there does not keep the other from its turn. The failures are told at the end.</summary>
    /// <exception cref="AggregateException">Of the vaults that failed.</exception>
    private async Task EachAsync(string? only, Func<Vault, Task> work, Func<string, Exception, Task>? onFailure = null)
    {
        var failed = new List<Exception>();
        foreach (var place in Places(only))
        {
            try
            {
                await work(place.Open());
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                await (onFailure?.Invoke(place.Name, broken) ?? Task.CompletedTask);
                failed.Add(broken);
            }
        }

        if (failed.Count > 0)
        {
            throw new AggregateException(failed);
        }
    }

    private List<Vault> Vaults(string? only) => [.. Places(only).Select(place => place.Open())];

    /// <summary>Not opened yet: a disk that is not there must not keep the other vault from what is to be done with it.</summary>
    private List<(string Name, Func<Vault> Open)> Places(string? only)
    {
        var chosen = options.Vaults.Where(vault => only is null || vault.Name == only).Select(vault =>
            (vault.Name, (Func<Vault>)(() => new Vault(vault.Name, Open(vault.Options.Folder, vault.Options.S3), Open(vault.Options.KeyFolder, vault.Options.KeyS3))))).ToList();
        return chosen.Count > 0 ? chosen : throw new NoVaultException(only is null
            ? "no vault is set: give DIGITIZE_Backup__First__Folder, a folder on another disk, and DIGITIZE_Backup__First__KeyFolder, another one for its keys."
            : $"there is no vault {only}: {string.Join(", ", VaultNames)}.");
    }

    private IBlobStore Open(string? folder, S3Options? s3) => s3 is null ? new DiskBlobStore(folder!, random) : new S3BlobStore(s3, spool.Folder, random);

    /// <summary>Waits until nobody else, here or on another machine, has a vault in hand. Should the lease be lost, the work is broken off: somebody else may have begun.</summary>
    private async Task<T> AloneAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            await using var lease = await LeaseAsync(cancel);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lease.Lost);
            try
            {
                return await work(either.Token);
            }
            catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !cancel.IsCancellationRequested)
            {
                throw new IOException("The database was away for too long, and another machine may have gone on with the vaults: this was broken off.");
            }
        }
        finally
        {
            UnderWay = null;
            _one.Release();
        }
    }

    private async Task<JobLease> LeaseAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (await _leases.TryTakeAsync(Lease, LeaseLength, cancel) is { } lease)
            {
                return lease;
            }

            await Task.Delay(LookAgain, time, cancel);
        }
    }

    /// <summary>Compares, and removes what nobody needs.</summary>
    private async Task<VaultReport> CheckAsync(Vault vault, InstallationSigner signer, VaultShare share, CancellationToken cancel)
    {
        var report = await new VaultCheck().RunAsync(vault, signer, share, Progress(), cancel);
        var before = time.GetUtcNow() - options.Grace;
        vault.RemoveUnfinished(before);
        try
        {
            return report.IsSound ? report with { Orphans = await new OrphanedFiles(vault, share, before).RemoveAsync(signer, cancel) } : report;
        }
        catch (DamagedVaultException damaged)
        {
            // A list outside of the share that was compared.
            return report with { Faults = [damaged.Message] };
        }
    }

    private Telling Progress() => new(progress => UnderWay = progress);

    private static string Sentence(Exception broken) => broken is DamagedVaultException or IOException ? broken.Message : broken.GetType().Name;

    /// <summary>At once and on the same thread: <see cref="Progress{T}"/> may report the last step after the end.</summary>
    private sealed class Telling(Action<BackupProgress> report) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => report(value);
    }
}
