using System.Globalization;

namespace Digitize.Sharing;

/// <summary>One link; names it and opens nothing. Version 7: later ids sort behind earlier ones.</summary>
public readonly record struct ShareLinkId(Guid Value)
{
    public static ShareLinkId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Null when <paramref name="text"/> is not an id.</summary>
    public static ShareLinkId? TryParse(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new ShareLinkId(value) : null;

    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}
