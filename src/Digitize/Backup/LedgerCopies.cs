using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>
/// Copies of the deletion ledger in a vault: files <c>ledger/first-last</c>, named by the numbers of the entries in them, each signed. New entries are added as new files, so that an entry once copied cannot be lost by a later run.
/// </summary>
internal sealed class LedgerCopies(DigitizeDatabase database)
{
    /// <summary>On PostgreSQL numbers are given before the commit: one that was late is looked for among those before the last.</summary>
    private const int Overlap = 1000;

    /// <returns>How many entries were new to the vault.</returns>
    internal async Task<int> CopyAsync(Vault vault, InstallationSigner signer, CancellationToken cancel)
    {
        var known = new HashSet<long>();
        var last = 0L;
        var names = await NamesAsync(vault, cancel);
        foreach (var name in names)
        {
            last = Math.Max(last, long.Parse(name.AsSpan(name.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture));
        }

        foreach (var name in names.Where(name => long.Parse(name.AsSpan(name.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture) > last - Overlap))
        {
            known.UnionWith((await ReadAsync(vault, name, signer, cancel)).Select(entry => entry.Number));
        }

        List<Deletion> fresh;
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            fresh = [.. (await db.Set<Deletion>().Where(row => row.Number > last - Overlap).OrderBy(row => row.Number).ToListAsync(cancel)).Where(row => !known.Contains(row.Number))];
        }

        if (fresh.Count > 0)
        {
            await Vault.WriteAsync(vault.Files, BlobKey.OfVault(Vault.Ledger, string.Create(CultureInfo.InvariantCulture, $"{fresh[0].Number:D12}-{fresh[^1].Number:D12}")), ToFile(fresh, signer), cancel);
        }

        return fresh.Count;
    }

    /// <summary>All entries that the vault knows.</summary>
    /// <exception cref="DamagedVaultException">One of the files was changed.</exception>
    internal static async Task<List<Deletion>> ReadAllAsync(Vault vault, InstallationSigner signer, CancellationToken cancel)
    {
        var all = new List<Deletion>();
        foreach (var name in await NamesAsync(vault, cancel))
        {
            all.AddRange(await ReadAsync(vault, name, signer, cancel));
        }

        return all;
    }

    private static async Task<List<string>> NamesAsync(Vault vault, CancellationToken cancel)
    {
        var names = new List<string>();
        await foreach (var file in vault.Files.ListAsync(Vault.Ledger + "/", cancel))
        {
            names.Add(file.Key.Value[(Vault.Ledger.Length + 1)..]);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static byte[] ToFile(IEnumerable<Deletion> entries, InstallationSigner signer)
    {
        var list = new JsonArray();
        foreach (var entry in entries)
        {
            list.Add(new JsonObject
            {
                ["number"] = entry.Number,
                ["mark"] = Convert.ToHexStringLower(entry.Mark),
                ["reason"] = entry.Reason.ToString(),
                ["deletedAt"] = entry.DeletedAt.ToUnixTimeMilliseconds(),
                ["goneBy"] = entry.GoneBy.ToUnixTimeMilliseconds(),
            });
        }

        var json = Encoding.UTF8.GetBytes(list.ToJsonString());
        return [.. json, (byte)'\n', .. Encoding.ASCII.GetBytes(Convert.ToBase64String(signer.Sign(json))), (byte)'\n'];
    }

    private static async Task<List<Deletion>> ReadAsync(Vault vault, string name, InstallationSigner signer, CancellationToken cancel)
    {
        var json = SignedJson.Open($"{Vault.Ledger}/{name}", await Vault.ReadAsync(vault.Files, BlobKey.OfVault(Vault.Ledger, name), cancel), signer);
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(entry => new Deletion
        {
            Number = entry.GetProperty("number").GetInt64(),
            Mark = Convert.FromHexString(entry.GetProperty("mark").GetString()!),
            Reason = Enum.Parse<DeletionReason>(entry.GetProperty("reason").GetString()!),
            DeletedAt = DateTimeOffset.FromUnixTimeMilliseconds(entry.GetProperty("deletedAt").GetInt64()),
            GoneBy = DateTimeOffset.FromUnixTimeMilliseconds(entry.GetProperty("goneBy").GetInt64()),
        })];
    }
}
