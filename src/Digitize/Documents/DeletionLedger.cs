using System.Security.Cryptography;
using Digitize.Database;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Documents;

/// <summary>Why a document was ended for good.</summary>
public enum DeletionReason
{
    /// <summary>It had lain in the trash for its time.</summary>
    TrashRanOut,

    /// <summary>Somebody who may asked for it to be erased.</summary>
    Erased,

    /// <summary>The contract of its account ended.</summary>
    ContractEnded,
}

/// <summary>A document that is gone. Which one it was can be told by whoever has its id and the secret, and not from here.</summary>
public sealed class Deletion
{
    public long Number { get; init; }

    public required byte[] Mark { get; init; }

    public required DeletionReason Reason { get; init; }

    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary>By then no vault has anything of it, as was promised when it was deleted.</summary>
    public required DateTimeOffset GoneBy { get; init; }
}

internal sealed class StoredDeletion : IEntityTypeConfiguration<Deletion>
{
    public void Configure(EntityTypeBuilder<Deletion> builder)
    {
        builder.ToTable("deletion_ledger").HasKey(row => row.Number);
        builder.Property(row => row.Number).ValueGeneratedOnAdd();
    }
}

/// <summary>How long copies of what was deleted may live on in vaults: what the rules for keeping backups add up to.</summary>
public sealed record DeletionPromise(TimeSpan InVaults);

/// <summary>
/// Remembers what was ended for good, so that no backup brings it back. Entries are written with the deletion, in one transaction, and copied into every vault: a machine that is lost takes none of them along.
/// </summary>
public sealed class DeletionLedger(InstallationSecrets secrets, DeletionPromise promise)
{
    internal const string SecretName = "deletion ledger";

    /// <summary>The hash by which the ledger knows a document.</summary>
    internal async Task<byte[]> MarkOfAsync(DocumentId document, CancellationToken cancel) => MarkOf(await secrets.GetOrCreateAsync(SecretName, cancel), document);

    internal static byte[] MarkOf(byte[] secret, DocumentId document) => HMACSHA256.HashData(secret, document.Value.ToByteArray(bigEndian: true));

    /// <summary>In the caller's transaction.</summary>
    internal async Task<Deletion> AppendAsync(DigitizeDb db, byte[] mark, DeletionReason reason, DateTimeOffset now, CancellationToken cancel)
    {
        var entry = new Deletion { Mark = mark, Reason = reason, DeletedAt = now, GoneBy = now + promise.InVaults };
        db.Add(entry);
        await db.SaveChangesAsync(cancel);
        return entry;
    }
}
