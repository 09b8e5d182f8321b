using System.CommandLine;
using System.Net;
using Digitize.Cli.Installation;
using Digitize.Ocr.Terminal;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize up</c>: the service, until it is asked to stop.</summary>
internal static class UpVerb
{
    private const int UsualPort = 8080;

    public static Command Build()
    {
        var data = DataOption.Build();
        var port = new Option<int>("--port") { Description = "The port to listen at; 0 for a free one", DefaultValueFactory = _ => UsualPort };
        var address = new Option<string>("--address") { Description = "The address to listen at: 0.0.0.0 in a container, behind a proxy with TLS", HelpName = "IP", DefaultValueFactory = _ => "127.0.0.1" };
        var workers = new Option<int?>("--workers") { Description = "Pages read side by side; 0 takes letters in and reads none. One for each core when not given", HelpName = "N" };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65_535)
            {
                result.AddError("--port takes a number from 0 to 65535");
            }
        });
        address.Validators.Add(result =>
        {
            if (!IPAddress.TryParse(result.GetValueOrDefault<string>(), out _))
            {
                result.AddError("--address takes an IP address");
            }
        });
        workers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 256)
            {
                result.AddError("--workers takes a number from 0 to 256");
            }
        });

        var command = new Command("up", "Run the service on this machine") { data, address, port, workers };
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            return (int)RunningInstallation.Run(parsed.GetRequiredValue(data), new IPEndPoint(IPAddress.Parse(parsed.GetRequiredValue(address)), parsed.GetValue(port)), parsed.GetValue(workers), interrupt.Token);
        });
        return command;
    }
}
