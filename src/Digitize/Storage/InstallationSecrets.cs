using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Storage;

/// <summary>A secret of the installation, wrapped by the master key.</summary>
internal sealed class InstallationSecret
{
    public required string Name { get; init; }

    public required byte[] WrappedKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class StoredInstallationSecret : IEntityTypeConfiguration<InstallationSecret>
{
    public void Configure(EntityTypeBuilder<InstallationSecret> builder) => builder.ToTable("installation_secrets").HasKey(row => row.Name);
}

/// <summary>
/// Random secrets of the installation, 32 bytes each, made when they are first asked for and the same ever after. They are not derived from the master key, which only wraps them: a new master key wraps them anew, and what they have sealed stays sealed.
/// </summary>
public sealed class InstallationSecrets(DigitizeDatabase database, MasterKey master, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>For the caller to clear. Two machines that ask first at the same time get the same one. Not for use inside a transaction, whose end it would wait for.</summary>
    /// <exception cref="CryptographicException">It was wrapped by another master key.</exception>
    public async Task<byte[]> GetOrCreateAsync(string name, CancellationToken cancel)
    {
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            if (await FindAsync(db, name, cancel) is { } known)
            {
                return known;
            }
        }

        return await database.WriteAsync(CurrentAccount.Everyone, db => GetOrCreateAsync(db, name, cancel), cancel);
    }

    /// <summary>Inside the caller's transaction: one that is made now is gone when that is rolled back, so nothing of it may be remembered.</summary>
    internal async Task<byte[]> GetOrCreateAsync(DigitizeDb db, string name, CancellationToken cancel)
    {
        if (await FindAsync(db, name, cancel) is { } known)
        {
            return known;
        }

        var secret = new byte[KeyWrap.KeyBytes];
        random.GetBytes(secret);
        var (wrapped, now) = (master.Wrap(secret, ContextOf(name)), time.GetUtcNow().ToUnixTimeMilliseconds());
        CryptographicOperations.ZeroMemory(secret);

        // On PostgreSQL this waits for another machine that makes the same one, and then does nothing.
        await db.Database.ExecuteSqlAsync($"INSERT INTO installation_secrets (name, wrapped_key, created_at) VALUES ({name}, {wrapped}, {now}) ON CONFLICT DO NOTHING", cancel);
        return await FindAsync(db, name, cancel) ?? throw new InvalidOperationException($"The secret {name} was written and is not there.");
    }

    /// <summary>As a copy of the row has it.</summary>
    /// <exception cref="CryptographicException">It was wrapped by another master key, or under another name.</exception>
    internal static byte[] Unwrap(MasterKey master, string name, byte[] wrapped) => master.Unwrap(wrapped, ContextOf(name));

    internal static string ContextOf(string name) => KeyWrap.Context("installation secret", name);

    private async Task<byte[]?> FindAsync(DigitizeDb db, string name, CancellationToken cancel) =>
        await db.Set<InstallationSecret>().Where(row => row.Name == name).Select(row => row.WrappedKey).SingleOrDefaultAsync(cancel) is { } wrapped ? master.Unwrap(wrapped, ContextOf(name)) : null;
}
