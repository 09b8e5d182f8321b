using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>What became of filing a document. The constructor is private: these are all there are.</summary>
public abstract record FilingResult
{
    private FilingResult()
    {
    }

    public sealed record Done : FilingResult;

    public sealed record NoSuchDocument : FilingResult;

    public sealed record NoSuchType : FilingResult;
}

/// <summary>Gives documents their type and their date, which retention counts by.</summary>
public sealed class Filing(DigitizeDatabase database, AuditLog audit, TimeProvider time)
{
    /// <summary>What a letter can be dated: far enough from the ends of the calendar for any period to be counted.</summary>
    private static readonly DateOnly Earliest = new(1000, 1, 1);

    private static readonly DateOnly Latest = new(2999, 12, 31);

    /// <summary>From <c>2026-03-31</c>; null when it is no day or no letter's.</summary>
    public static DateOnly? TryParseDate(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) && day >= Earliest && day <= Latest ? day : null;

    /// <param name="type">The name of one of the account's types; null for none.</param>
    public Task<FilingResult> SetTypeAsync(AccountId account, DocumentId document, TagName? type, Actor by, CancellationToken cancel) => database.WriteAsync<FilingResult>(CurrentAccount.Of(account), async db =>
    {
        var found = type is { } name ? await DocumentTypes.FindAsync(db, account, name, cancel) : null;
        if (type is not null && found is null)
        {
            return new FilingResult.NoSuchType();
        }

        DocumentTypeId? id = found?.Id;
        var changed = await db.Documents.Where(row => row.Id == document).ExecuteUpdateAsync(set => set.SetProperty(row => row.Type, id), cancel);
        return await TellAsync(db, changed, account, document, Told(by, document, "type"), cancel);
    }, cancel);

    /// <param name="day">Null where it is not known.</param>
    public Task<FilingResult> SetDateAsync(AccountId account, DocumentId document, DateOnly? day, Actor by, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Of(account), async db =>
    {
        var changed = await db.Documents.Where(row => row.Id == document).ExecuteUpdateAsync(set => set.SetProperty(row => row.DatedOn, day), cancel);
        return await TellAsync(db, changed, account, document, Told(by, document, "date"), cancel);
    }, cancel);

    private static AuditEvent Told(Actor by, DocumentId document, string what) => AuditEvent.Of(by, AuditAction.DocumentEdited, document).With(("changed", what));

    private async Task<FilingResult> TellAsync(DigitizeDb db, int changed, AccountId account, DocumentId document, AuditEvent told, CancellationToken cancel)
    {
        if (changed == 0)
        {
            return new FilingResult.NoSuchDocument();
        }

        await ChangeFeed.AppendAsync(db, account, document, ChangeKind.Edited, time.GetUtcNow());
        await audit.AppendAsync(db, account, told, cancel);
        return new FilingResult.Done();
    }
}
