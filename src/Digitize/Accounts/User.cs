namespace Digitize.Accounts;

/// <summary>A person who can sign in.</summary>
public sealed class User
{
    public required UserId Id { get; init; }

    /// <summary>An e-mail address, or a plain name such as <c>admin</c>; in lower case.</summary>
    public required string Login { get; init; }

    public required string PasswordHash { get; set; }

    /// <summary>The password was issued for a lost one: who signs in may do nothing before it is replaced.</summary>
    public bool MustReplacePassword { get; set; }

    public InstallationRole? InstallationRole { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DisabledAt { get; set; }

    public static string Normalize(string login) => login.Trim().Normalize().ToLowerInvariant();
}

/// <summary>A user in an account.</summary>
public sealed class Membership
{
    public required UserId UserId { get; init; }

    public required AccountId AccountId { get; init; }

    public required Role Role { get; set; }

    /// <summary>Shut out of this account by one of its owners.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}
