using System.Globalization;
using System.Text;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Documents;
using Digitize.Ocr;
using Digitize.Ocr.Terminal;
using Digitize.Retention;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Orders;

/// <summary>Carries out what an operator orders about backups, and says in sentences what came of it.</summary>
internal static class BackupDesk
{
    public static Task<OrderAnswer> CarryOutAsync(IServiceProvider services, Order order, CancellationToken cancel)
    {
        var job = services.GetRequiredService<BackupJob>();
        OrderAnswer Begin(Func<Task<OrderAnswer>> work) => services.GetRequiredService<LongOrders>().Begin(() => InSentencesAsync(work), () => ProgressLine(job.UnderWay));
        return order switch
        {
            Order.RunBackup { IsDryRun: true } run => InSentencesAsync(async () => OrderAnswer.Done(PlanTable(await job.PlanAsync(run.Vault, cancel)))),
            Order.RunBackup run => Task.FromResult(Begin(() => RunAsync(job, run.Vault, services.GetRequiredService<TimeProvider>()))),
            Order.ListBackups list => InSentencesAsync(async () => OrderAnswer.Done(ListTable(await job.ListAsync(list.Vault, cancel)))),
            Order.VerifyBackups verify => Task.FromResult(Begin(() => EachAsync(job, verify.Vault, vault => VerifyAsync(job, vault, verify)))),
            Order.ScrubStore => Task.FromResult(Begin(() => EachAsync(job, null, vault => ScrubAsync(job, vault)))),
            Order.RestoreBackup restore => Task.FromResult(Begin(() => RestoreAsync(services, job, restore))),
            Order.CheckReceipt receipt => InSentencesAsync(() => CheckAsync(services.GetRequiredService<Erasure>(), receipt, cancel)),
            _ => services.GetRequiredService<LongOrders>().AskAsync(),
        };
    }

    private static async Task<OrderAnswer> InSentencesAsync(Func<Task<OrderAnswer>> work)
    {
        try
        {
            return await work();
        }
        catch (NoVaultException none)
        {
            return OrderAnswer.Refused(none.Message);
        }
        catch (RestoreRefusedException refused)
        {
            return OrderAnswer.Refused(refused.Message);
        }
        catch (DamagedVaultException damaged)
        {
            return new OrderAnswer(ExitCode.ResultFailedCheck, null, damaged.Message);
        }
        catch (AggregateException several) when (several.InnerExceptions.All(inner => inner is DamagedVaultException or IOException or UnauthorizedAccessException))
        {
            var code = several.InnerExceptions.Any(inner => inner is DamagedVaultException) ? ExitCode.ResultFailedCheck : ExitCode.FileAccess;
            return new OrderAnswer(code, null, string.Join(" ", several.InnerExceptions.Select(inner => inner.Message)));
        }
        catch (Exception known) when (Installation.Refusals.CodeOf(known) is { } code)
        {
            return new OrderAnswer(code, null, known.Message);
        }
    }

    /// <summary>Of each vault what came of it: one that is away does not keep from the operator what the other is like.</summary>
    private static async Task<OrderAnswer> EachAsync(BackupJob job, string? only, Func<string?, Task<OrderAnswer>> work)
    {
        var answers = new List<OrderAnswer>();
        List<string?> vaults = only is null && job.HasVault ? [.. job.VaultNames] : [only];
        foreach (var vault in vaults)
        {
            answers.Add(await InSentencesAsync(() => work(vault)));
        }

        return new OrderAnswer(answers.Find(answer => answer.Code != ExitCode.Done)?.Code ?? ExitCode.Done, Lines(answers.Select(answer => answer.Output)), Lines(answers.Select(answer => answer.Sentence)));
    }

    private static string? Lines(IEnumerable<string?> texts) => texts.Where(text => !string.IsNullOrEmpty(text)).ToList() is { Count: > 0 } some ? string.Join('\n', some) : null;

