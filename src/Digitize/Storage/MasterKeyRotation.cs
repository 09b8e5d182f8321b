using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Storage;

/// <summary>How many keys were wrapped anew, and how many had been already, by a rotation that was broken off.</summary>
public sealed record RotatedKeys(int Wrapped, int WereThere);

/// <summary>
/// Wraps all that the master key wraps with another one: the keys of accounts, the secrets of the installation, the seeds of second factors. The keys themselves stay, so no letter is touched.
/// One transaction: either all of it opens with the new key, or with the old. To be run while nothing else uses the database, because a running service goes on with the key that it has.
/// </summary>
public sealed class MasterKeyRotation(DigitizeDatabase database)
{
    /// <exception cref="CryptographicException">Something opens with neither key; nothing was changed.</exception>
    public Task<RotatedKeys> RunAsync(MasterKey before, MasterKey next, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var (wrapped, were) = (0, 0);
        byte[] Rewrap(byte[] key, string context)
        {
            if (KeyWrap.WrappedBy(key) == next.Id)
            {
                were++;
                return key;
            }

            var open = before.Unwrap(key, context);
            wrapped++;
            try
            {
                return next.Wrap(open, context);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(open);
            }
        }

        foreach (var account in await db.Accounts.Select(row => new { row.Id, row.WrappedKey }).ToListAsync(cancel))
        {
            var key = Rewrap(account.WrappedKey, EncryptedBlobs.ContextOf(account.Id.ToString()));
            await db.Accounts.Where(row => row.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.WrappedKey, key), cancel);
        }

        foreach (var secret in await db.Set<InstallationSecret>().Select(row => new { row.Name, row.WrappedKey }).ToListAsync(cancel))
        {
            var key = Rewrap(secret.WrappedKey, InstallationSecrets.ContextOf(secret.Name));
            await db.Set<InstallationSecret>().Where(row => row.Name == secret.Name).ExecuteUpdateAsync(set => set.SetProperty(row => row.WrappedKey, key), cancel);
        }

        foreach (var factor in await db.Set<SecondFactor>().Select(row => new { row.UserId, row.WrappedSeed }).ToListAsync(cancel))
        {
            var seed = Rewrap(factor.WrappedSeed, SeedLock.ContextOf(factor.UserId));
            await db.Set<SecondFactor>().Where(row => row.UserId == factor.UserId).ExecuteUpdateAsync(set => set.SetProperty(row => row.WrappedSeed, seed), cancel);
        }

        return new RotatedKeys(wrapped, were);
    }, cancel);

    /// <summary>The key that the data was locked with; null when there is no data yet.</summary>
    public static async Task<string?> KeyOfDataAsync(DigitizeDatabase database, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Set<InstallationSecret>().Select(row => row.WrappedKey).FirstOrDefaultAsync(cancel) is { } secret ? KeyWrap.WrappedBy(secret)
            : await db.Accounts.Select(row => row.WrappedKey).FirstOrDefaultAsync(cancel) is { } account ? KeyWrap.WrappedBy(account) : null;
    }
}
