using System.ComponentModel.DataAnnotations;
using Digitize.Web.Protection;

namespace Digitize.Web;

/// <summary>How the service shows itself over HTTP.</summary>
public sealed record WebOptions
{
    [Range(1, 10_000)]
    public int MaxUploadMegabytes { get; init; } = 512;

    /// <summary>
    /// What people type to come here, such as <c>https://post.example.org</c>; passkeys are bound to it for good. Null for a service that is used on its own machine, as <c>http://localhost</c> with its port.
    /// </summary>
    public string? PublicAddress { get; init; }

    public LimitOptions Limits { get; init; } = new();

    /// <summary>How often the live feed looks for news.</summary>
    public TimeSpan EventStep { get; init; } = TimeSpan.FromSeconds(1);

    internal long MaxUploadBytes => MaxUploadMegabytes * 1_000_000L;
}
