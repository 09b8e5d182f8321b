using Digitize.Accounts;
using Digitize.Ocr.Terminal;

namespace Digitize.Cli.Orders;

/// <summary>Everybody who can sign in, one line for each place they have; columns lie between tabs, so that other programs read them.</summary>
internal static class UserTable
{
    public static string Of(IEnumerable<KnownPlace> places) =>
        string.Join(Environment.NewLine, places.Select(Line).Prepend("LOGIN\tACCOUNT\tROLE\tSTATE\tSECOND FACTOR"));

    private static string Line(KnownPlace place) => string.Join('\t',
        Printable.Of(place.Login), Printable.Of(place.Account ?? "-"), place.Role, place.IsDisabled ? "disabled" : "enabled", Factors(place));

    private static string Factors(KnownPlace place) => (place.HasAuthenticator, place.Passkeys) switch
    {
        (true, 0) => "authenticator",
        (true, _) => "authenticator, passkey",
        (false, > 0) => "passkey",
        _ => "-",
    };
}
