namespace Digitize.Pages.Recognition;

/// <summary>Languages to read in, most likely first, by tesseract's three-letter names: <c>deu+eng</c>.</summary>
public sealed record LanguageSet
{
    private LanguageSet(string name) => Name = name;

    public static LanguageSet Default { get; } = new("deu+eng");

    /// <summary>As tesseract takes it: names joined by plus signs.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Languages => Name.Split('+');

    /// <summary>Null when the text is not a list of names joined by plus signs. Says nothing about whether the models are there.</summary>
    public static LanguageSet? TryParse(string text)
    {
        var names = text.Split('+', StringSplitOptions.TrimEntries);
        var possible = names.Length is > 0 and <= 8
            && names.All(name => name.Length is >= 2 and <= 32 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
        return possible ? new LanguageSet(string.Join('+', names.Distinct())) : null;
    }

    /// <summary>The first language as BCP 47 wants it in a PDF's catalog; null when we do not know it.</summary>
    public string? Bcp47 => Languages[0] switch
    {
        "deu" => "de",
        "eng" => "en",
        "fra" => "fr",
        "ita" => "it",
        "spa" => "es",
        "nld" => "nl",
        "pol" => "pl",
        "por" => "pt",
        "dan" => "da",
        "swe" => "sv",
        "ces" => "cs",
        _ => null,
    };

    public bool Equals(LanguageSet? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;
}
