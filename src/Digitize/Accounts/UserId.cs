using System.Globalization;

namespace Digitize.Accounts;

/// <summary>A person who can sign in. Version 7: later ids sort behind earlier ones.</summary>
public readonly record struct UserId(Guid Value)
{
    public static UserId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Null when <paramref name="text"/> is not an id.</summary>
    public static UserId? TryParse(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new UserId(value) : null;

    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}
