using Digitize.Pages;

namespace Digitize.Web.Problems;

/// <summary>The one table of what can be answered instead of a result: what happened and what to do about it.</summary>
public static class ProblemTypes
{
    public static readonly ProblemType BadRequest = new("bad-request", 400, "The request cannot be understood; see detail.", "Die Anfrage ist nicht zu verstehen; siehe detail.");
    public static readonly ProblemType Unauthorized = new("unauthorized", 401, "Sign in, or send a valid key as a bearer token.", "Bitte anmelden oder einen gültigen Schlüssel als Bearer-Token senden.");
    public static readonly ProblemType SignInRefused = new("sign-in-refused", 401, "Login or password is wrong.", "Anmeldename oder Passwort ist falsch.");
    public static readonly ProblemType ProofRefused = new("proof-refused", 401, "Password or code is wrong, or the code was used before.", "Passwort oder Code ist falsch, oder der Code wurde schon benutzt.");
    public static readonly ProblemType SignInStepGone = new("sign-in-step-gone", 401, "This sign-in took too long or was tried too often; begin again with the password.", "Diese Anmeldung hat zu lange gedauert oder zu oft nicht gestimmt; bitte neu mit dem Passwort beginnen.");
    public static readonly ProblemType SharePasswordRefused = new("share-password-refused", 401, "This is not the password of the link.", "Das ist nicht das Passwort dieses Links.");
    public static readonly ProblemType Forbidden = new("forbidden", 403, "This caller may not do that; ask the owner of the account.", "Das ist hier nicht erlaubt; bitte an den Inhaber des Kontos wenden.");
    public static readonly ProblemType PasswordToReplace = new("password-to-replace", 403, "The password was issued in place of a lost one; replace it first.", "Das Passwort wurde als Ersatz für ein verlorenes ausgegeben; bitte erst ein eigenes setzen.");
    public static readonly ProblemType PasskeyRefused = new("passkey-refused", 401, "This passkey opens nothing here, or the question was not answered in time; begin again.", "Dieser Passkey öffnet hier nichts, oder die Antwort kam zu spät; bitte neu beginnen.");
    public static readonly ProblemType PasskeyCopied = new("passkey-copied", 401, "This passkey's counter has gone backwards, as it does when there is a copy of it; sign in with the password and replace the passkey.", "Der Zähler dieses Passkeys ist zurückgegangen, wie bei einer Kopie; bitte mit dem Passwort anmelden und den Passkey ersetzen.");
    public static readonly ProblemType ForeignOrigin = new("foreign-origin", 403, "A browser may send this only from the service's own pages.", "Ein Browser darf das nur von den Seiten des Dienstes aus senden.");
    public static readonly ProblemType NotFound = new("not-found", 404, "There is nothing under this address.", "Unter dieser Adresse ist nichts.");
    public static readonly ProblemType WrongMethod = new("method-not-allowed", 405, "This address does not take that method.", "Diese Adresse nimmt diese Methode nicht an.");
    public static readonly ProblemType WrongState = new("wrong-state", 409, "The document's state does not allow this; see detail.", "Der Zustand des Dokuments lässt das nicht zu; siehe detail.");
    public static readonly ProblemType OnHold = new("on-hold", 409, "A legal hold lies on this document: it cannot be deleted before the hold is released.", "Auf diesem Dokument liegt eine Löschsperre: Es kann erst gelöscht werden, wenn sie aufgehoben ist.");
    public static readonly ProblemType Restricted = new("restricted", 409, "This document is restricted: it is kept and nothing else; lift the restriction first.", "Dieses Dokument ist eingeschränkt: Es wird nur aufbewahrt; bitte erst die Einschränkung aufheben.");
    public static readonly ProblemType ContractEnded = new("contract-ended", 409, "The contract of this account has ended: nothing new is taken in, what is there can be read and taken out.", "Der Vertrag dieses Kontos ist beendet: Neues wird nicht mehr angenommen, Vorhandenes bleibt lesbar und kann mitgenommen werden.");
    public static readonly ProblemType AlreadyErased = new("already-erased", 409, "The documents of this account have gone already; nothing about the end of the contract can be changed.", "Die Dokumente dieses Kontos sind schon gelöscht; am Vertragsende lässt sich nichts mehr ändern.");
    public static readonly ProblemType OtherVersion = new("other-version", 409, "The document was changed meanwhile; look at the version that is shown and change that.", "Das Dokument wurde inzwischen geändert; bitte die gezeigte Version ansehen und diese ändern.");
    public static readonly ProblemType StillInFlight = new("request-in-flight", 409, "A request with this Idempotency-Key is still running; try again in a moment.", "Eine Anfrage mit diesem Idempotency-Key läuft noch; bitte gleich noch einmal versuchen.");
    public static readonly ProblemType Taken = new("already-taken", 409, "There is one with this name already.", "Diesen Namen gibt es schon.");
    public static readonly ProblemType LastOwner = new("last-owner", 409, "An account needs an owner who can sign in; make somebody else one first.", "Ein Konto braucht einen Inhaber, der sich anmelden kann; bitte erst jemand anderen dazu machen.");
    public static readonly ProblemType LastAdministrator = new("last-administrator", 409, "The installation needs an administrator who can sign in; add another one first.", "Die Installation braucht einen Verwalter, der sich anmelden kann; bitte erst einen weiteren anlegen.");
    public static readonly ProblemType BelongsElsewhere = new("belongs-elsewhere", 409, "This person has a place elsewhere too and changes the password alone.", "Diese Person gehört auch anderswo dazu und ändert ihr Passwort nur selbst.");
    public static readonly ProblemType FactorExists = new("second-factor-exists", 409, "There is a second factor already; remove it first.", "Es gibt schon einen zweiten Faktor; bitte erst entfernen.");
    public static readonly ProblemType OffsetConflict = new("upload-offset-conflict", 409, "The upload stands elsewhere; ask for its offset with HEAD and go on from there.", "Das Hochladen steht an anderer Stelle; den Stand mit HEAD erfragen und dort fortsetzen.");
    public static readonly ProblemType UploadGone = new("upload-gone", 410, "This upload has ended or was given up; begin again.", "Dieses Hochladen ist beendet oder verfallen; bitte neu beginnen.");
    public static readonly ProblemType WrongTusVersion = new("tus-version", 412, "Only version 1.0.0 of tus is spoken here.", "Hier wird nur tus 1.0.0 gesprochen.");
    public static readonly ProblemType TooLarge = new("too-large", 413, "The file is larger than the service takes.", "Die Datei ist größer, als der Dienst sie annimmt.");
    public static readonly ProblemType WrongMediaType = new("unsupported-media-type", 415, "This media type is not taken here.", "Dieser Medientyp wird hier nicht angenommen.");
    public static readonly ProblemType NotSupported = new("file-not-supported", 415, "This is no scan that can be read; send a PDF, TIFF, JPEG, PNG, WebP, BMP, GIF, JPEG 2000 or HEIC file.", "Das ist kein lesbarer Scan; bitte PDF, TIFF, JPEG, PNG, WebP, BMP, GIF, JPEG 2000 oder HEIC senden.");
    public static readonly ProblemType RangeUnsatisfiable = new("range-not-satisfiable", 416, "The range lies outside the file.", "Der Bereich liegt außerhalb der Datei.");
    public static readonly ProblemType KeyUsedForOther = new("idempotency-key-reused", 422, "This Idempotency-Key was used before for another file; choose a new one.", "Dieser Idempotency-Key gehört schon zu einer anderen Datei; bitte einen neuen wählen.");
    public static readonly ProblemType WeakPassword = new("weak-password", 422, "This password is easy to guess; see detail.", "Dieses Passwort ist leicht zu erraten; siehe detail.");
    public static readonly ProblemType NotReadyYet = new("not-ready", 409, "This is not finished yet; follow the document's state.", "Das ist noch nicht fertig; der Zustand des Dokuments sagt mehr.");
    public static readonly ProblemType TooManyRequests = new("too-many-requests", 429, "Slow down; Retry-After says how long to wait.", "Bitte langsamer; Retry-After sagt, wie lange zu warten ist.");
    public static readonly ProblemType TooManyUploads = new("too-many-uploads", 429, "Too many uploads are open; finish or end one first.", "Zu viele offene Uploads; bitte erst einen beenden.");
    public static readonly ProblemType ChecksumMismatch = new("checksum-mismatch", 460, "The bytes do not match their checksum; send them again.", "Die Bytes passen nicht zur Prüfsumme; bitte noch einmal senden.");
    public static readonly ProblemType Broken = new("internal-error", 500, "Something went wrong on our side; the request can be tried again.", "Bei uns ist etwas schiefgegangen; die Anfrage kann wiederholt werden.");
    public static readonly ProblemType NoPictures = new("no-pictures", 503, "This machine draws no pages, because it cannot lock away what would draw them; the documents themselves can be had.", "Diese Maschine zeichnet keine Seiten, weil sie das Zeichnen nicht absichern kann; die Dokumente selbst sind abrufbar.");
    public static readonly ProblemType NoSpace = new("no-space", 507, "The service's disk is nearly full; nothing was stored. Try again later.", "Der Speicher des Dienstes ist fast voll; nichts wurde gespeichert. Bitte später noch einmal versuchen.");

