using System.Globalization;

namespace Digitize.Intake;

/// <summary>One resumable upload. Version 7: later ids sort behind earlier ones.</summary>
public readonly record struct UploadId(Guid Value)
{
    public static UploadId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Null when <paramref name="text"/> is not an id.</summary>
    public static UploadId? TryParse(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new UploadId(value) : null;

    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}
