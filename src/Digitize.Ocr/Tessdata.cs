using Digitize.Pages;
using Digitize.Pages.Recognition;

namespace Digitize.Ocr;

/// <summary>Where language models lie: beside the program, or where the distribution's packages put them.</summary>
internal static class Tessdata
{
    private static IEnumerable<string> Folders =>
    [
        Path.Combine(AppContext.BaseDirectory, "tessdata"),
        // The compiled program lies in a folder of its own.
        Path.Combine(AppContext.BaseDirectory, "..", "tessdata"),
        "/usr/share/tesseract-ocr/5/tessdata",
        "/usr/share/tessdata",
    ];

    /// <summary>The first folder that has a model for each language; null when there is none.</summary>
    public static string? FolderFor(LanguageSet languages) => Folders.FirstOrDefault(folder => Missing(folder, languages).Length == 0);

    /// <summary>The languages no folder has, for the message.</summary>
    public static string[] MissingEverywhere(LanguageSet languages) =>
        [.. languages.Languages.Where(language => Folders.All(folder => !File.Exists(Path.Combine(folder, language + ".traineddata"))))];

    private static string[] Missing(string folder, LanguageSet languages) =>
        [.. languages.Languages.Where(language => !File.Exists(Path.Combine(folder, language + ".traineddata")))];
}
