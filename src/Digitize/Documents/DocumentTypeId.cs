using System.Globalization;

namespace Digitize.Documents;

/// <summary>One of the kinds of letters that an account has. Version 7: later ids sort behind earlier ones.</summary>
public readonly record struct DocumentTypeId(Guid Value)
{
    public static DocumentTypeId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Null when <paramref name="text"/> is not an id.</summary>
    public static DocumentTypeId? TryParse(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new DocumentTypeId(value) : null;

    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}
