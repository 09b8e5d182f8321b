using System.Globalization;
using System.Security.Cryptography;
using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>Issues and revokes the keys of accounts, and tells whom a key belongs to.</summary>
public sealed class ApiKeys(DigitizeDatabase database, AuditLog audit, TimeProvider time, RandomNumberGenerator random)
{
    /// <param name="life">More than nothing; longer than <see cref="ApiKey.LongestLife"/> is cut to it.</param>
    /// <returns>The key, to be shown once.</returns>
    public async Task<ApiKeyText> IssueAsync(AccountId account, Permissions granted, TimeSpan life, Actor by, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero);
        var now = time.GetUtcNow();
        var text = ApiKeyText.New(random);
        var key = new ApiKey
        {
            Id = text.Id,
            AccountId = account,
            SecretSha256 = text.SecretSha256,
            Granted = granted,
            CreatedAt = now,
            ExpiresAt = now + (life < ApiKey.LongestLife ? life : ApiKey.LongestLife),
        };
        await database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(key);
            await db.SaveChangesAsync(cancel);
            await audit.AppendAsync(db, account, AuditEvent.OfKey(by, AuditAction.KeyIssued, key.Id).With(("scopes", Grants.ScopesOf(granted)), ("until", key.ExpiresAt.ToString("O", CultureInfo.InvariantCulture))), cancel);
        }, cancel);
        return text;
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(AccountId account, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        return await db.Set<ApiKey>().Where(row => row.AccountId == account).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).ToListAsync(cancel);
    }

    /// <summary>From now on the key opens nothing.</summary>
    /// <returns>False when the account has no such key.</returns>
    public Task<bool> RevokeAsync(AccountId account, string id, Actor by, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            var key = await db.Set<ApiKey>().SingleOrDefaultAsync(row => row.AccountId == account && row.Id == id, cancel);
            if (key is null)
            {
                return false;
            }

            if (key.RevokedAt is null)
            {
                key.RevokedAt = time.GetUtcNow();
                await db.SaveChangesAsync(cancel);
                await audit.AppendAsync(db, account, AuditEvent.OfKey(by, AuditAction.KeyRevoked, id), cancel);
            }

            return true;
        }, cancel);

    /// <summary>Null when the key opens nothing, for whatever reason.</summary>
    public async Task<Caller?> FindCallerAsync(string presented, CancellationToken cancel)
    {
        if (ApiKeyText.TryParse(presented) is not { } text)
        {
            return null;
        }

        await using var db = database.Open(CurrentAccount.Everyone);
        var key = await db.Set<ApiKey>().SingleOrDefaultAsync(row => row.Id == text.Id, cancel);
        var now = time.GetUtcNow();
        if (key is null || !key.Admits(text, now))
        {
            return null;
        }

        await MarkUsedAsync(key, DateOnly.FromDateTime(now.UtcDateTime), cancel);
        return new Caller($"key {key.Id}", key.AccountId, null, key.Granted);
    }

    private async Task MarkUsedAsync(ApiKey key, DateOnly today, CancellationToken cancel)
    {
        if (key.LastUsedOn != today)
        {
            await database.WriteAsync(CurrentAccount.Everyone, db => db.Set<ApiKey>().Where(row => row.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedOn, today), cancel), cancel);
        }
    }
}
