using System.Globalization;

namespace Digitize.Processing;

/// <summary>One piece of work; the only thing a message carries. Version 7: later ids sort behind earlier ones.</summary>
public readonly record struct WorkItemId(Guid Value)
{
    public static WorkItemId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Null when <paramref name="text"/> is not an id.</summary>
    public static WorkItemId? TryParse(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new WorkItemId(value) : null;

    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}
