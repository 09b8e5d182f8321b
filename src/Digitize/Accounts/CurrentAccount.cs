namespace Digitize.Accounts;

/// <summary>
/// Whose rows the queries of this scope see. Set once from the credential; until then they see none, so that a forgotten
/// sign-in shows an empty archive and never somebody else's.
/// </summary>
public sealed class CurrentAccount
{
    /// <summary>For work that belongs to the installation: workers, retention, backup. Never for a request.</summary>
    public static CurrentAccount Everyone => new() { SeesEveryAccount = true };

    public bool SeesEveryAccount { get; private init; }

    public AccountId? Id { get; private set; }

    public static CurrentAccount Of(AccountId account) => new() { Id = account };

    /// <exception cref="InvalidOperationException">The scope already belongs to another account.</exception>
    public void Set(AccountId account)
    {
        if (SeesEveryAccount || (Id is { } known && known != account))
        {
            throw new InvalidOperationException("A scope belongs to one account for as long as it lives.");
        }

        Id = account;
    }
}
