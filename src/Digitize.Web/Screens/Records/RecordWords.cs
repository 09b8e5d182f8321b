using System.Globalization;
using Digitize.Accounts;
using Digitize.Privacy;
using Digitize.Web.Screens.Frame;
using Digitize.Web.Screens.OneDocument;

namespace Digitize.Web.Screens.Records;

/// <summary>Entries of the audit of an account, in plain words. What concerns a document is said as its own history says it.</summary>
/// <param name="logins">By the ids of those who are in the account.</param>
internal sealed class RecordWords(IReadOnlyDictionary<string, string> logins, Language language)
{
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly HistoryWords _ofDocuments = new(logins, links: null, language);

    public HistoryLine Of(AuditLine line)
    {
        var said = _ofDocuments.Of(line);
        return line.Entry.ObjectKind is AuditObject.Document ? said : said with { What = What(line.Entry, line.Details ?? Nothing), How = How(line.Entry, line.Details ?? Nothing) ?? said.How };
    }

    private string What(AuditEntry entry, IReadOnlyDictionary<string, string> details) => entry.ObjectKind switch
    {
        AuditObject.User => OfPerson(entry, details),
        AuditObject.ApiKey => OfKey(entry),
        AuditObject.DocumentType => OfType(entry, details),
        _ => OfAccount(entry, details),
    };

    private string OfPerson(AuditEntry entry, IReadOnlyDictionary<string, string> details)
    {
        var whom = entry.ObjectId is { } id && logins.TryGetValue(id, out var login) ? login : details.GetValueOrDefault("login") ?? language.Say("somebody who has left", "jemanden, der nicht mehr da ist");
        return entry.Action switch
        {
            AuditAction.UserAdded => language.Say($"let {whom} in", $"hat {whom} eingelassen"),
            AuditAction.MemberChanged => language.Say($"changed what {whom} may", $"hat geändert, was {whom} darf"),
            AuditAction.MemberRemoved => language.Say($"took {whom} out of the account", $"hat {whom} aus dem Konto genommen"),
            AuditAction.UserDisabled => language.Say($"shut {whom} out", $"hat {whom} ausgeschlossen"),
            AuditAction.UserEnabled => language.Say($"let {whom} in again", $"hat {whom} wieder eingelassen"),
            AuditAction.PasswordIssued => language.Say($"issued a password for {whom}", $"hat ein Passwort für {whom} ausgegeben"),
            AuditAction.PasswordReplaced => language.Say("replaced the own password", "hat das eigene Passwort ersetzt"),
            AuditAction.FactorAdded => language.Say("set up an authenticator app", "hat eine Authenticator-App eingerichtet"),
            AuditAction.FactorRemoved => language.Say("removed an authenticator app", "hat eine Authenticator-App entfernt"),
            AuditAction.RecoveryCodesRenewed => language.Say("renewed the recovery codes", "hat die Notfallcodes erneuert"),
            AuditAction.PasskeyAdded => language.Say("added a passkey", "hat einen Passkey hinzugefügt"),
            AuditAction.PasskeyRemoved => language.Say("removed a passkey", "hat einen Passkey entfernt"),
            AuditAction.SessionsEnded => language.Say("ended sessions", "hat Sitzungen beendet"),
            AuditAction.SignedIn => language.Say("signed in", "hat sich angemeldet"),
            AuditAction.SignInRefused => language.Say("was not let in", "wurde nicht eingelassen"),
            _ => entry.Action.ToString(),
        };
    }

    private string OfKey(AuditEntry entry) => entry.Action == AuditAction.KeyIssued
        ? language.Say($"issued the key {entry.ObjectId}", $"hat den Schlüssel {entry.ObjectId} ausgegeben")
        : language.Say($"revoked the key {entry.ObjectId}", $"hat den Schlüssel {entry.ObjectId} widerrufen");

