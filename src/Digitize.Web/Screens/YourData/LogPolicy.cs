using Digitize.Web.Screens.Frame;

namespace Digitize.Web.Screens.YourData;

/// <summary>Something said in both languages.</summary>
public sealed record Sentence(string English, string German)
{
    public string In(Language language) => language.Say(English, German);
}

/// <summary>A kind of entry in the audit, and what an entry holds besides who and when.</summary>
public sealed record AuditedKind(Sentence What, Sentence With);

/// <summary>
/// What is written down about people, where, and for how long: the one list of it. The page about it shows it, and the README has the English of it, to the letter, which a test sees to.
/// </summary>
public static class LogPolicy
{
    public static Sentence Audit { get; } = new(
        "The audit says who did what, when and why. It is kept as long as the installation: entries are never changed or deleted. When an account ends for good its key goes, and what is left of its entries are ids without names.",
        "Das Protokoll sagt, wer was wann und warum getan hat. Es wird so lange aufbewahrt wie die Installation: Einträge werden nie geändert oder gelöscht. Endet ein Konto endgültig, wird sein Schlüssel vernichtet; von seinen Einträgen bleiben Kennungen ohne Namen.");

    public static IReadOnlyList<AuditedKind> Kinds { get; } =
    [
        new(new("documents: sent in, title, tags, type or date changed, deleted (by a person or when their time was over), taken back, split, merged, read again, purged", "Dokumente: eingereicht; Titel, Schlagwörter, Art oder Datum geändert; gelöscht (von jemandem oder weil die Frist um war), zurückgeholt, geteilt, zusammengefügt, neu gelesen, endgültig gelöscht"),
            new("ids of document and person or key; of the type, where its period was over. Never title, file name, tags, date or text", "Kennungen von Dokument und Person oder Schlüssel; der Art, wo deren Frist um war. Nie Titel, Dateiname, Schlagwörter, Datum oder Text")),
        new(new("pages and words: edited, corrected, confirmed; versions shown again or removed", "Seiten und Wörter: bearbeitet, berichtigt, bestätigt; Versionen wieder gezeigt oder entfernt"),
            new("ids of document and person or key. Never a word", "Kennungen von Dokument und Person oder Schlüssel. Nie ein Wort")),
        new(new("links that share a document: made, withdrawn, and each fetch by one", "Links, die ein Dokument teilen: gemacht, zurückgezogen, und jedes Abholen damit"),
            new("id of the link; until when, how often and whether with a password; of a fetch the shortened address; encrypted", "Kennung des Links; bis wann, wie oft und ob mit Passwort; beim Abholen die gekürzte Adresse; verschlüsselt")),
        new(new("legal holds and restrictions, begun and ended", "Löschsperren und Einschränkungen, begonnen und beendet"),
            new("the stated reason, encrypted with the account's key", "die angegebene Begründung, verschlüsselt mit dem Schlüssel des Kontos")),
        new(new("types of documents: added, changed, removed", "Arten von Dokumenten: hinzugefügt, geändert, entfernt"),
            new("name and months, encrypted", "Name und Monate, verschlüsselt")),
        new(new("the end of a contract: agreed, taken back, announced, documents erased, account forgotten", "das Ende eines Vertrags: vereinbart, zurückgenommen, angekündigt, Dokumente gelöscht, Konto vergessen"),
            new("days, encrypted. That documents were erased is in the installation's part, too; that an account is forgotten only there", "Tage, verschlüsselt. Dass Dokumente gelöscht wurden, steht auch im Teil der Installation; dass ein Konto vergessen ist, nur dort")),
        new(new("exports: asked for, made, fetched by the link, deleted, written at the machine", "Exporte: verlangt, gemacht, mit dem Link abgeholt, gelöscht, an der Maschine geschrieben"),
            new("id of the export", "Kennung des Exports")),
        new(new("the master key was changed", "der Hauptschlüssel wurde gewechselt"),
            new("nothing else", "sonst nichts")),
        new(new("restored from a backup; bytes of the store that a scrub brought back or found lost", "aus einer Sicherung zurückgeholt; Bytes des Speichers, die eine Prüfung geheilt oder verloren gefunden hat"),
            new("name of the backup, and counts. Account and document that came back are told in the account's part, too", "Name der Sicherung und Anzahlen. Konto und Dokument, die zurückkamen, stehen auch im Teil des Kontos")),
        new(new("readings by anybody but an owner: PDF, original, text, hOCR, JSON, words, pictures, text around search words", "Gelesenes, außer von Inhabern: PDF, Original, Text, hOCR, JSON, Wörter, Bilder, Text um Suchwörter"),
            new("one entry for a person or key, a document and a kind of reading within an hour", "ein Eintrag je Person oder Schlüssel, Dokument und Art des Lesens in einer Stunde")),
        new(new("people and roles, passwords (that, not which), second factors, passkeys, keys, sessions that were ended", "Menschen und Rollen, Passwörter (dass, nicht welche), zweite Faktoren, Passkeys, Schlüssel, beendete Sitzungen"),
            new("ids; login and role encrypted with the account's key", "Kennungen; Anmeldename und Rolle verschlüsselt mit dem Schlüssel des Kontos")),
        new(new("sign-ins, accepted and refused", "Anmeldungen, angenommen und abgelehnt"),
            new("the person where known, and the shortened address, encrypted; never what was typed", "die Person, wo bekannt, und die gekürzte Adresse, verschlüsselt; nie das Getippte")),
        new(new("releases: an operator's way to a customer's letters", "Freigaben: der Weg eines Betreibers zu den Briefen eines Kunden"),
            new("reason and ticket, encrypted; each reading under it, too", "Begründung und Vorgang, verschlüsselt; auch jedes Lesen damit")),
    ];