    private static readonly ProblemType Damaged = new("file-damaged", 422, "The file is damaged; scan or save it again.", "Die Datei ist beschädigt; bitte neu scannen oder speichern.");
    private static readonly ProblemType Encrypted = new("file-encrypted", 422, "The file is protected by a password; save it without one first.", "Die Datei ist durch ein Passwort geschützt; bitte erst ohne speichern.");
    private static readonly ProblemType Signed = new("file-signed", 422, "The file is signed; a searchable copy would not be signed any more.", "Die Datei ist signiert; eine durchsuchbare Kopie wäre es nicht mehr.");
    private static readonly ProblemType TooManyPages = new("too-many-pages", 422, "The file has too many pages; split it first.", "Die Datei hat zu viele Seiten; bitte erst teilen.");
    private static readonly ProblemType PageTooLarge = new("page-too-large", 422, "A page is too large; scan it with fewer dots per inch.", "Eine Seite ist zu groß; bitte mit geringerer Auflösung scannen.");
    private static readonly ProblemType TimedOut = new("took-too-long", 422, "Reading took too long and was stopped.", "Das Lesen hat zu lange gedauert und wurde abgebrochen.");
    private static readonly ProblemType GaveUp = new("gave-up", 422, "Reading failed several times; an operator can send it again.", "Das Lesen ist mehrmals gescheitert; der Betreiber kann es neu anstoßen.");

