namespace Digitize.Storage;

/// <summary>
/// Finds blobs that no row refers to, and rows whose blob is gone. A blob is written before its row, so a new blob without a row is the normal state of work in progress;
/// one that is older than any lease, upload or backup run belongs to nobody. A row is never removed because its blob is missing: that is a loss to be reported and healed.
/// </summary>
public static class OrphanSweep
{
    /// <summary>Longer than a lease, an upload's life and a backup run.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(48);

    /// <summary>With fewer blobs than this, any share of orphans can be chance.</summary>
    private const int FewBlobs = 20;

    public static SweepPlan Plan(IEnumerable<StoredBlob> stored, IReadOnlySet<BlobKey> referenced, DateTimeOffset now)
    {
        var blobs = stored as IReadOnlyList<StoredBlob> ?? [.. stored];
        var decisions = blobs.Select(blob => new SweepDecision(blob, ReasonFor(blob, referenced, now))).ToList();
        var missing = referenced.Except(blobs.Select(blob => blob.Key)).ToList();
        return IsWrongDatabase(decisions)
            ? new SweepPlan([.. decisions.Select(decision => decision.Reason == SweepReason.Orphan ? decision with { Reason = SweepReason.TooManyOrphans } : decision)], missing)
            : new SweepPlan(decisions, missing);
    }

    /// <summary>
    /// Carries a plan out. Rows are read after the blobs are listed, and each blob is asked about once more before it goes, so that a row written meanwhile saves it;
    /// a blob counts as missing only when it cannot be opened either.
    /// </summary>
    /// <param name="store">Where the blobs are.</param>
    /// <param name="prefix">Which of them; rows outside the prefix must not be among those referenced.</param>
    /// <param name="referenced">The keys that rows refer to.</param>
    /// <param name="isReferenced">Whether a row refers to this key now.</param>
    /// <param name="now">By the clock of the service.</param>
    public static async Task<SweepResult> RunAsync(
        IBlobStore store, string prefix, Func<CancellationToken, Task<IReadOnlySet<BlobKey>>> referenced, Func<BlobKey, CancellationToken, Task<bool>> isReferenced, DateTimeOffset now, CancellationToken cancel)
    {
        var stored = new List<StoredBlob>();
        await foreach (var blob in store.ListAsync(prefix, cancel))
            stored.Add(blob);
        var plan = Plan(stored, await referenced(cancel), now);
        var deleted = new List<BlobKey>();
        foreach (var blob in plan.ToDelete)
        {
            if (!await isReferenced(blob.Key, cancel) && await store.DeleteAsync(blob.Key, cancel))
                deleted.Add(blob.Key);
        }

        var missing = new List<BlobKey>();
        foreach (var key in plan.Missing)
        {
            if (!await CanOpenAsync(store, key, cancel) && await isReferenced(key, cancel))
                missing.Add(key);
        }

        return new SweepResult(plan, deleted, missing);
    }

    private static SweepReason ReasonFor(StoredBlob blob, IReadOnlySet<BlobKey> referenced, DateTimeOffset now) =>
        referenced.Contains(blob.Key) ? SweepReason.Referenced
        : now - blob.WrittenAt < Grace ? SweepReason.TooYoung
        : SweepReason.Orphan;

    /// <summary>A sweep with the wrong or an empty database must not take the files along. Temporary blobs are left over by the dozen when a machine dies and do not count.</summary>
    private static bool IsWrongDatabase(List<SweepDecision> decisions)
    {
        var kept = decisions.Where(decision => !decision.Blob.Key.IsTemporary).ToList();
        return kept.Count >= FewBlobs && kept.Count(decision => decision.Reason == SweepReason.Orphan) > kept.Count / 2;
    }

    private static async Task<bool> CanOpenAsync(IBlobStore store, BlobKey key, CancellationToken cancel)
    {
        try
        {
            await (await store.OpenAsync(key, cancel)).DisposeAsync();
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}

/// <summary>Why a blob stays or goes; only <see cref="Orphan"/> goes.</summary>
public enum SweepReason
{
    Referenced,

    /// <summary>No row yet, and not old enough to say that none will come.</summary>
    TooYoung,
    Orphan,

    /// <summary>More than half of all blobs would go: this is rather the wrong database than so much rubbish. Kept, and to be shown to an operator.</summary>
    TooManyOrphans,
}

public sealed record SweepDecision(StoredBlob Blob, SweepReason Reason);

/// <summary>What to do with each blob, and which keys have a row but no blob.</summary>
public sealed record SweepPlan(IReadOnlyList<SweepDecision> Decisions, IReadOnlyList<BlobKey> Missing)
{
    public IEnumerable<StoredBlob> ToDelete => Decisions.Where(decision => decision.Reason == SweepReason.Orphan).Select(decision => decision.Blob);

    public bool LooksLikeTheWrongDatabase => Decisions.Any(decision => decision.Reason == SweepReason.TooManyOrphans);
}

/// <summary>The plan, what of it was done, and the blobs that are truly missing.</summary>
public sealed record SweepResult(SweepPlan Plan, IReadOnlyList<BlobKey> Deleted, IReadOnlyList<BlobKey> Missing);