    private string OfType(AuditEntry entry, IReadOnlyDictionary<string, string> details)
    {
        var name = details.GetValueOrDefault("name") ?? "–";
        return entry.Action switch
        {
            AuditAction.TypeAdded => language.Say($"added the type “{name}”", $"hat die Art „{name}“ hinzugefügt"),
            AuditAction.TypeReplaced => language.Say($"changed the type “{name}”", $"hat die Art „{name}“ geändert"),
            _ => language.Say($"removed the type “{name}”", $"hat die Art „{name}“ entfernt"),
        };
    }

    private string OfAccount(AuditEntry entry, IReadOnlyDictionary<string, string> details) => entry.Action switch
    {
        AuditAction.AccountCreated => language.Say("opened the account", "hat das Konto eröffnet"),
        AuditAction.ReleaseOpened => language.Say("opened a way to read letters of the account", "hat sich einen Weg geöffnet, Briefe des Kontos zu lesen"),
        AuditAction.ReleaseEnded => language.Say("ended an operator's way to read letters", "hat den Weg eines Betreibers zu den Briefen beendet"),
        AuditAction.HoldPlaced => language.Say("placed a hold on all letters", "hat eine Löschsperre für alle Briefe gesetzt"),
        AuditAction.HoldReleased => language.Say("lifted a hold on all letters", "hat eine Löschsperre für alle Briefe aufgehoben"),
        AuditAction.ContractEndAgreed => language.Say($"ended the contract as of {Day(details.GetValueOrDefault("on"))}", $"hat den Vertrag zum {Day(details.GetValueOrDefault("on"))} beendet"),
        AuditAction.ContractEndUndone => language.Say("let the contract go on", "hat den Vertrag weitergehen lassen"),
        AuditAction.ErasureAnnounced => language.Say("announced that the documents will go", "hat angekündigt, dass die Dokumente gelöscht werden"),
        AuditAction.AccountErased => language.Say("erased the documents of the account", "hat die Dokumente des Kontos gelöscht"),
        AuditAction.ExportRequested => language.Say("asked for an export of everything", "hat einen Export von allem verlangt"),
        AuditAction.ExportMade => language.Say("made the export", "hat den Export gemacht"),
        AuditAction.ExportFetched => language.Say("fetched the export by its link", "hat den Export mit seinem Link abgeholt"),
        AuditAction.ExportDeleted => language.Say("deleted an export", "hat einen Export gelöscht"),
        AuditAction.ExportWritten => language.Say("wrote an export at the machine", "hat einen Export an der Maschine geschrieben"),
        AuditAction.BackupRestored => language.Say("brought documents back from a backup", "hat Dokumente aus einer Sicherung zurückgeholt"),
        _ => entry.Action.ToString(),
    };

    private string? How(AuditEntry entry, IReadOnlyDictionary<string, string> details) => entry.Action switch
    {
        AuditAction.UserAdded or AuditAction.MemberChanged when details.TryGetValue("role", out var role) && Enum.TryParse<Role>(role, out var known) =>
            RoleName(known) + (details.GetValueOrDefault("disabled") == "yes" ? language.Say(", shut out", ", ausgeschlossen") : ""),
        AuditAction.TypeAdded or AuditAction.TypeReplaced => RetentionWords.Kept(int.TryParse(details.GetValueOrDefault("months"), CultureInfo.InvariantCulture, out var months) ? months : null, language),
        AuditAction.ReleaseOpened => $"{details.GetValueOrDefault("reason")} ({language.Say("ticket", "Vorgang")} {details.GetValueOrDefault("ticket")})",
        AuditAction.KeyIssued => details.GetValueOrDefault("scopes"),
        _ => null,
    };

    private string RoleName(Role role) => role switch
    {
        Role.Reader => language.Say("may read", "darf lesen"),
        Role.Member => language.Say("may read and add", "darf lesen und hinzufügen"),
        _ => language.Say("owner", "Inhaber"),
    };

    private string Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? language.Day(day) : "–";
}
