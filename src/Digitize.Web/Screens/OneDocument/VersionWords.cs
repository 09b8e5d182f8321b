using System.Text.RegularExpressions;
using Digitize.Web.Screens.Frame;

namespace Digitize.Web.Screens.OneDocument;

/// <summary>Why there is a version, in the reader's language: the reasons are stored in English.</summary>
internal static partial class VersionWords
{
    public static string Of(string reason, Language language)
    {
        if (language == Language.English)
        {
            return char.ToUpperInvariant(reason[0]) + reason[1..];
        }

        return reason switch
        {
            "first reading" => "Erstmals gelesen",
            "read again" => "Neu gelesen",
            "title corrected" => "Titel berichtigt",
            "pages edited" => "Seiten bearbeitet",
            "split off" => "Abgetrennt",
            "merged" => "Zusammengefügt",
            _ when Restored().Match(reason) is { Success: true } match => $"Zurück zu Version {match.Groups[1].Value}",
            _ when Corrected().Match(reason) is { Success: true } match => $"Seite {match.Groups[1].Value} berichtigt",
            _ when Confirmed().Match(reason) is { Success: true } match => $"Seite {match.Groups[1].Value} bestätigt",
            _ when Again().Match(reason) is { Success: true } match => $"Neu gelesen als {match.Groups[1].Value}",
            _ => reason,
        };
    }

    [GeneratedRegex("^restored from ([0-9]+)$")]
    private static partial Regex Restored();

    [GeneratedRegex("^page ([0-9]+) corrected$")]
    private static partial Regex Corrected();

    [GeneratedRegex("^page ([0-9]+) confirmed$")]
    private static partial Regex Confirmed();

    [GeneratedRegex("^read again as (.+)$")]
    private static partial Regex Again();
}
