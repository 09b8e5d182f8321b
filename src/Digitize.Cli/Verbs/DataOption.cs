using System.CommandLine;
using Digitize.Cli.Installation;

namespace Digitize.Cli.Verbs;

/// <summary><c>--data</c>, the same for all verbs of an installation.</summary>
internal static class DataOption
{
    public static Option<string> Build() => new("--data") { Description = "The folder with everything that is kept", HelpName = "DIR", DefaultValueFactory = _ => DataFolder.Usual };
}
