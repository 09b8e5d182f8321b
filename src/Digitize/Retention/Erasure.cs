using System.Text.Json;
using System.Text.Json.Serialization;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Retention;

/// <summary>
/// Says that a document was erased, signed by the installation: when it was gone here, by when its keys are in no key bag any more, and by when no vault has anything of it.
/// It names the document by its id only, and can be shown and checked years later.
/// </summary>
public sealed record ErasureReceipt
{
    public required string Document { get; init; }

    public required string Account { get; init; }

    public required DateTimeOffset ErasedAt { get; init; }

    /// <summary>From then on, no copy in a vault can be read, although its cipher text may still lie there.</summary>
    public required DateTimeOffset UnreadableInBackupsBy { get; init; }

    /// <summary>From then on, no vault has anything of it.</summary>
    public required DateTimeOffset GoneFromBackupsBy { get; init; }

    /// <summary>Base64, over all the other members.</summary>
    public string? Signature { get; init; }

    /// <summary>PEM of the key that signed it.</summary>
    public string? PublicKey { get; init; }
}

/// <summary>What a receipt is worth.</summary>
public sealed record ReceiptCheck(bool IsSigned, bool IsErased, bool IsInLedger, IReadOnlyList<string> BackupsThatHoldIt)
{
    public bool IsKept => IsSigned && IsErased && IsInLedger;
}

/// <summary>What came of asking for an erasure. The constructor is private: these are all there are.</summary>
public abstract record ErasureResult
{
    private ErasureResult()
    {
    }

    public sealed record Erased(ErasureReceipt Receipt) : ErasureResult;

    /// <summary>A legal hold lies on it.</summary>
    public sealed record OnHold : ErasureResult;

    /// <summary>The account has no such document.</summary>
    public sealed record Unknown : ErasureResult;
}

/// <summary>Ends a document at once and for good, past the trash, and gives a receipt for it. What nobody sees and holds the same pages ends with it: what it was split from or made of, or an earlier merge that lies in the trash.</summary>
public sealed class Erasure(DigitizeDatabase database, Purge purge, DeletionLedger ledger, BackupJob backups, BackupOptions options, InstallationSecrets secrets)
{
    public async Task<ErasureResult> EraseAsync(AccountId account, DocumentId document, Actor by, CancellationToken cancel)
    {
        if (await WithHiddenKinAsync(account, document, cancel) is not { Count: > 0 } all)
        {
            return new ErasureResult.Unknown();
        }

        if (await IsAnyHeldAsync(account, all, cancel))
        {
            return new ErasureResult.OnHold();
        }

        // The nearest last, and the document behind them all: an erasure that breaks off before can be asked for again, and still finds what is left.
        foreach (var kin in all.Skip(1).Reverse())
        {
            await purge.EndAsync(account, kin, DeletionReason.Erased, by, cancel);
        }

        if (await purge.EndAsync(account, document, DeletionReason.Erased, by, cancel) is not { } deletion)
        {
            await using var db = database.Open(CurrentAccount.Of(account));
            return await db.AllDocuments.AnyAsync(row => row.Id == document, cancel) ? new ErasureResult.OnHold() : new ErasureResult.Unknown();
        }

        await TryCopyLedgerAsync(cancel);
        return new ErasureResult.Erased(await SignAsync(new ErasureReceipt
        {
            Document = document.ToString(),
            Account = account.ToString(),
            ErasedAt = deletion.DeletedAt,
            UnreadableInBackupsBy = backups.HasVault ? deletion.DeletedAt + TimeSpan.FromDays(options.KeyDays) + options.Every : deletion.DeletedAt,
            GoneFromBackupsBy = deletion.GoneBy,
        }, cancel));
    }

