using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Sharing;

/// <summary>What a link shows before its PDF is fetched.</summary>
/// <param name="Proof">That the password was known, to be given back when the PDF is fetched; empty where there is none.</param>
public sealed record SharedDocument(string Title, int Pages, long PdfLength, DateTimeOffset ExpiresAt, int FetchesLeft, string Proof);

/// <summary>The PDF behind a link, in the clear. The caller disposes the content.</summary>
public sealed record SharedPdf(string Title, Stream Content);

/// <summary>
/// Documents as strangers reach them by a link. A token that never was is answered like one that has run out, was used up or withdrawn, and like one whose document is in the trash, restricted or gone.
/// </summary>
public sealed class SharedDocuments(DigitizeDatabase database, EncryptedBlobs blobs, Passwords passwords, InstallationSecrets secrets, AuditLog audit, TimeProvider time)
{
    /// <summary>Between the password and the PDF.</summary>
    public static readonly TimeSpan ProofLife = TimeSpan.FromMinutes(15);

    private const string SecretName = "share links";

    /// <summary>Null where nothing is opened, whatever the reason.</summary>
    public async Task<ShareLink?> FindAsync(string token, CancellationToken cancel)
    {
        var (hash, now) = (Session.Hash(token), time.GetUtcNow());
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.ShareLinks.Where(row => row.TokenSha256 == hash).ThatOpen(db, now).SingleOrDefaultAsync(cancel);
    }

    /// <summary>Null when the password is wrong, or the link has ended meanwhile. Each wrong one brings the link nearer to its end.</summary>
    /// <param name="password">Not looked at where the link has none.</param>
    public async Task<SharedDocument?> ShowAsync(ShareLink link, string password, CancellationToken cancel)
    {
        if (link.PasswordHash is { } hash)
        {
            // Counted before it is looked at: attempts at the same time count as well.
            if (await CountWrongAsync(link.Id, 1, cancel) == 0 || !passwords.Fits(hash, password))
            {
                return null;
            }

            await CountWrongAsync(link.Id, -1, cancel);
        }

        await using var db = database.Open(CurrentAccount.Everyone);
        return await ShownAsync(db, link, cancel) is { } version
            ? new SharedDocument(version.Title, version.Pages, version.PdfLength, link.ExpiresAt, link.MostFetches - link.Fetches, link.PasswordHash is null ? "" : await ProofAsync(link, time.GetUtcNow() + ProofLife, cancel))
            : null;
    }

    /// <summary>Counts the fetch and opens the PDF; what permits it, counts it, and tells it in the audit is one transaction. Null where nothing is opened.</summary>
    /// <param name="proof">Of <see cref="SharedDocument.Proof"/>.</param>
    /// <param name="from">The shortened address, for the audit.</param>
    public async Task<SharedPdf?> FetchAsync(ShareLink link, string proof, string from, CancellationToken cancel)
    {
        if (link.PasswordHash is not null && !await IsProvenAsync(link, proof, cancel))
        {
            return null;
        }

        var found = await database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            var now = time.GetUtcNow();
            var permitted = await db.ShareLinks.Where(row => row.Id == link.Id).ThatOpen(db, now).ExecuteUpdateAsync(set => set
                .SetProperty(row => row.Fetches, row => row.Fetches + 1)
                .SetProperty(row => row.LastFetchedAt, now), cancel) == 1;
            if (!permitted || await ShownAsync(db, link, cancel) is not { } version || await DocumentBlobs.KeysAsync(db, link.DocumentId, cancel) is not { } keys)
            {
                return null;
            }

            await audit.AppendAsync(db, link.AccountId, ShareLinks.Told(Actor.Unknown, AuditAction.ShareLinkFetched, link).With(("from", from)), cancel);
            return new Permitted(version, keys);
        }, cancel);
        return found is null ? null : new SharedPdf(found.Version.Title, await blobs.OpenAsync(found.Keys, found.Version.PdfBlob, cancel));
    }

    private static async Task<DocumentVersion?> ShownAsync(DigitizeDb db, ShareLink link, CancellationToken cancel) => await (
        from document in db.Documents.AsNoTracking()
        where document.Id == link.DocumentId
        join version in db.Versions.AsNoTracking() on new { DocumentId = document.Id, Number = document.CurrentVersion } equals new { version.DocumentId, Number = (int?)version.Number }
        select version).SingleOrDefaultAsync(cancel);

    private Task<int> CountWrongAsync(ShareLinkId id, int step, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, db =>
        db.ShareLinks.Where(row => row.Id == id && (step < 0 || row.WrongPasswords < ShareLink.MostWrongPasswords)).ExecuteUpdateAsync(set => set.SetProperty(row => row.WrongPasswords, row => row.WrongPasswords + step), cancel), cancel);

    private async Task<string> ProofAsync(ShareLink link, DateTimeOffset until, CancellationToken cancel)
    {
        var secret = await secrets.GetOrCreateAsync(SecretName, cancel);
        var seconds = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(seconds, until.ToUnixTimeSeconds());
        try
        {
            byte[] signed = [.. Encoding.ASCII.GetBytes($"digitize share v1 {link.Id} "), .. seconds];
            return string.Create(CultureInfo.InvariantCulture, $"{until.ToUnixTimeSeconds()}.{Convert.ToHexStringLower(HMACSHA256.HashData(secret, signed))}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private async Task<bool> IsProvenAsync(ShareLink link, string proof, CancellationToken cancel)
    {
        if (!long.TryParse(proof.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }

        var until = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var right = await ProofAsync(link, until, cancel);
        return until >= time.GetUtcNow() && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(proof), Encoding.UTF8.GetBytes(right));
    }

    private sealed record Permitted(DocumentVersion Version, DocumentKeys Keys);
}
