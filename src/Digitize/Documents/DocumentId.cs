using System.Globalization;

namespace Digitize.Documents;

/// <summary>One letter as it was sent in. Version 7: later ids sort behind earlier ones.</summary>
public readonly record struct DocumentId(Guid Value)
{
    public static DocumentId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Null when <paramref name="text"/> is not an id.</summary>
    public static DocumentId? TryParse(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new DocumentId(value) : null;

    public static bool operator <(DocumentId left, DocumentId right) => left.Value < right.Value;

    public static bool operator >(DocumentId left, DocumentId right) => left.Value > right.Value;

    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}
