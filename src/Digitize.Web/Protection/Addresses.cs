using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Protection;

/// <summary>
/// Shortens the caller's address before anything that may log sees it: 16 bits are left of IPv4 and 32 of IPv6 (more still
/// points at a line). The whole address is known to the limits only, in memory.
/// </summary>
internal static class Addresses
{
    private static readonly object WholeAddress = new();

    private static readonly string[] Forwarded = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP"];

    public static Task ShortenAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Connection.RemoteIpAddress is { } address)
        {
            context.Items[WholeAddress] = LimitPrefix(address);
            context.Connection.RemoteIpAddress = Shorten(address);
            context.Connection.RemotePort = 0;
        }

        foreach (var header in Forwarded)
        {
            context.Request.Headers.Remove(header);
        }

        return next(context);
    }

    public static IPAddress Shorten(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Keep(plain, plain.AddressFamily == AddressFamily.InterNetwork ? 2 : 4);
    }

    /// <summary>The address as it may be written down; a connection inside the machine has none.</summary>
    public static string ShortOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "local";

    /// <summary>Who shares a limit: one IPv4 address, or the /64 that one line has of IPv6.</summary>
    public static string LimitKey(HttpContext context) => context.Items[WholeAddress] as string ?? "local";

    private static string LimitPrefix(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Keep(plain, plain.AddressFamily == AddressFamily.InterNetwork ? 4 : 8).ToString();
    }

    private static IPAddress Keep(IPAddress address, int bytes)
    {
        var all = address.GetAddressBytes();
        Array.Clear(all, bytes, all.Length - bytes);
        return new IPAddress(all);
    }
}
