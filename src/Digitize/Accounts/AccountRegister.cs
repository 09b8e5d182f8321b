using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>What became of a new account. The constructor is private: these are all there are.</summary>
public abstract record NewAccount
{
    private NewAccount()
    {
    }

    public sealed record Created(AccountId Id) : NewAccount;

    public sealed record NameTaken : NewAccount;

    /// <summary>Empty, longer than <see cref="AccountRegister.LongestName"/>, or with control characters.</summary>
    public sealed record NameUnusable : NewAccount;
}

/// <summary>What became of a new user. The password is shown this once and kept nowhere.</summary>
public abstract record NewUser
{
    private NewUser()
    {
    }

    public sealed record Created(UserId Id, string Password) : NewUser;

    public sealed record LoginTaken : NewUser;

    public sealed record LoginUnusable : NewUser;

    public sealed record NoSuchAccount : NewUser;
}

/// <summary>What came of adding a customer. The constructor is private: these are all there are.</summary>
public abstract record NewCustomer
{
    private NewCustomer()
    {
    }

    /// <param name="Password">Of the owner; it is in no other place.</param>
    public sealed record Created(AccountId Account, UserId Owner, string Login, string Password) : NewCustomer
    {
        public override string ToString() => Account.ToString();
    }

    public sealed record NameTaken : NewCustomer;

    /// <summary>Empty, too long, or with control characters.</summary>
    public sealed record NameUnusable : NewCustomer;

    public sealed record LoginTaken : NewCustomer;

    public sealed record LoginUnusable : NewCustomer;
}

/// <summary>Opens accounts and lets people into them.</summary>
public sealed class AccountRegister(DigitizeDatabase database, Passwords passwords, AuditLog audit, TimeProvider time)
{
    public const int LongestName = 200;

    /// <summary>The login of the first administrator.</summary>
    public const string FirstAdministrator = "admin";

    /// <param name="wrapNewKey">Makes the key of the new account, wrapped by the master key.</param>
    public async Task<NewAccount> CreateAccountAsync(string name, Func<AccountId, byte[]> wrapNewKey, Actor by, CancellationToken cancel)
    {
        if (Clean(name) is not { } clean)
        {
            return new NewAccount.NameUnusable();
        }

        var id = AccountId.New(time);
        var account = new Account { Id = id, Name = clean, WrappedKey = wrapNewKey(id), CreatedAt = time.GetUtcNow() };
        return await database.WriteAsync<NewAccount>(CurrentAccount.Everyone, async db =>
        {
            if (await db.Accounts.AnyAsync(row => row.Name == clean, cancel))
            {
                return new NewAccount.NameTaken();
            }

            await AddAsync(db, account, by, cancel);
            return new NewAccount.Created(id);
        }, cancel);
    }

    /// <summary>An account and its first owner, both or neither.</summary>
    /// <param name="wrapNewKey">Makes the key of the new account, wrapped by the master key.</param>
    public async Task<NewCustomer> CreateCustomerAsync(string name, string owner, Func<AccountId, byte[]> wrapNewKey, Actor by, CancellationToken cancel)
    {
        if (Clean(name) is not { } clean)
        {
            return new NewCustomer.NameUnusable();
        }

        if (NewUserOf(owner, null) is not var (user, password))
        {
            return new NewCustomer.LoginUnusable();
        }

        var id = AccountId.New(time);
        var account = new Account { Id = id, Name = clean, WrappedKey = wrapNewKey(id), CreatedAt = time.GetUtcNow() };
        return await database.WriteAsync<NewCustomer>(CurrentAccount.Everyone, async db =>
        {
            if (await db.Accounts.AnyAsync(row => row.Name == clean, cancel))
            {
                return new NewCustomer.NameTaken();
            }

            if (await db.Set<User>().AnyAsync(row => row.Login == user.Login, cancel))
            {
                return new NewCustomer.LoginTaken();
            }

            await AddAsync(db, account, by, cancel);
            await AddAsync(db, user, id, Role.Owner, by, cancel);
            return new NewCustomer.Created(id, user.Id, user.Login, password);
        }, cancel);
    }