    private static async Task<OrderAnswer> RunAsync(BackupJob job, string? vault, TimeProvider time)
    {
        var began = time.GetUtcNow();
        IReadOnlyList<BackupSummary> done;
        try
        {
            done = await job.RunAsync(vault, CancellationToken.None);
        }
        catch (AggregateException several) when (several.InnerExceptions.Count < job.VaultNames.Count())
        {
            return (await InSentencesAsync(() => throw several)) with
            {
                Output = Lines((await job.StatesAsync(CancellationToken.None)).Where(state => state.BackedUpAt >= began).Select(state => $"{state.Vault}: {state.Backup}.")),
            };
        }

        var lines = done.Select(run => string.Create(CultureInfo.InvariantCulture,
            $"{run.Vault}: {run.Name}, {run.Documents} documents, of which {run.Changed} were looked at; {run.BlobsCopied} files ({Megabytes(run.BytesCopied)} MB) copied."));
        return done.Sum(run => run.Missing.Count) is var missing and > 0
            ? new OrderAnswer(ExitCode.SomePagesUnreadable, string.Join('\n', lines), $"{missing} files are missing or damaged in the store and are in no backup: {string.Join(", ", done.SelectMany(run => run.Missing).Distinct().Take(5))}.")
            : OrderAnswer.Done(string.Join('\n', lines));
    }

    private static async Task<OrderAnswer> VerifyAsync(BackupJob job, string? vault, Order.VerifyBackups order)
    {
        var reports = await job.VerifyAsync(vault, order.Of > 1 ? new VaultShare(order.Share - 1, order.Of) : VaultShare.All, CancellationToken.None);
        var lines = reports.Select(report => string.Create(CultureInfo.InvariantCulture,
            $"{report.Vault}: {report.Backups} backups, {report.FilesRead} files ({Megabytes(report.BytesRead)} MB) read; {(report.IsSound ? "sound" : $"{report.Faults.Count} faults")}{(report.Orphans > 0 ? $"; {report.Orphans} files that no backup needs were removed" : "")}."));
        return reports.All(report => report.IsSound)
            ? OrderAnswer.Done(string.Join('\n', lines))
            : new OrderAnswer(ExitCode.ResultFailedCheck, string.Join('\n', lines), string.Join('\n', reports.SelectMany(report => report.Faults).Take(20)));
    }

    private static async Task<OrderAnswer> ScrubAsync(BackupJob job, string? vault)
    {
        var reports = await job.ScrubAsync(vault, VaultShare.All, Actor.OnMachine, CancellationToken.None);
        var lines = string.Join('\n', reports.Select(report => $"{report.Vault}: {report.Read} files of the store read, {report.Healed.Count} brought back, {report.Lost.Count} lost."));
        return reports.Any(report => report.Lost.Count > 0)
            ? new OrderAnswer(ExitCode.ResultFailedCheck, lines, "Some files are damaged in the store and in the vault. Look for them in an older backup, or in the other vault.")
            : OrderAnswer.Done(lines);
    }

    private static async Task<OrderAnswer> RestoreAsync(IServiceProvider services, BackupJob job, Order.RestoreBackup order)
    {
        RestoreScope scope = new RestoreScope.Everything();
        if (order.Document is { } text)
        {
            if (DocumentId.TryParse(text) is not { } document)
            {
                return OrderAnswer.Refused("--document takes the id of a document.");
            }

            scope = new RestoreScope.OneDocument(document);
        }
        else if (order.Account is { } name)
        {
            if ((AccountId.TryParse(name) ?? await services.GetRequiredService<AccountRegister>().FindAccountAsync(name, CancellationToken.None)) is not { } account)
            {
                return OrderAnswer.Refused("there is no account with this name. One that is gone is named by its id.");
            }

            scope = new RestoreScope.OneAccount(account);
        }

        var summary = await job.RestoreAsync(order.Vault, order.Backup, scope, Actor.OnMachine, CancellationToken.None);
        var line = string.Create(CultureInfo.InvariantCulture, $"{summary.Restored} documents restored from {summary.Backup}, {summary.AlreadyThere} were there, {summary.Deleted} stay deleted, {summary.WithoutKey} have no key any more.");
        return summary.Faults.Count == 0 ? OrderAnswer.Done(line) : new OrderAnswer(ExitCode.ResultFailedCheck, line, string.Join('\n', summary.Faults.Take(20)));
    }