    /// <summary>Every kind there is, for the description of the interface and for the tests.</summary>
    public static IReadOnlyList<ProblemType> All { get; } =
    [
        BadRequest, Unauthorized, SignInRefused, ProofRefused, SignInStepGone, PasskeyRefused, PasskeyCopied, SharePasswordRefused, Forbidden, PasswordToReplace, ForeignOrigin, NotFound, WrongMethod, WrongState, OtherVersion, OnHold, Restricted, ContractEnded, AlreadyErased, StillInFlight, Taken, LastOwner, LastAdministrator, BelongsElsewhere, FactorExists, OffsetConflict, UploadGone, WrongTusVersion,
        TooLarge, WrongMediaType, NotSupported, RangeUnsatisfiable, KeyUsedForOther, WeakPassword, NotReadyYet, TooManyRequests, TooManyUploads, ChecksumMismatch, Broken, NoPictures, NoSpace,
        Damaged, Encrypted, Signed, TooManyPages, PageTooLarge, TimedOut, GaveUp,
    ];

    public static ProblemType For(FailureCode code) => code switch
    {
        FailureCode.NotSupported => NotSupported,
        FailureCode.Damaged => Damaged,
        FailureCode.Encrypted => Encrypted,
        FailureCode.Signed => Signed,
        FailureCode.TooLarge => TooLarge,
        FailureCode.TooManyPages => TooManyPages,
        FailureCode.PageTooLarge => PageTooLarge,
        FailureCode.TimedOut => TimedOut,
        FailureCode.GaveUp => GaveUp,
        FailureCode.Internal => Broken,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "This reason has no problem type."),
    };
}
