using System.Globalization;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>What the audit has of restores and scrubs, in a transaction of its own: a restore is many.</summary>
internal sealed class BackupEntries(DigitizeDatabase database, AuditLog audit)
{
    /// <summary>One that was broken off and gone on with is told when it is done.</summary>
    internal Task RestoredAsync(string vault, RestoreSummary summary, RestoreScope scope, Actor by, CancellationToken cancel) => AppendAsync(Entry(scope, by, summary.Backup).With(
        ("vault", vault), ("restored", Text(summary.Restored)), ("there", Text(summary.AlreadyThere)), ("deleted", Text(summary.Deleted)), ("withoutKey", Text(summary.WithoutKey)), ("faults", Text(summary.Faults.Count))), scope, cancel);

    /// <summary>
    /// A part may be back: who reads the audit must not believe that nothing happened. Of a whole installation that is not there yet nothing is told: its chains come from the backup.
    /// </summary>
    /// <param name="backup">Null for the newest.</param>
    internal Task BrokenOffAsync(string? backup, RestoreScope scope, Actor by) => scope is RestoreScope.Everything
        ? Task.CompletedTask
        : AppendAsync(Entry(scope, by, backup ?? "newest") with { Outcome = AuditOutcome.Refused }, scope, CancellationToken.None);

    internal Task ScrubbedAsync(ScrubReport report, string backup, Actor by, CancellationToken cancel)
    {
        if (report.Healed.Count + report.Lost.Count == 0)
        {
            return Task.CompletedTask;
        }

        var told = new AuditEvent(by, AuditAction.StoreScrubbed) { Reason = $"backup {backup}" }.With(("vault", report.Vault), ("read", Text(report.Read)), ("healed", Text(report.Healed.Count)), ("lost", Text(report.Lost.Count)));
        return database.WriteAsync(CurrentAccount.Everyone, db => audit.AppendAsync(db, null, told, cancel), cancel);
    }

    private static AuditEvent Entry(RestoreScope scope, Actor by, string backup) => (scope switch
    {
        RestoreScope.OneAccount one => AuditEvent.Of(by, AuditAction.BackupRestored, one.Account),
        RestoreScope.OneDocument one => AuditEvent.Of(by, AuditAction.BackupRestored, one.Document),
        _ => new AuditEvent(by, AuditAction.BackupRestored),
    }) with
    {
        Reason = $"backup {backup}",
    };

    private Task AppendAsync(AuditEvent told, RestoreScope scope, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        if (await ConcernedAsync(db, scope, cancel) is { } account)
        {
            await audit.AppendAsync(db, account, told, cancel);
        }

        await audit.AppendAsync(db, null, told, cancel);
    }, cancel);

    /// <summary>Null for everybody, and where nothing came back.</summary>
    private static async Task<AccountId?> ConcernedAsync(DigitizeDb db, RestoreScope scope, CancellationToken cancel) => scope switch
    {
        RestoreScope.OneAccount one => await db.Accounts.Where(row => row.Id == one.Account).Select(row => (AccountId?)row.Id).SingleOrDefaultAsync(cancel),
        RestoreScope.OneDocument one => await db.AllDocuments.Where(row => row.Id == one.Document).Select(row => (AccountId?)row.AccountId).SingleOrDefaultAsync(cancel),
        _ => null,
    };

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}
