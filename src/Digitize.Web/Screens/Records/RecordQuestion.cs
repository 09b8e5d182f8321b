using System.Globalization;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Web.Screens.Frame;

namespace Digitize.Web.Screens.Records;

/// <summary>What somebody wants to see of the audit, as the address of the page has it. What cannot be understood is not asked.</summary>
/// <param name="Who">The id of a person, or one of <c>keys</c>, <c>operators</c>, <c>service</c>; null for everybody.</param>
/// <param name="What">A name of <see cref="Kinds"/>; null for everything.</param>
/// <param name="Until">The last day that is meant.</param>
public sealed record RecordQuestion(string? Who, string? What, DateOnly? From, DateOnly? Until)
{
    private static readonly Dictionary<string, AuditAction[]> Actions = new()
    {
        ["readings"] =
        [
            AuditAction.PdfRead, AuditAction.OriginalRead, AuditAction.TextRead, AuditAction.HocrRead, AuditAction.JsonRead, AuditAction.WordsRead, AuditAction.PictureRead, AuditAction.ThumbnailRead, AuditAction.SnippetsRead,
            AuditAction.ShareLinkFetched, AuditAction.ExportFetched,
        ],
        ["changes"] =
        [
            AuditAction.DocumentReceived, AuditAction.DocumentEdited, AuditAction.DocumentSplit, AuditAction.DocumentReadAgain, AuditAction.PagesEdited, AuditAction.WordsCorrected, AuditAction.WordsConfirmed,
            AuditAction.VersionRestored, AuditAction.VersionRemoved, AuditAction.BackupRestored,
        ],
        ["deletions"] = [AuditAction.DocumentTrashed, AuditAction.DocumentRestored, AuditAction.DocumentPurged, AuditAction.ErasureAnnounced, AuditAction.AccountErased],
        ["keeping"] =
        [
            AuditAction.HoldPlaced, AuditAction.HoldReleased, AuditAction.RestrictionBegun, AuditAction.RestrictionLifted, AuditAction.TypeAdded, AuditAction.TypeReplaced, AuditAction.TypeRemoved,
            AuditAction.ContractEndAgreed, AuditAction.ContractEndUndone,
        ],
        ["sharing"] = [AuditAction.ShareLinkMade, AuditAction.ShareLinkWithdrawn, AuditAction.ShareLinkFetched, AuditAction.ExportRequested, AuditAction.ExportMade, AuditAction.ExportFetched, AuditAction.ExportDeleted, AuditAction.ExportWritten],
        ["people"] =
        [
            AuditAction.AccountCreated, AuditAction.UserAdded, AuditAction.MemberChanged, AuditAction.MemberRemoved, AuditAction.UserDisabled, AuditAction.UserEnabled, AuditAction.PasswordIssued, AuditAction.PasswordReplaced,
            AuditAction.FactorAdded, AuditAction.FactorRemoved, AuditAction.RecoveryCodesRenewed, AuditAction.PasskeyAdded, AuditAction.PasskeyRemoved, AuditAction.KeyIssued, AuditAction.KeyRevoked, AuditAction.SessionsEnded,
            AuditAction.ReleaseOpened, AuditAction.ReleaseEnded,
        ],
    };

    /// <summary>Groups of actions that can be asked for, in the order in which they are offered.</summary>
    public static IEnumerable<string> Kinds => Actions.Keys;

    public bool IsOpen => this is { Who: null, What: null, From: null, Until: null };

    public static string NameOf(string kind, Language language) => kind switch
    {
        "readings" => language.Say("read or fetched", "gelesen oder abgeholt"),
        "changes" => language.Say("sent in and changed", "eingereicht und geändert"),
        "deletions" => language.Say("deleted and taken back", "gelöscht und zurückgeholt"),
        "keeping" => language.Say("times, holds, restrictions", "Fristen, Sperren, Einschränkungen"),
        "sharing" => language.Say("shared and taken out", "geteilt und mitgenommen"),
        _ => language.Say("people, keys, operators", "Menschen, Schlüssel, Betreiber"),
    };

    public static RecordQuestion Of(string? who, string? what, string? from, string? until) => new(
        who is "keys" or "operators" or "service" || UserId.TryParse(who) is not null ? who : null,
        what is not null && Actions.ContainsKey(what) ? what : null,
        Filing.TryParseDate(from),
        Filing.TryParseDate(until));

    /// <summary>Days are those of UTC.</summary>
    public AuditFilter ToFilter() => new()
    {
        ActorKind = Who switch { null => null, "keys" => ActorKind.ApiKey, "operators" => ActorKind.Operator, "service" => ActorKind.System, _ => ActorKind.User },
        ActorId = UserId.TryParse(Who)?.ToString(),
        Actions = What is null ? [] : Actions[What],
        From = From is { } first ? Midnight(first) : null,
        Until = Until is { } last ? Midnight(last.AddDays(1)) : null,
    };

    /// <summary>The page of the same question.</summary>
    /// <param name="before">The sequence to go on before.</param>
    public string AddressBefore(long before)
    {
        var asked = new (string Name, string? Value)[] { ("who", Who), ("what", What), ("from", Text(From)), ("until", Text(Until)), ("before", before.ToString(CultureInfo.InvariantCulture)) };
        return "/records/audit?" + string.Join('&', asked.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}"));
    }

    /// <summary>As a field for days has it.</summary>
    public static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
