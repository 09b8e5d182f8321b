namespace Digitize.Pages.Recognition;

/// <summary>A language that was asked for and whose model is not in the folder.</summary>
public sealed record MissingLanguage(string Language, string TessdataFolder)
{
    public string Sentence => $"There is no model for the language '{Language}': {Path.Combine(TessdataFolder, Language + ".traineddata")} does not exist.";

    /// <summary>All that are missing, in the order asked for; none when every model is there. Looks at names only.</summary>
    public static IReadOnlyList<MissingLanguage> In(string tessdataFolder, LanguageSet languages) =>
        [.. languages.Languages.Where(language => !File.Exists(Path.Combine(tessdataFolder, language + ".traineddata"))).Select(language => new MissingLanguage(language, tessdataFolder))];
}
