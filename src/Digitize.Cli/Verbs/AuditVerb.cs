using System.CommandLine;
using Digitize.Cli.Installation;
using Digitize.Cli.Orders;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize audit verify</c>, <c>audit list</c> and <c>audit anchors</c>: who did what, and whether anybody has tampered with the record of it.</summary>
internal static class AuditVerb
{
    public static Command Build() => new("audit", "Who did what, and whether the record of it is sound") { BuildVerify(), BuildList(), BuildAnchors() };

    private static Command BuildVerify()
    {
        var anchors = new Option<string?>("--anchors") { Description = "Lines that audit anchors printed earlier, or a backup has kept: with them an end that was cut off shows", HelpName = "FILE" };
        var data = DataOption.Build();
        var verify = new Command("verify", "Read all entries and tell the first that is not as it was written; exit code 4 when there is one") { anchors, data };
        verify.SetAction(parsed => (int)Refusals.InSentencesAsync(async () =>
        {
            IReadOnlyList<string> lines = parsed.GetValue(anchors) is { } path ? [.. (await File.ReadAllLinesAsync(path)).Where(line => !string.IsNullOrWhiteSpace(line))] : [];
            return Ordering.Give(parsed.GetRequiredValue(data), new Order.VerifyAudit(lines));
        }).GetAwaiter().GetResult());
        return verify;
    }

    private static Command BuildList()
    {
        var account = new Option<string?>("--account") { Description = "The account's name; without it, what concerns the installation", HelpName = "NAME" };
        var document = new Option<string?>("--document") { Description = "Only what was done to one document, also to one that is gone", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line" };
        var data = DataOption.Build();
        var list = new Command("list", "Print the entries, oldest first, between tabs") { account, document, json, data };
        list.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.ListAudit(parsed.GetValue(account), parsed.GetValue(document), parsed.GetValue(json))));
        return list;
    }

    private static Command BuildAnchors()
    {
        var data = DataOption.Build();
        var anchors = new Command("anchors", "Print where every chain stands now, to be kept elsewhere") { data };
        anchors.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.ListAuditHeads()));
        return anchors;
    }
}
