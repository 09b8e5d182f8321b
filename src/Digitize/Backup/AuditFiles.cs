using System.Text;
using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>A piece of an audit chain in a vault, sealed like the record of the installation. The last entry's seal anchors the chain: one that is cut or written anew in the database does not fit it.</summary>
/// <param name="Account">Null for the installation's chain.</param>
/// <param name="Piece">Counted from 0, of <see cref="AuditFiles.EntriesInPiece"/> entries each.</param>
/// <param name="Last">The sequence of its last entry.</param>
/// <param name="Mac">The seal of that entry, in hexadecimal.</param>
internal sealed record AuditFile(string? Account, long Piece, string Sha256, long Last, string Mac)
{
    internal AuditHead Head => new(AccountId.TryParse(Account), Last, Convert.FromHexString(Mac));
}

/// <summary>The audit in a backup: chains in pieces, of which only the last changes.</summary>
internal static class AuditFiles
{
    internal const int EntriesInPiece = 1000;

    internal static async Task<List<AuditFile>> WriteAsync(DigitizeDb db, Vault vault, InstallationRecord record, IReadOnlyList<AuditFile> before, CancellationToken cancel)
    {
        var known = before.ToDictionary(file => (file.Account, file.Piece));
        var files = new List<AuditFile>();
        foreach (var head in await AuditHeads.ReadAsync(db, cancel))
        {
            for (var piece = 0L; piece <= (head.Sequence - 1) / EntriesInPiece; piece++)
            {
                var last = Math.Min(head.Sequence, (piece + 1) * EntriesInPiece);
                files.Add(known.TryGetValue((head.Account?.ToString(), piece), out var there) && there.Last == last ? there : await WriteAsync(db, vault, record, head.Account, piece, last, cancel));
            }
        }

        return files;
    }

    /// <summary>The entries of a piece as rows, in their order.</summary>
    internal static async Task<List<JsonObject>> ReadAsync(Vault vault, InstallationRecord record, AuditFile file, CancellationToken cancel) =>
        [.. VaultLines.Split(record.Open(await vault.ReadRecordsAsync(file.Sha256, cancel))).Select(line => JsonNode.Parse(line)!.AsObject())];

    private static async Task<AuditFile> WriteAsync(DigitizeDb db, Vault vault, InstallationRecord record, AccountId? account, long piece, long last, CancellationToken cancel)
    {
        var first = (piece * EntriesInPiece) + 1;
        var entries = await db.AuditEntries.AsNoTracking().Where(row => row.AccountId == account && row.Sequence >= first && row.Sequence <= last).OrderBy(row => row.Sequence).ToListAsync(cancel);
        var type = db.Model.FindEntityType(typeof(AuditEntry))!;
        var lines = string.Concat(entries.Select(entry => PortableRows.Of(type, entry).ToJsonString() + "\n"));
        var sha = await Vault.WriteNamedByHashAsync(vault.Files, Vault.Records, record.Seal(Encoding.UTF8.GetBytes(lines)), cancel);
        return new AuditFile(account?.ToString(), piece, sha, last, Convert.ToHexStringLower(entries[^1].Mac));
    }
}
