using System.CommandLine;
using Digitize.Cli.Installation;
using Digitize.Ocr.Terminal;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize work</c>: reads pages for a service on other machines, until it is asked to stop.</summary>
internal static class WorkVerb
{
    public static Command Build()
    {
        var data = new Option<string>("--data") { Description = "A folder for the pages in hand", HelpName = "DIR", DefaultValueFactory = _ => DataFolder.Usual };
        var workers = new Option<int?>("--workers") { Description = "Pages read side by side; one for each core when not given", HelpName = "N" };
        var alive = new Option<string?>("--alive") { Description = "A file that is touched as long as all is well, for a health check", HelpName = "FILE" };
        workers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 256)
            {
                result.AddError("--workers takes a number from 1 to 256");
            }
        });

        var command = new Command("work", "Read pages for a service on other machines") { data, workers, alive };
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            return (int)RunningWorkers.Run(parsed.GetRequiredValue(data), parsed.GetValue(workers), parsed.GetValue(alive), interrupt.Token);
        });
        return command;
    }
}
