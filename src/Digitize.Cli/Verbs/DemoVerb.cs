using System.CommandLine;
using System.Net;
using Digitize.Cli.Demo;
using Digitize.Cli.Installation;
using Digitize.Ocr.Terminal;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize demo</c>: the service on this machine with the letters of <c>samples/</c>, sent in over HTTP like anybody's, and what came out.</summary>
internal static class DemoVerb
{
    public static Command Build()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder of the demonstration: the archive, and the PDFs in a folder out", HelpName = "DIR", DefaultValueFactory = _ => new DirectoryInfo(DataFolder.Usual + "-demo") };
        var port = new Option<int>("--port") { Description = "The port to listen at; 0 for a free one", DefaultValueFactory = _ => 0 };
        var exit = new Option<bool>("--exit") { Description = "End when the letters are read, instead of staying up to be tried" };
        var samples = new Option<DirectoryInfo?>("--samples") { Description = "Letters to read instead of the samples", HelpName = "FOLDER" };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65_535)
            {
                result.AddError("--port takes a number from 0 to 65535");
            }
        });
        var command = new Command("demo", "Start the service, read the sample letters and show what was found") { data, port, exit, samples };
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            var folder = parsed.GetRequiredValue(data);
            var letters = new SampleLetters(parsed.GetValue(samples) ?? SampleLetters.Ours(), folder.FullName);
            return (int)RunningInstallation.Run(
                folder.FullName, new IPEndPoint(IPAddress.Loopback, parsed.GetValue(port)), workers: null, interrupt.Token, (services, address) => letters.ShowAsync(services, address, stays: !parsed.GetValue(exit), interrupt.Token));
        });
        return command;
    }
}
