using Digitize.Accounts;
using Digitize.Web.Access;
using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Screens.Frame;

/// <summary>Light or dark, as somebody chose it, or as the device has it.</summary>
public enum Theme
{
    Auto,
    Light,
    Dark,
}

/// <summary>One request for a screen: who looks, in which language and colors, and from which address.</summary>
public sealed class Visit(IHttpContextAccessor accessor, Assets assets, TimeProvider time)
{
    public const string ThemeCookie = "digitize-theme";

    private readonly HttpContext _context = accessor.HttpContext ?? throw new InvalidOperationException("Screens are shown to requests.");

    public Language Language => Language.Of(_context.Request);

    public Theme Theme => Enum.TryParse<Theme>(_context.Request.Cookies[ThemeCookie], ignoreCase: true, out var theme) && Enum.IsDefined(theme) ? theme : Theme.Auto;

    /// <summary>Null for strangers.</summary>
    public Caller? Caller => Callers.Of(_context);

    /// <summary>What waits or is kept in the browser belongs to whoever put it there, and is shown to nobody else. Null for strangers.</summary>
    public string? Owner => Callers.PersonOf(Caller);

    /// <summary>Path and query, to come back to.</summary>
    public string Address => $"{_context.Request.Path}{_context.Request.QueryString}";

    public DateTimeOffset Now => time.GetUtcNow();

    public bool May(Permissions wanted) => Caller?.May(wanted) is true;

    public string Say(string english, string german) => Language.Say(english, german);

    /// <summary>The address of a file of ours, which changes with what is in it.</summary>
    public string Asset(string name) => assets.AddressOf(name);
}
