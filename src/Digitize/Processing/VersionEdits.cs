using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Recognition;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>Takes edits of a document: each says which version it is made for, and of two for the same one is taken. The version that is shown stays until the new one is there.</summary>
public sealed class VersionEdits(DigitizeDatabase database, EncryptedBlobs blobs, WorkItems items, WorkSignal signal, WordConfirmations confirmations, AuditLog audit, TimeProvider time)
{
    /// <summary>The most signs that may stand for one word.</summary>
    public const int LongestWord = 1000;

    /// <summary>Pages turned, left out, or in another order; or several documents made of them, which take the place of this one.</summary>
    public async Task<EditResult> EditPagesAsync(AccountId account, DocumentId id, int basedOn, VersionEdit edit, Actor by, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        var pages = await Versions.PagesAsync(db, id, basedOn, cancel);
        if (Refusal(pages) is { } no)
        {
            return no;
        }

        if (edit.Fault(pages.Count) is { } fault)
        {
            return new EditResult.Refused(fault);
        }

        if (edit.ChangesNothing(pages.Count))
        {
            return new EditResult.Refused("The pages are as they are in the version already.");
        }

        if (edit.Splits && await HoldQueries.LieOnAsync(db, account, id, cancel))
        {
            return new EditResult.OnHold();
        }

        return edit.Splits && PartsOfOriginal.Of([.. edit.Parts.Select(part => part.Select(page => pages[page.Page.Index].SourcePage).ToList())]) is null
            ? new EditResult.Refused("Pages of one document lie between those of another in the original. Put them in the order of the original first.")
            : await StartAsync(account, id, basedOn, edit, edit.Splits ? "split" : "pages edited", AuditAction.PagesEdited, by, cancel);
    }

    /// <summary>Other text for words of one page. The words keep their places, and their order counts from 1. A word that is given its own text is confirmed; when all of them are, the new version is there at once.</summary>
    public async Task<EditResult> CorrectAsync(AccountId account, DocumentId id, int basedOn, PageNumber page, IReadOnlyDictionary<int, string> texts, Actor by, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        var pages = await Versions.PagesAsync(db, id, basedOn, cancel);
        if (Refusal(pages) is { } no)
        {
            return no;
        }

        if (page.Index >= pages.Count || pages[page.Index].Reading is not { KeepsText: false, WordsBlob: { } blob } || await DocumentBlobs.KeysAsync(db, id, cancel) is not { } keys)
        {
            return new EditResult.Refused("The page has no words that were read: it is not there, kept the text of its PDF, or is empty.");
        }

        await using var stream = await blobs.OpenAsync(keys, blob, cancel);
        using var json = new MemoryStream();
        await stream.CopyToAsync(json, cancel);
        var read = RecognizedPageJson.Read(json.ToArray());
        var words = read.Words.Count();
        if (texts.Keys.Any(word => word < 1 || word > words) || texts.Values.Any(text => text.Length > LongestWord))
        {
            return new EditResult.Refused($"The page has {words} words, counted from 1, and each may have at most {LongestWord} characters.");
        }

        if (WordCorrections.Apply(read, texts) is var corrected && corrected.Text == read.Text)
        {
            return await confirmations.ConfirmAsync(keys, pages[page.Index], basedOn, corrected, by, cancel);
        }

        var edit = new VersionEdit([.. pages.Select(each => new EditedPage(each.Number, QuarterTurn.None) { Texts = each.Number == page ? texts : null })]);
        return await StartAsync(account, id, basedOn, edit, $"page {page} corrected", AuditAction.WordsCorrected, by, cancel);
    }

    private static EditResult.Refused? Refusal(IReadOnlyList<ShownPage> pages) =>
        pages.Count == 0 ? new EditResult.Refused("There is no such version, or it is from before versions kept their pages.") : null;

    private async Task<EditResult> StartAsync(AccountId account, DocumentId id, int basedOn, VersionEdit edit, string reason, AuditAction action, Actor by, CancellationToken cancel)
    {
        var isStarted = await database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            var now = time.GetUtcNow();
            if (!await Transitions.StartEditAsync(db, id, basedOn, now))
            {
                return false;
            }

            var reading = await db.Documents.Where(row => row.Id == id).Select(row => row.Reading).SingleAsync();
            await db.PlannedVersions.Where(row => row.DocumentId == id).ExecuteDeleteAsync();
            db.Add(new PlannedVersion { DocumentId = id, Reading = reading, AccountId = account, Reason = reason, MadeBy = by.Maker, BasedOn = basedOn, Edit = edit.ToJson(), PlannedAt = now });
            await items.AddAsync(db, WorkKind.Assemble, account, id, reading, []);
            await audit.AppendAsync(db, account, AuditEvent.Of(by, action, id), cancel);
            return true;
        }, cancel);
        if (!isStarted)
        {
            return new EditResult.TooLate();
        }

        signal.Raise();
        return new EditResult.Started();
    }
}

/// <summary>What became of an edit. The constructor is private: these are all there are.</summary>
public abstract record EditResult
{
    private EditResult()
    {
    }

    public sealed record Started : EditResult;

    /// <summary>The new version is there already.</summary>
    public sealed record Done : EditResult;

    /// <summary>Another version is shown by now, or the document is being worked on, or lies in the trash.</summary>
    public sealed record TooLate : EditResult;

    /// <summary>The document would give way to others, and a legal hold lies on it.</summary>
    public sealed record OnHold : EditResult;

    /// <param name="Sentence">Why it cannot be done, for people.</param>
    public sealed record Refused(string Sentence) : EditResult;
}
