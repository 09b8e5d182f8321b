using Digitize.Accounts;
using Digitize.Privacy;
using Digitize.Sharing;
using Digitize.Web.Screens.Frame;

namespace Digitize.Web.Screens.OneDocument;

/// <summary>Entries of the audit about a document, in plain words.</summary>
/// <param name="logins">By the ids of those who are in the account.</param>
/// <param name="links">By the names that the audit has for them; null where links are not told apart.</param>
internal sealed class HistoryWords(IReadOnlyDictionary<string, string> logins, IReadOnlyDictionary<string, ShareLink>? links, Language language)
{
    public HistoryLine Of(AuditLine line) => new(line.Entry.At, Who(line.Entry), What(line.Entry.Action), How(line), Tone(line.Entry));

    private string Who(AuditEntry entry) => entry switch
    {
        { Action: AuditAction.ShareLinkFetched } => language.Say("Somebody with a link", "Jemand mit einem Link"),
        { ActorKind: ActorKind.User, ActorId: { } id } when logins.TryGetValue(id, out var login) => login,
        { ActorKind: ActorKind.User } => language.Say("Somebody who has left", "Jemand, der nicht mehr da ist"),
        { ActorKind: ActorKind.ApiKey } => language.Say($"A program with the key {entry.ActorId}", $"Ein Programm mit dem Schlüssel {entry.ActorId}"),
        { ActorKind: ActorKind.Operator } => language.Say("An operator of the service", "Ein Betreiber des Dienstes"),
        { ActorKind: ActorKind.WatchedFolder } => language.Say("The watched folder", "Der überwachte Ordner"),
        _ => language.Say("The service", "Der Dienst"),
    };

    private string What(AuditAction action) => action switch
    {
        AuditAction.DocumentReceived => language.Say("sent it in", "hat es eingereicht"),
        AuditAction.DocumentEdited => language.Say("changed title, tags, type or date", "hat Titel, Schlagwörter, Art oder Datum geändert"),
        AuditAction.DocumentTrashed => language.Say("put it into the trash", "hat es in den Papierkorb gelegt"),
        AuditAction.DocumentRestored => language.Say("took it out of the trash", "hat es aus dem Papierkorb geholt"),
        AuditAction.DocumentSplit => language.Say("split it into letters", "hat es in Briefe geteilt"),
        AuditAction.DocumentMerged => language.Say("merged it with others", "hat es mit anderen zusammengefügt"),
        AuditAction.DocumentReadAgain => language.Say("had it read again", "hat es neu lesen lassen"),
        AuditAction.DocumentPurged => language.Say("deleted it for good", "hat es endgültig gelöscht"),
        AuditAction.PagesEdited => language.Say("arranged or turned pages", "hat Seiten geordnet oder gedreht"),
        AuditAction.WordsCorrected => language.Say("corrected words", "hat Wörter berichtigt"),
        AuditAction.WordsConfirmed => language.Say("confirmed doubtful words", "hat zweifelhafte Wörter bestätigt"),
        AuditAction.VersionRestored => language.Say("went back to an earlier version", "ging zu einer früheren Version zurück"),
        AuditAction.VersionRemoved => language.Say("removed an earlier version for good", "hat eine frühere Version endgültig entfernt"),
        AuditAction.PdfRead => language.Say("fetched the PDF", "hat das PDF abgerufen"),
        AuditAction.OriginalRead => language.Say("fetched the original", "hat das Original abgerufen"),
        AuditAction.TextRead => language.Say("fetched the text", "hat den Text abgerufen"),
        AuditAction.HocrRead or AuditAction.JsonRead => language.Say("fetched the words with their places", "hat die Wörter mit ihren Plätzen abgerufen"),
        AuditAction.WordsRead => language.Say("read words of its pages", "hat Wörter der Seiten gelesen"),
        AuditAction.PictureRead => language.Say("looked at its pages", "hat Seiten angesehen"),
        AuditAction.ThumbnailRead => language.Say("saw small pictures of its pages", "hat kleine Bilder der Seiten gesehen"),
        AuditAction.SnippetsRead => language.Say("found it in a search and saw text around the words", "hat es bei einer Suche gefunden und Text um die Wörter gesehen"),
        AuditAction.HoldPlaced => language.Say("placed a hold: it cannot be deleted", "hat eine Löschsperre gesetzt"),
        AuditAction.HoldReleased => language.Say("released a hold", "hat eine Löschsperre aufgehoben"),
        AuditAction.RestrictionBegun => language.Say("restricted it", "hat es eingeschränkt"),
        AuditAction.RestrictionLifted => language.Say("lifted the restriction", "hat die Einschränkung aufgehoben"),
        AuditAction.BackupRestored => language.Say("brought it back from a backup", "hat es aus einer Sicherung zurückgeholt"),
        AuditAction.ShareLinkMade => language.Say("shared it by a link", "hat es mit einem Link geteilt"),
        AuditAction.ShareLinkWithdrawn => language.Say("withdrew a link", "hat einen Link zurückgezogen"),
        AuditAction.ShareLinkFetched => language.Say("fetched the PDF", "hat das PDF abgeholt"),
        _ => action.ToString(),
    };

    private string? How(AuditLine line) => line switch
    {
        { Entry.Reason: { } reason } when reason.StartsWith("share ", StringComparison.Ordinal) => ByLink(reason),
        { Entry.Reason: { } reason, Details: { } details } when reason.StartsWith("release ", StringComparison.Ordinal) => language.Say(
            $"under a release: {details.GetValueOrDefault("reason")} (ticket {details.GetValueOrDefault("ticket")})", $"mit Freigabe: {details.GetValueOrDefault("reason")} (Vorgang {details.GetValueOrDefault("ticket")})"),
        { Entry.Reason: "trash" } => language.Say("its time in the trash was over", "die Frist im Papierkorb war um"),
        { Entry.Reason: "erasure" } => language.Say("erased on demand", "auf Verlangen gelöscht"),
        { Entry.Reason: "contract ended" } => language.Say("the contract has ended", "der Vertrag ist beendet"),
        { Details: { } details } when details.TryGetValue("reason", out var stated) => stated,
        _ => null,
    };

    private string ByLink(string reason) => links is null ? language.Say("by a link", "mit einem Link") : links.TryGetValue(reason, out var link)
        ? language.Say($"the link of {Day(link.CreatedAt)}, made by {Maker(link)}", $"der Link vom {Day(link.CreatedAt)}, gemacht von {Maker(link)}")
        : language.Say("a link that has ended", "ein Link, der nicht mehr gilt");

    private string Maker(ShareLink link) => link.CreatedBy.Split(' ') is ["user", var id] && logins.TryGetValue(id, out var login) ? login : language.Say("a program", "einem Programm");

    private string Day(DateTimeOffset at) => language.Day(DateOnly.FromDateTime(at.UtcDateTime));

    private static string Tone(AuditEntry entry) => entry.ActorKind == ActorKind.Operator ? "operator" : entry.Action is >= AuditAction.PdfRead and <= AuditAction.SnippetsRead or AuditAction.ShareLinkFetched ? "seen" : "changed";
}
