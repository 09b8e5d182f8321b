using System.Globalization;

namespace Digitize.Documents;

/// <summary>One legal hold. Version 7: later ids sort behind earlier ones.</summary>
public readonly record struct LegalHoldId(Guid Value)
{
    public static LegalHoldId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Null when <paramref name="text"/> is not an id.</summary>
    public static LegalHoldId? TryParse(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new LegalHoldId(value) : null;

    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}
