using System.Globalization;

namespace Digitize.Exports;

/// <summary>One export. Version 7: later ids sort behind earlier ones.</summary>
public readonly record struct ExportId(Guid Value)
{
    public static ExportId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Null when <paramref name="text"/> is not an id.</summary>
    public static ExportId? TryParse(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new ExportId(value) : null;

    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}
