using System.CommandLine;
using System.Runtime.CompilerServices;
using Digitize.Cli.Verbs;
using Digitize.Ocr;
using Digitize.Pages;

namespace Digitize.Cli;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is [OcrVerb.Name, ..])
        {
            CompiledRunner.TakeOver("digitize", arguments);
        }

        return Run(arguments);
    }

    /// <summary>Apart from <see cref="Main"/>, which would otherwise load all that the service is made of before it hands over.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(string[] arguments) => CommandLine.Run(
        new RootCommand("Digitize turns scanned mail into a searchable archive.") { OcrVerb.Build(), DemoVerb.Build(), UpVerb.Build(), WorkVerb.Build(), AccountVerb.Build(), UserVerb.Build(), KeyVerb.Build(), BackupVerb.Build(), ReceiptVerb.Build(), RetentionVerb.Build(), AuditVerb.Build() },
        arguments);
}
