using System.Globalization;
using Digitize.Ocr;
using Digitize.Pages.Recognition;
using Microsoft.Extensions.Configuration;

namespace Digitize.Cli.Installation;

/// <summary>
/// Settings from weak to strong: what fits one machine, variables of the environment (<c>DIGITIZE_MasterKey__Path</c> and so on for each section of the wiring), the command line.
/// </summary>
internal static class InstallationSettings
{
    /// <param name="workers">Null for what the settings say.</param>
    public static IConfiguration For(DataFolder data, int? workers) => For(data.Path, workers);

    /// <inheritdoc cref="For(DataFolder, int?)"/>
    public static IConfiguration For(string data, int? workers) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("Processing:Tessdata", Tessdata.FolderFor(LanguageSet.Default))])
        .AddEnvironmentVariables("DIGITIZE_")
        .AddInMemoryCollection(FromCommandLine(data, workers))
        .Build();

    private static IEnumerable<KeyValuePair<string, string?>> FromCommandLine(string data, int? workers)
    {
        yield return new("Installation:DataFolder", data);
        if (workers is { } number)
        {
            yield return new("Processing:Workers", number.ToString(CultureInfo.InvariantCulture));
        }
    }
}
