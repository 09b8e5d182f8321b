using System.CommandLine;
using Digitize.Cli.Installation;
using Digitize.Cli.Orders;
using Digitize.Ocr;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize backup run|list|verify|scrub|restore</c>: vaults are in the settings, <c>DIGITIZE_Backup__First__Folder</c> and so on.</summary>
internal static class BackupVerb
{
    public static Command Build() => new("backup", "Copies in vaults") { BuildRun(), BuildList(), BuildVerify(), BuildScrub(), BuildRestore() };

    private static Command BuildRun()
    {
        var (vault, data) = (Vault(), DataOption.Build());
        var dry = new Option<bool>("--dry-run") { Description = "Copy and remove nothing; print which backups would go, and why" };
        var run = new Command("run", "Copy what changed since the last backup, and drop backups that are too old") { vault, dry, data };
        run.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.RunBackup(parsed.GetValue(vault), parsed.GetValue(dry))));
        return run;
    }

    private static Command BuildList()
    {
        var (vault, data) = (Vault(), DataOption.Build());
        var list = new Command("list", "Print the backups there are, between tabs") { vault, data };
        list.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.ListBackups(parsed.GetValue(vault))));
        return list;
    }

    private static Command BuildVerify()
    {
        var (vault, data) = (Vault(), DataOption.Build());
        var share = new Option<string?>("--share") { Description = "Read one share only, as 3/30; all when not given", HelpName = "N/M" };
        share.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && TryShare(text) is null)
            {
                result.AddError("--share takes two numbers as in 3/30");
            }
        });
        var verify = new Command("verify", "Read what is in the vaults and compare it with what was put there") { vault, share, data };
        verify.SetAction(parsed =>
        {
            var (part, of) = parsed.GetValue(share) is { } text ? TryShare(text)!.Value : (1, 1);
            return (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.VerifyBackups(parsed.GetValue(vault), part, of));
        });
        return verify;
    }

    private static Command BuildScrub()
    {
        var data = DataOption.Build();
        var scrub = new Command("scrub", "Compare the store with the newest backups, and bring back what is damaged or missing") { data };
        scrub.SetAction(parsed => (int)Ordering.Give(parsed.GetRequiredValue(data), new Order.ScrubStore()));
        return scrub;
    }

    private static Command BuildRestore()
    {
        var (vault, data) = (Vault(), DataOption.Build());
        var backup = new Option<string?>("--backup") { Description = "Which one, as backup list prints it; the newest when not given", HelpName = "NAME" };
        var account = new Option<string?>("--account") { Description = "What this account lacks of its documents", HelpName = "NAME" };
        var document = new Option<string?>("--document") { Description = "One document", HelpName = "ID" };
        var restore = new Command("restore", "Bring documents back; everything, into an empty data folder, when neither account nor document is named") { vault, backup, account, document, data };
        restore.Validators.Add(result =>
        {
            if (result.GetValue(account) is not null && result.GetValue(document) is not null)
            {
                result.AddError("--account and --document exclude each other");
            }
        });
        restore.SetAction(parsed => (int)Ordering.Give(
            parsed.GetRequiredValue(data), new Order.RestoreBackup(parsed.GetValue(vault), parsed.GetValue(backup), parsed.GetValue(account), parsed.GetValue(document))));
        return restore;
    }

    private static Option<string?> Vault() => new("--vault") { Description = "first or second; both when not given", HelpName = "NAME" };

    private static (int Part, int Of)? TryShare(string text) =>
        text.Split('/') is [var part, var of] && int.TryParse(part, out var number) && int.TryParse(of, out var all) && number >= 1 && number <= all && all <= 4096 ? (number, all) : null;
}

/// <summary><c>digitize receipt check FILE</c>.</summary>
internal static class ReceiptVerb
{
    /// <summary>A receipt has a few hundred bytes.</summary>
    private const int Longest = 16 * 1024;

    public static Command Build()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The receipt, as the erasure gave it" };
        var data = DataOption.Build();
        var check = new Command("check", "Say whether a receipt for an erasure is ours and still true, and which backups list the document") { file, data };
        check.SetAction(parsed => (int)Refusals.InSentencesAsync(async () =>
        {
            var receipt = parsed.GetRequiredValue(file);
            return receipt.Length > Longest ? Refusals.Say("this is not a receipt.", ExitCode.NotReadable)
                : Ordering.Give(parsed.GetRequiredValue(data), new Order.CheckReceipt(await File.ReadAllTextAsync(receipt.FullName)));
        }).GetAwaiter().GetResult());
        return new Command("receipt", "Receipts for erasures") { check };
    }
}
