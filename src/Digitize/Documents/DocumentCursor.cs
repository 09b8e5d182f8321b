using System.Globalization;

namespace Digitize.Documents;

/// <summary>Where a list of documents, newest first, was left: behind this one.</summary>
public readonly record struct DocumentCursor(DateTimeOffset ReceivedAt, DocumentId Id)
{
    public static DocumentCursor? TryParse(string? text)
    {
        var parts = (text ?? "").Split('_');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < 253_402_300_800_000
            && DocumentId.TryParse(parts[1]) is { } id
            ? new DocumentCursor(DateTimeOffset.FromUnixTimeMilliseconds(at), id)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ReceivedAt.ToUnixTimeMilliseconds()}_{Id}");
}
