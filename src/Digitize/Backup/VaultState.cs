using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Backup;

/// <summary>What is known of a vault. Instants are null until it happened for the first time.</summary>
public sealed class VaultState
{
    public required string Vault { get; init; }

    public DateTimeOffset? TriedAt { get; set; }

    public DateTimeOffset? BackedUpAt { get; set; }

    /// <summary>The newest backup.</summary>
    public string? Backup { get; set; }

    /// <summary>Why the last run came to nothing; null when it did not.</summary>
    public string? Failure { get; set; }

    public DateTimeOffset? VerifiedAt { get; set; }

    /// <summary>Found by the last verification.</summary>
    public int Faults { get; set; }

    public DateTimeOffset? ScrubbedAt { get; set; }

    /// <summary>Blobs of the store that were brought back from this vault, ever.</summary>
    public int Healed { get; set; }

    /// <summary>Blobs that were damaged in the store and could not be brought back, in the last scrub.</summary>
    public int Lost { get; set; }

    /// <summary>When documents were last restored from it, as a drill or in earnest.</summary>
    public DateTimeOffset? RestoredAt { get; set; }
}

internal sealed class StoredVaultState : IEntityTypeConfiguration<VaultState>
{
    public void Configure(EntityTypeBuilder<VaultState> builder) => builder.ToTable("vault_states").HasKey(row => row.Vault);
}

internal static class VaultStates
{
    internal static Task SetAsync(DigitizeDatabase database, string vault, Action<VaultState> set, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var row = await db.Set<VaultState>().AsTracking().SingleOrDefaultAsync(state => state.Vault == vault, cancel);
        if (row is null)
        {
            db.Add(row = new VaultState { Vault = vault });
        }

        set(row);
        await db.SaveChangesAsync(cancel);
    }, cancel);
}
