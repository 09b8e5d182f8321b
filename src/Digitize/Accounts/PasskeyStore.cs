using Digitize.Database;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>
/// Our rows as the framework's <see cref="IPasskeyHandler{TUser}"/> asks for them. It reads and never writes: what the handler has judged is stored by <see cref="Passkeys"/>.
/// </summary>
public sealed class PasskeyStore(DigitizeDatabase database) : IUserPasskeyStore<User>
{
    public Task<string> GetUserIdAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Login);

    public Task<string?> GetNormalizedUserNameAsync(User user, CancellationToken cancellationToken) => GetUserNameAsync(user, cancellationToken);

    /// <param name="userId">What a device says its owner is: any text at all.</param>
    public async Task<User?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        if (UserId.TryParse(userId) is not { } id)
        {
            return null;
        }

        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Set<User>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
    }

    public async Task<User?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken)
    {
        var login = User.Normalize(normalizedUserName);
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Set<User>().SingleOrDefaultAsync(row => row.Login == login, cancellationToken);
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(User user, CancellationToken cancellationToken)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return [.. (await db.Set<Passkey>().Where(row => row.UserId == user.Id).ToListAsync(cancellationToken)).Select(Facts)];
    }

    public async Task<User?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await (from passkey in db.Set<Passkey>()
                      join user in db.Set<User>() on passkey.UserId equals user.Id
                      where passkey.CredentialId == credentialId
                      select user).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Set<Passkey>().SingleOrDefaultAsync(row => row.UserId == user.Id && row.CredentialId == credentialId, cancellationToken) is { } row ? Facts(row) : null;
    }

    public Task AddOrUpdatePasskeyAsync(User user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task RemovePasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task SetUserNameAsync(User user, string? userName, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task SetNormalizedUserNameAsync(User user, string? normalizedName, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task<IdentityResult> CreateAsync(User user, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task<IdentityResult> UpdateAsync(User user, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task<IdentityResult> DeleteAsync(User user, CancellationToken cancellationToken) => throw ReadsOnly();

    public void Dispose()
    {
    }

    /// <summary>
    /// The counter is shown as 0, which lets every count pass: the handler would compare with a count that another sign-in replaces meanwhile, and say no
    /// without a reason that can be told from others. <see cref="Passkeys.SignInAsync"/> compares and replaces it in one statement.
    /// </summary>
    private static UserPasskeyInfo Facts(Passkey row) => new(
        row.CredentialId, row.PublicKey, row.CreatedAt, signCount: 0, row.Transports.Split(',', StringSplitOptions.RemoveEmptyEntries),
        isUserVerified: true, row.IsBackupEligible, row.IsBackedUp, attestationObject: [], clientDataJson: []);

    private static NotSupportedException ReadsOnly() => new("Users and passkeys are changed by their own operations.");
}