    public static Sentence OrdinaryLogs { get; } = new(
        "Ordinary logs go to standard output; how long they are kept is up to what collects them (journald, Docker): set 14 to 30 days. They hold ids, kinds, counts and codes: no names, no titles, no search words, no text.",
        "Gewöhnliche Logs gehen auf die Standardausgabe; wie lange sie bleiben, bestimmt, was sie sammelt (journald, Docker): 14 bis 30 Tage sind vorgesehen. Sie enthalten Kennungen, Arten, Anzahlen und Codes: keine Namen, keine Titel, keine Suchwörter, keinen Text.");

    public static Sentence Addresses { get; } = new(
        "Addresses are shortened before anything can log them: 16 bits are left of IPv4, 32 of IPv6. Whole addresses are in memory only, for the limits of requests. A proxy before the service has logs of its own: shorten addresses there as well.",
        "Adressen werden gekürzt, bevor irgendetwas sie protokollieren kann: Von IPv4 bleiben 16 Bit, von IPv6 32. Ganze Adressen stehen nur im Arbeitsspeicher, für die Begrenzung von Anfragen. Ein Proxy vor dem Dienst hat eigene Logs: Auch dort sind Adressen zu kürzen.");

    /// <summary>What is kept in a browser: name, what for, how long. Nothing else is, and nobody else sees any of it.</summary>
    public static IReadOnlyList<(string Name, Sentence For, Sentence Until)> Cookies { get; } =
    [
        ("__Host-digitize", new("that you are signed in", "dass Sie angemeldet sind"), new("until you sign out, after 30 minutes of rest, after 12 hours at the latest", "bis Sie sich abmelden, nach 30 Minuten Ruhe, spätestens nach 12 Stunden")),
        ("__Host-digitize-step, __Host-digitize-passkey", new("between the two steps of signing in", "zwischen den beiden Schritten der Anmeldung"), new("some minutes", "einige Minuten")),
        ("digitize-language, digitize-theme", new("language and colors that you have chosen", "Sprache und Farben, die Sie gewählt haben"), new("400 days; only if you choose", "400 Tage; nur wenn Sie wählen")),
        ("digitize-uploads", new("files that wait to be sent; scanned and shared letters encrypted", "Dateien, die aufs Senden warten; gescannte und geteilte Briefe verschlüsselt"), new("until they are sent. Files go when you sign out or somebody else signs in; letters that are nowhere else wait, encrypted, until you sign in again", "bis sie gesendet sind. Dateien gehen, wenn Sie sich abmelden oder jemand anderes sich anmeldet; Briefe, die es sonst nirgends gibt, warten verschlüsselt, bis Sie sich wieder anmelden")),
        ("digitize-letter", new("pages of a letter that is being scanned, encrypted", "Seiten eines Briefs, der gerade gescannt wird, verschlüsselt"), new("until the letter is finished or dropped", "bis der Brief fertig oder verworfen ist")),
        ("digitize-kept", new("documents that you keep on this device, encrypted, and when they were last looked after", "Dokumente, die Sie auf diesem Gerät behalten, verschlüsselt, und wann zuletzt nach ihnen gesehen wurde"), new("until you remove them or sign out", "bis Sie sie entfernen oder sich abmelden")),
        ("digitize-keys", new("the keys that these are encrypted with; the browser gives them out to nobody", "die Schlüssel dafür; der Browser gibt sie niemandem heraus"), new("the one of kept documents until you sign out, the one of letters as long as the browser's data", "der für behaltene Dokumente, bis Sie sich abmelden, der für Briefe so lange wie die Daten des Browsers")),
        ("digitize-person", new("whose device this is, by ids", "wessen Gerät es ist, als Kennungen"), new("until you sign out", "bis Sie sich abmelden")),
        ("digitize-files, digitize-choices", new("the application itself, so that it opens without the line; language and colors for it", "die Anwendung selbst, damit sie ohne Leitung aufgeht; Sprache und Farben dafür"), new("until a newer version; nothing of you is in it", "bis zu einer neueren Version; nichts von Ihnen steht darin")),
    ];
}