    private static async Task<OrderAnswer> CheckAsync(Erasure erasure, Order.CheckReceipt order, CancellationToken cancel)
    {
        ErasureReceipt? receipt;
        try
        {
            receipt = JsonSerializer.Deserialize(order.Json, ReceiptJson.Default.ErasureReceipt);
        }
        catch (JsonException)
        {
            receipt = null;
        }

        if (receipt is null)
        {
            return new OrderAnswer(ExitCode.NotReadable, null, "this is not a receipt.");
        }

        var check = await erasure.CheckAsync(receipt, cancel);
        if (!check.IsKept)
        {
            return new OrderAnswer(ExitCode.ResultFailedCheck, null, !check.IsSigned ? "the receipt is not signed by this installation, or was changed."
                : !check.IsErased ? "the document of this receipt is here." : "the deletion is not in the ledger.");
        }

        var backups = check.BackupsThatHoldIt.Count == 0 ? "no backup lists it any more" : $"{check.BackupsThatHoldIt.Count} backups still list it";
        return OrderAnswer.Done($"The receipt is right: {receipt.Document} was erased {receipt.ErasedAt:u}; {backups}, and the last is gone by {receipt.GoneFromBackupsBy:u}.");
    }

    private static string ListTable(IReadOnlyList<ListedBackup> backups)
    {
        var table = new StringBuilder("VAULT\tBACKUP\tTAKEN AT\tDOCUMENTS\tFILES\tMB\tMISSING");
        foreach (var backup in backups)
        {
            table.Append(CultureInfo.InvariantCulture, $"\n{backup.Vault}\t{backup.Name}\t{backup.TakenAt:u}\t{backup.Documents}\t{backup.Blobs}\t{Megabytes(backup.Bytes)}\t{backup.Missing}");
        }

        return table.ToString();
    }

    private static string PlanTable(IReadOnlyList<PruneSummary> plans)
    {
        var table = new StringBuilder("VAULT\tBACKUP\tTAKEN AT\tWHAT\tWHY");
        foreach (var (vault, decision) in plans.SelectMany(plan => plan.Decisions.Select(decision => (plan.Vault, decision))))
        {
            table.Append(CultureInfo.InvariantCulture, $"\n{vault}\t{decision.Name}\t{decision.TakenAt:u}\t{(decision.IsRemoved ? "remove" : "keep")}\t{Why(decision.Reason)}");
        }

        return table.ToString();
    }

    private static string Why(Backup.KeepReason reason) => reason switch
    {
        Backup.KeepReason.Newest => "the newest",
        Backup.KeepReason.Recent => "one of the last",
        Backup.KeepReason.Hourly => "the first of its hour",
        Backup.KeepReason.Daily => "the first of its day",
        Backup.KeepReason.Weekly => "the first of its week",
        Backup.KeepReason.FromTheFuture => "its time lies ahead of the clock",
        Backup.KeepReason.ClockNotBelieved => "too old by a clock that jumped",
        Backup.KeepReason.TooOld => "older than any may be",
        Backup.KeepReason.Superseded => "another of the same hour, day or week is kept",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    private static string ProgressLine(BackupProgress? progress) => progress is null
        ? "…"
        : string.Create(CultureInfo.InvariantCulture, $"{Printable.Of(progress.Vault)}: {100L * progress.ShardsDone / Math.Max(1, progress.Shards)} %, {progress.Documents} documents, {Megabytes(progress.BytesCopied)} MB");

    private static long Megabytes(long bytes) => (bytes + 500_000) / 1_000_000;
}
