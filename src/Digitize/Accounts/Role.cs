namespace Digitize.Accounts;

/// <summary>What a user is in one account. Stored by name.</summary>
public enum Role
{
    Reader,
    Member,
    Owner,
}

/// <summary>What a user is for the whole installation. Neither of them sees a letter. Stored by name.</summary>
public enum InstallationRole
{
    Operator,
    Administrator,
}

/// <summary>What a caller may do. Roles and scopes are names for sets of these.</summary>
[Flags]
public enum Permissions
{
    None = 0,

    /// <summary>See, search and download documents.</summary>
    ReadDocuments = 1,

    /// <summary>Send, rename, read again, put into the trash and take out of it.</summary>
    WriteDocuments = 2,

    /// <summary>Users and keys of the account.</summary>
    ManageAccount = 4,

    /// <summary>Counts and reasons of the whole installation, never content.</summary>
    ReadOverview = 8,

    /// <summary>Accounts, and users of any of them.</summary>
    ManageInstallation = 16,

    /// <summary>Send work again that was given up.</summary>
    RetryWork = 32,

    /// <summary>Ask for a release: to read what one customer has, for a short time, with a reason that the customer sees.</summary>
    OpenReleases = 64,
}

/// <summary>The one table from roles and scopes to permissions.</summary>
public static class Grants
{
    private static readonly (string Scope, Permissions Grants)[] Scopes =
    [
        ("documents:read", Permissions.ReadDocuments),
        ("documents:write", Permissions.WriteDocuments),
        ("account:manage", Permissions.ManageAccount),
        ("overview:read", Permissions.ReadOverview),
    ];

    public static IEnumerable<string> ScopeNames => Scopes.Select(entry => entry.Scope);

    public static Permissions Of(Role role) => role switch
    {
        Role.Reader => Permissions.ReadDocuments,
        Role.Member => Permissions.ReadDocuments | Permissions.WriteDocuments,
        Role.Owner => Permissions.ReadDocuments | Permissions.WriteDocuments | Permissions.ManageAccount,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "This role grants nothing that is known."),
    };

    public static Permissions Of(InstallationRole role) => role switch
    {
        InstallationRole.Operator => Permissions.ReadOverview | Permissions.RetryWork | Permissions.OpenReleases,
        InstallationRole.Administrator => Permissions.ReadOverview | Permissions.RetryWork | Permissions.OpenReleases | Permissions.ManageInstallation,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "This role grants nothing that is known."),
    };

    /// <summary>Null when a name in the list, separated by commas or blanks, is not a scope, or when there is none.</summary>
    public static Permissions? TryParseScopes(string names)
    {
        var granted = Permissions.None;
        foreach (var name in names.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var known = Scopes.FirstOrDefault(entry => entry.Scope == name);
            if (known.Scope is null)
            {
                return null;
            }

            granted |= known.Grants;
        }

        return granted == Permissions.None ? null : granted;
    }

    public static string ScopesOf(Permissions granted) => string.Join(',', Scopes.Where(entry => granted.HasFlag(entry.Grants)).Select(entry => entry.Scope));
}
