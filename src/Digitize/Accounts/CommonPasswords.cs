using System.Collections.Frozen;

namespace Digitize.Accounts;

/// <summary>What guessers try first: a bundled list, the variations that everybody makes of it, repetitions, and rows of keys.</summary>
internal static class CommonPasswords
{
    /// <summary>Fewer different characters than this are a repetition, however long.</summary>
    private const int FewestDifferent = 5;

    private const string Around = " 0123456789!?.,;:-_*#+$@%&/()=";

    private static readonly string[] Rows =
    [
        "qwertzuiopasdfghjklyxcvbnm", "qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    ];

    private static readonly string[] German = ["passwort", "kennwort", "sommer", "winter", "herbst", "willkommen", "hallo", "schatz", "fussball", "geheim", "digitize"];

    private static readonly Lazy<FrozenSet<string>> Words = new(Load);

    public static bool Holds(string password)
    {
        var lower = password.Normalize().ToLowerInvariant();
        return lower.Distinct().Count() < FewestDifferent || Forms(lower).Any(form => IsListed(form) || IsInRow(form));
    }

    /// <summary>As typed, with the letters that figures stand for, and letters only; of each what is left when a word is only said again, and without what is put around it to make it pass.</summary>
    private static IEnumerable<string> Forms(string lower) =>
        new[] { lower, new string([.. lower.Select(Letter)]), new string([.. lower.Where(char.IsLetter)]) }
            .SelectMany(form => new[] { form, Once(form) })
            .SelectMany(form => new[] { form, form.Trim([.. Around]) })
            .SelectMany(form => new[] { form, Once(form) })
            .Where(form => form.Length > 0).Distinct();

    private static bool IsListed(string form) => Words.Value.Contains(form);

    private static bool IsInRow(string form) => form.Length >= 5 && Rows.Any(row => row.Contains(form, StringComparison.Ordinal) || Reversed(row).Contains(form, StringComparison.Ordinal));

    private static char Letter(char typed) => typed switch
    {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => typed,
    };

    /// <summary>The part of which <paramref name="text"/> is a repetition.</summary>
    private static string Once(string text)
    {
        for (var period = 1; period <= text.Length / 2; period++)
        {
            if (Enumerable.Range(period, text.Length - period).All(at => text[at] == text[at - period]))
            {
                return text[..period];
            }
        }

        return text;
    }

    private static string Reversed(string text) => new([.. text.Reverse()]);

    private static FrozenSet<string> Load()
    {
        using var reader = new StreamReader(typeof(CommonPasswords).Assembly.GetManifestResourceStream("Digitize.Accounts.CommonPasswords.txt")!);
        return reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal)).Concat(German).ToFrozenSet(StringComparer.Ordinal);
    }
}
