using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Operations;

/// <summary>What an account holds, in numbers. <see cref="Bytes"/> are those of originals and PDFs, the trash with them.
/// A stack that was split counts in them alone: its letters are documents of their own.</summary>
public sealed record AccountCount(AccountId Id, string Name, DateTimeOffset CreatedAt, int Users, int Documents, long Pages, long Bytes, IReadOnlyDictionary<FailureCode, int> Failures);

/// <summary>Counts accounts for operators. No titles, no file names, no text.</summary>
public sealed class AccountCounts(DigitizeDatabase database)
{
    public const int LongestList = 100;

    /// <param name="after">The name behind which to go on; null for the first.</param>
    public async Task<IReadOnlyList<AccountCount>> ListAsync(string? after, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var accounts = await db.Accounts.Where(row => after == null || string.Compare(row.Name, after) > 0).OrderBy(row => row.Name).Take(LongestList).ToListAsync(cancel);
        var ids = accounts.Select(row => row.Id).ToList();
        var mine = db.AllDocuments.Where(row => ids.Contains(row.AccountId));
        var documents = await mine.GroupBy(row => row.AccountId)
            .Select(group => new
            {
                group.Key,
                Count = group.Count(row => row.State != DocumentState.Split && row.State != DocumentState.Merged),
                Pages = group.Sum(row => row.State == DocumentState.Split || row.State == DocumentState.Merged ? 0L : row.PageCount ?? 0),
                Bytes = group.Sum(row => row.OriginalLength),
            })
            .ToDictionaryAsync(group => group.Key, cancel);
        var pdfs = await db.Versions.Where(row => ids.Contains(row.AccountId)).GroupBy(row => row.AccountId)
            .Select(group => new { group.Key, Bytes = group.Sum(row => row.PdfLength) }).ToDictionaryAsync(group => group.Key, group => group.Bytes, cancel);
        var failures = (await mine.Where(row => row.State == DocumentState.Failed && row.FailureCode != null).GroupBy(row => new { row.AccountId, row.FailureCode })
            .Select(group => new { group.Key.AccountId, group.Key.FailureCode, Count = group.Count() }).ToListAsync(cancel)).ToLookup(group => group.AccountId);
        var users = await db.Set<Membership>().Where(row => ids.Contains(row.AccountId)).GroupBy(row => row.AccountId)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancel);
        return [.. accounts.Select(row =>
        {
            var held = documents.GetValueOrDefault(row.Id);
            return new AccountCount(
                row.Id, row.Name, row.CreatedAt, users.GetValueOrDefault(row.Id), held?.Count ?? 0, held?.Pages ?? 0, (held?.Bytes ?? 0) + pdfs.GetValueOrDefault(row.Id),
                failures[row.Id].ToDictionary(group => group.FailureCode!.Value, group => group.Count));
        })];
    }
}
