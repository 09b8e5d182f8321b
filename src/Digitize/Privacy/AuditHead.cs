using System.Text.Json;
using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Privacy;

/// <summary>The last entry of a chain at some time. Kept away from the database it is an anchor: a chain that ends before it was cut off.</summary>
/// <param name="Account">Whose chain; null for the installation's.</param>
public sealed record AuditHead(AccountId? Account, long Sequence, byte[] Mac)
{
    /// <summary>One line of JSON.</summary>
    public string ToLine() => JsonSerializer.Serialize(new Line(Account?.Value, Sequence, Convert.ToHexStringLower(Mac)), LineJson);

    /// <summary>Null when the line is no anchor.</summary>
    public static AuditHead? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(line, LineJson) is { Sequence: > 0, Mac.Length: 64 } read
                ? new AuditHead(read.Account is { } account ? new AccountId(account) : null, read.Sequence, Convert.FromHexString(read.Mac))
                : null;
        }
        catch (Exception foreign) when (foreign is JsonException or FormatException)
        {
            return null;
        }
    }

    private static readonly JsonSerializerOptions LineJson = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private sealed record Line(Guid? Account, long Sequence, string Mac);
}

/// <summary>Where every chain stands: for the manifest of a backup, and for whoever wants to keep it elsewhere.</summary>
public static class AuditHeads
{
    /// <param name="db">Of <see cref="CurrentAccount.Everyone"/>; in one transaction with other reading the heads belong to the same moment.</param>
    public static async Task<IReadOnlyList<AuditHead>> ReadAsync(DigitizeDb db, CancellationToken cancel)
    {
        var chains = await db.AuditEntries.GroupBy(row => row.AccountId).Select(chain => new { Account = chain.Key, Last = chain.Max(row => row.Sequence) }).ToListAsync(cancel);
        var heads = new List<AuditHead>(chains.Count);
        foreach (var chain in chains)
        {
            var mac = await db.AuditEntries.AsNoTracking().Where(row => row.AccountId == chain.Account && row.Sequence == chain.Last).Select(row => row.Mac).SingleAsync(cancel);
            heads.Add(new AuditHead(chain.Account, chain.Last, mac));
        }

        return heads;
    }
}
