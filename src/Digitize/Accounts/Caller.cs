namespace Digitize.Accounts;

/// <summary>
/// Who makes a request, as its credential says and nothing else does. <see cref="Account"/> is null for an administrator
/// who belongs to no customer; such a caller sees no documents.
/// </summary>
/// <param name="Name">Tells callers apart in limits and logs: the id of the key or of the user.</param>
public sealed record Caller(string Name, AccountId? Account, UserId? User, Permissions Granted)
{
    /// <summary>Nothing is granted before the password is replaced.</summary>
    public bool MustReplacePassword { get; init; }

    /// <summary>The caller for the audit: a key is named by its id, and who belongs to no account runs the installation.</summary>
    public Actor Actor => User is not { } user ? Actor.ApiKey(Name[(Name.IndexOf(' ', StringComparison.Ordinal) + 1)..]) : Account is null ? Actor.Operator(user) : Actor.User(user);

    public bool May(Permissions wanted) => (Granted & wanted) == wanted;
}
