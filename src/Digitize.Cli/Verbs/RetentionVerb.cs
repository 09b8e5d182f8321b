using System.CommandLine;
using Digitize.Cli.Orders;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize retention preview</c> prints what the next round would do; <c>retention run</c> goes round now.</summary>
internal static class RetentionVerb
{
    public static Command Build() => new("retention", "Letters whose time is over, and customers who leave") { BuildPreview(), BuildRun() };

    private static Command BuildPreview()
    {
        var account = new Option<string?>("--account") { Description = "Only this account", HelpName = "NAME" };
        var (json, data) = (Json(), DataOption.Build());
        var preview = new Command("preview", "Print what the next round would do and why; changes nothing") { account, json, data };
        preview.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.PreviewRetention(parsed.GetValue(account), parsed.GetValue(json))));
        return preview;
    }

    private static Command BuildRun()
    {
        var dry = new Option<bool>("--dry-run") { Description = "Change nothing" };
        var (json, data) = (Json(), DataOption.Build());
        var run = new Command("run", "Go round now instead of at night, and print what was done and why") { dry, json, data };
        run.SetAction(parsed => (int)Ordering.Give(
            parsed.GetRequiredValue(data), parsed.GetValue(dry) ? new Order.PreviewRetention(null, parsed.GetValue(json)) : new Order.RunRetention(parsed.GetValue(json))));
        return run;
    }

    private static Option<bool> Json() => new("--json") { Description = "Print it as JSON" };
}