    public async Task<AccountId?> FindAccountAsync(string name, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return (await db.Accounts.SingleOrDefaultAsync(row => row.Name == name, cancel))?.Id;
    }

    public Task<NewUser> CreateUserAsync(string login, AccountId account, Role role, Actor by, CancellationToken cancel) => CreateUserAsync(login, account, role, null, by, cancel);

    /// <summary>Somebody who runs the installation, and belongs to no customer.</summary>
    public Task<NewUser> CreateUserAsync(string login, InstallationRole role, Actor by, CancellationToken cancel) => CreateUserAsync(login, null, null, role, by, cancel);

    /// <summary>At the first start, when nobody could sign in.</summary>
    /// <returns>The password of <see cref="FirstAdministrator"/>, or null when there is an administrator already.</returns>
    public async Task<string?> EnsureAdministratorAsync(CancellationToken cancel)
    {
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            if (await db.Set<User>().AnyAsync(row => row.InstallationRole == InstallationRole.Administrator, cancel))
            {
                return null;
            }
        }

        return await CreateUserAsync(FirstAdministrator, null, null, InstallationRole.Administrator, Actor.System, cancel) is NewUser.Created created ? created.Password : null;
    }

    private async Task<NewUser> CreateUserAsync(string login, AccountId? account, Role? role, InstallationRole? installation, Actor by, CancellationToken cancel)
    {
        if (NewUserOf(login, installation) is not var (user, password))
        {
            return new NewUser.LoginUnusable();
        }

        return await database.WriteAsync<NewUser>(CurrentAccount.Everyone, async db =>
        {
            if (account is { } wanted && !await db.Accounts.AnyAsync(row => row.Id == wanted, cancel))
            {
                return new NewUser.NoSuchAccount();
            }

            if (await db.Set<User>().AnyAsync(row => row.Login == user.Login, cancel))
            {
                return new NewUser.LoginTaken();
            }

            await AddAsync(db, user, account, role, by, cancel);
            return new NewUser.Created(user.Id, password);
        }, cancel);
    }

    /// <summary>Null when nobody can sign in with that.</summary>
    private (User User, string Password)? NewUserOf(string login, InstallationRole? installation)
    {
        if (Clean(login) is not { } clean || clean.Any(char.IsWhiteSpace))
        {
            return null;
        }

        var password = passwords.Issue();
        return (new User { Id = UserId.New(time), Login = User.Normalize(clean), PasswordHash = passwords.Hash(password), InstallationRole = installation, CreatedAt = time.GetUtcNow() }, password);
    }

    private async Task AddAsync(DigitizeDb db, Account account, Actor by, CancellationToken cancel)
    {
        db.Add(account);
        await db.SaveChangesAsync(cancel);
        await audit.AppendAsync(db, account.Id, AuditEvent.Of(by, AuditAction.AccountCreated, account.Id).With(("name", account.Name)), cancel);
        await audit.AppendAsync(db, null, AuditEvent.Of(by, AuditAction.AccountCreated, account.Id), cancel);
    }

    private async Task AddAsync(DigitizeDb db, User user, AccountId? account, Role? role, Actor by, CancellationToken cancel)
    {
        // The user first: the model knows of no order between the two, the database does.
        db.Add(user);
        await db.SaveChangesAsync(cancel);
        if (account is { } home && role is { } granted)
        {
            db.Add(new Membership { UserId = user.Id, AccountId = home, Role = granted });
            await db.SaveChangesAsync(cancel);
        }

        await audit.AppendAsync(db, account, AuditEvent.Of(by, AuditAction.UserAdded, user.Id).With(("login", user.Login), ("role", role?.ToString() ?? user.InstallationRole?.ToString() ?? "none")), cancel);
    }

    /// <summary>Null when it cannot be a name.</summary>
    private static string? Clean(string name)
    {
        var trimmed = name.Trim().Normalize();
        return trimmed.Length is > 0 and <= LongestName && !trimmed.Any(char.IsControl) ? trimmed : null;
    }
}
