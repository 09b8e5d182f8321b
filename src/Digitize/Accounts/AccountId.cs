using System.Globalization;

namespace Digitize.Accounts;

/// <summary>A customer: the border that no query crosses. Version 7: later ids sort behind earlier ones.</summary>
public readonly record struct AccountId(Guid Value)
{
    public static AccountId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Null when <paramref name="text"/> is not an id.</summary>
    public static AccountId? TryParse(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new AccountId(value) : null;

    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}
