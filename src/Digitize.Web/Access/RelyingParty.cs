using System.Globalization;
using Microsoft.Extensions.Options;

namespace Digitize.Web.Access;

/// <summary>
/// Whose passkeys these are: a name that devices keep them under, and the origin that may ask for them. Both come from the settings, for a request's Host says whatever its sender likes.
/// </summary>
internal sealed class RelyingParty
{
    private const string Local = "localhost";

    private readonly string? _origin;

    private RelyingParty(string domain, string? origin) => (Domain, _origin) = (domain, origin);

    public string Domain { get; }

    /// <param name="publicAddress">As <see cref="WebOptions.PublicAddress"/>.</param>
    /// <exception cref="OptionsValidationException">Browsers make no passkeys for such an address.</exception>
    public static RelyingParty At(string? publicAddress)
    {
        if (publicAddress is null)
        {
            return new RelyingParty(Local, null);
        }

        var isUsable = Uri.TryCreate(publicAddress, UriKind.Absolute, out var address) && address is { HostNameType: UriHostNameType.Dns, PathAndQuery: "/", UserInfo: "", Fragment: "" }
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.Host == Local));
        return isUsable && address is not null ? new RelyingParty(address.IdnHost, $"{address.Scheme}://{address.IdnHost}{(address.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{address.Port}"))}")
            : throw new OptionsValidationException("Web", typeof(WebOptions), ["Web:PublicAddress is an address such as https://post.example.org: a name and no number, over https, and without a path."]);
    }

    /// <param name="port">That the request came in at: on this machine other programs have other ports of the same name.</param>
    public bool Is(string origin, int port) =>
        _origin is null ? origin == string.Create(CultureInfo.InvariantCulture, $"http://{Local}{(port == 80 ? "" : $":{port}")}") : origin == _origin;
}
