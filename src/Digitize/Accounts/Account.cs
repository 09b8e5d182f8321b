namespace Digitize.Accounts;

/// <summary>A customer, a person or a firm. Everything it owns carries its id.</summary>
public sealed class Account
{
    public required AccountId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The key of the account, wrapped by the master key. Without it no document of the account can be opened.</summary>
    public required byte[] WrappedKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