    /// <summary>The document, and behind it everything that nobody sees and that has the same pages in it. None when the account has no such document.</summary>
    private async Task<IReadOnlyList<DocumentId>> WithHiddenKinAsync(AccountId account, DocumentId document, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        var found = new List<DocumentId>();
        var waiting = new Queue<DocumentId>([document]);
        while (waiting.TryDequeue(out var id))
        {
            if (found.Contains(id) || await db.AllDocuments.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancel) is not { } row)
            {
                continue;
            }

            found.Add(id);
            (await HiddenKin(db, row).Select(kin => kin.Id).ToListAsync(cancel)).ForEach(waiting.Enqueue);
        }

        return found;
    }

    /// <summary>
    /// What it was split from and what it was made of, as far as they wait hidden for their end or to be taken back; and in the trash, what it was once a part of.
    /// What is shown, or can be shown as a part of another, is somebody's choice and stays.
    /// </summary>
    private static IQueryable<Document> HiddenKin(DigitizeDb db, Document document)
    {
        var (id, whole, earlier) = (document.Id, document.SplitFrom, document.State == DocumentState.Merged ? null : document.MergedInto);
        return db.AllDocuments.Where(row =>
            (row.Id == whole && row.State == DocumentState.Split)
            || (row.MergedInto == id && (row.State == DocumentState.Merged || (row.State == DocumentState.Trashed && (row.StateBeforeTrash == DocumentState.Merged || row.Source == DocumentMerge.Source))))
            || (row.Id == earlier && row.State == DocumentState.Trashed));
    }

    private async Task<bool> IsAnyHeldAsync(AccountId account, IReadOnlyList<DocumentId> documents, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        return await db.AllDocuments.Where(row => documents.Contains(row.Id)).WithoutHold(db).CountAsync(cancel) < documents.Count;
    }

    /// <summary>Whether a receipt is ours and still true.</summary>
    public async Task<ReceiptCheck> CheckAsync(ErasureReceipt receipt, CancellationToken cancel)
    {
        using var signer = await SignerAsync(cancel);
        var isSigned = receipt.Signature is { } signature && TryBytes(signature) is { } bytes && signer.IsSignedByUs(Signed(receipt), bytes);
        if (DocumentId.TryParse(receipt.Document) is not { } document)
        {
            return new ReceiptCheck(false, false, false, []);
        }

        var mark = await ledger.MarkOfAsync(document, cancel);
        await using var db = database.Open(CurrentAccount.Everyone);
        return new ReceiptCheck(
            isSigned,
            !await db.AllDocuments.AnyAsync(row => row.Id == document, cancel),
            await db.Set<Deletion>().AnyAsync(row => row.Mark == mark, cancel),
            backups.HasVault ? await backups.HoldingAsync(document, cancel) : []);
    }

    private static byte[] Signed(ErasureReceipt receipt) => JsonSerializer.SerializeToUtf8Bytes(receipt with { Signature = null, PublicKey = null }, ReceiptJson.Default.ErasureReceipt);

    private static byte[]? TryBytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }

    private async Task<ErasureReceipt> SignAsync(ErasureReceipt receipt, CancellationToken cancel)
    {
        using var signer = await SignerAsync(cancel);
        return receipt with { Signature = Convert.ToBase64String(signer.Sign(Signed(receipt))), PublicKey = signer.PublicKey };
    }

    private async Task<InstallationSigner> SignerAsync(CancellationToken cancel) => new(await secrets.GetOrCreateAsync(InstallationSigner.SecretName, cancel));

    /// <summary>So that a machine that is lost in the next minutes does not take the entry along. A vault that is away gets it later.</summary>
    private async Task TryCopyLedgerAsync(CancellationToken cancel)
    {
        try
        {
            await backups.CopyLedgerAsync(cancel);
        }
        catch (AggregateException)
        {
            // The schedule tries again every minute.
        }
    }
}

/// <summary>The form of a receipt, for files and for its signature.</summary>
[JsonSerializable(typeof(ErasureReceipt))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
public sealed partial class ReceiptJson : JsonSerializerContext;
