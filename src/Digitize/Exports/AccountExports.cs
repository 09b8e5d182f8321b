using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Exports;

/// <summary>A link that opens an export without a credential until <paramref name="Until"/>.</summary>
public sealed record ExportLink(DateTimeOffset Until, string Signature);

/// <summary>
/// Exports of accounts: asked for, listed, fetched by a link that runs out, deleted. One at a time for each account: who asks again while one is being made gets that one.
/// </summary>
public sealed class AccountExports(DigitizeDatabase database, EncryptedBlobs blobs, IBlobStore store, InstallationSecrets secrets, AuditLog audit, TimeProvider time)
{
    /// <summary>How long a file is kept for its owner to fetch it.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Long enough for a slow line, short enough for a browser's history.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromHours(24);

    private const string SecretName = "export links";

    /// <exception cref="KeyNotFoundException">There is no such account.</exception>
    public Task<Export> AskAsync(AccountId account, Actor by, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Of(account), async db =>
    {
        if (await db.Exports.Where(row => row.State == ExportState.Waiting || row.State == ExportState.Making).FirstOrDefaultAsync(cancel) is { } underWay)
        {
            return underWay;
        }

        if (!await db.Accounts.AnyAsync(row => row.Id == account, cancel))
        {
            throw new KeyNotFoundException($"There is no account {account}.");
        }

        var now = time.GetUtcNow();
        var export = new Export { Id = ExportId.New(time), AccountId = account, AskedBy = by.Name, AskedAt = now, State = ExportState.Waiting, ExpiresAt = now + Kept };
        db.Add(export);
        await db.SaveChangesAsync(cancel);
        await audit.AppendAsync(db, account, AuditEvent.Of(by, AuditAction.ExportRequested, account), cancel);
        return export;
    }, cancel);

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Export>> ListAsync(AccountId account, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        return await db.Exports.OrderByDescending(row => row.Id).ToListAsync(cancel);
    }

    /// <summary>Null when the account has no such export.</summary>
    public async Task<Export?> FindAsync(AccountId account, ExportId id, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        return await db.Exports.SingleOrDefaultAsync(row => row.Id == id, cancel);
    }

    /// <returns>False when the account has no such export.</returns>
    public async Task<bool> DeleteAsync(AccountId account, ExportId id, Actor by, CancellationToken cancel)
    {
        if (await FindAsync(account, id, cancel) is not { } export)
        {
            return false;
        }

        await database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            await db.Exports.Where(row => row.Id == id).ExecuteDeleteAsync(cancel);
            await audit.AppendAsync(db, account, AuditEvent.Of(by, AuditAction.ExportDeleted, account) with { Reason = $"export {id}" }, cancel);
        }, cancel);
        if (export.Blob is { } blob)
        {
            await store.DeleteAsync(blob, cancel);
        }

        return true;
    }

    /// <summary>For who may manage the account; null while there is nothing to fetch.</summary>
    public async Task<ExportLink?> LinkAsync(Export export, CancellationToken cancel)
    {
        if (export.State != ExportState.Ready)
        {
            return null;
        }

        var until = DateTimeOffset.FromUnixTimeSeconds(Math.Min(export.ExpiresAt.ToUnixTimeSeconds(), (time.GetUtcNow() + LinkLife).ToUnixTimeSeconds()));
        return new ExportLink(until, Convert.ToHexStringLower(await SignatureAsync(export.Id, until, cancel)));
    }

    /// <summary>The file that a link opens, in the clear and seekable; null when the link is wrong or has run out, or there is nothing any more: which of these is not told.</summary>
    /// <param name="isBeginning">Whether it is fetched from its beginning: pieces that follow are told in the audit with it.</param>
    public async Task<(Export Export, Stream Content)?> OpenAsync(ExportId id, ExportLink link, bool isBeginning, CancellationToken cancel)
    {
        var signature = await SignatureAsync(id, link.Until, cancel);
        var given = link.Signature.Length == 2 * HMACSHA256.HashSizeInBytes && link.Signature.All(char.IsAsciiHexDigit) ? Convert.FromHexString(link.Signature) : [];
        if (link.Until < time.GetUtcNow() || !CryptographicOperations.FixedTimeEquals(given, signature))
        {
            return null;
        }

        Export? export;
        byte[]? accountKey;
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            export = await db.Exports.SingleOrDefaultAsync(row => row.Id == id && row.State == ExportState.Ready, cancel);
            accountKey = export is null ? null : await db.Accounts.Where(row => row.Id == export.AccountId).Select(row => row.WrappedKey).SingleOrDefaultAsync(cancel);
        }

        if (export is not { Blob: { } blob, WrappedKey: { } key } || accountKey is null || export.ExpiresAt < time.GetUtcNow())
        {
            return null;
        }

        if (isBeginning)
        {
            await database.WriteAsync(CurrentAccount.Everyone, db => audit.AppendAsync(db, export.AccountId, AuditEvent.Of(Actor.Unknown, AuditAction.ExportFetched, export.AccountId) with { Reason = $"link of export {id}" }, cancel), cancel);
        }

        return (export, await blobs.OpenAsync(new DocumentKeys(export.AccountId.ToString(), id.ToString(), accountKey, key), blob, cancel));
    }

    /// <summary>A document of the account is deleted for good: exports that may hold it cannot be opened any more from this transaction on. One that still waits is made without it.</summary>
    internal static Task OutdateAsync(DigitizeDb db, AccountId account, CancellationToken cancel) => db.Exports.Where(row => row.AccountId == account && (row.State == ExportState.Making || row.State == ExportState.Ready)).ExecuteUpdateAsync(set => set
        .SetProperty(row => row.State, ExportState.Outdated)
        .SetProperty(row => row.WrappedKey, (byte[]?)null), cancel);

    private async Task<byte[]> SignatureAsync(ExportId id, DateTimeOffset until, CancellationToken cancel)
    {
        var secret = await secrets.GetOrCreateAsync(SecretName, cancel);
        var seconds = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(seconds, until.ToUnixTimeSeconds());
        try
        {
            byte[] signed = [.. Encoding.ASCII.GetBytes($"digitize export v1 {id} "), .. seconds];
            return HMACSHA256.HashData(secret, signed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
