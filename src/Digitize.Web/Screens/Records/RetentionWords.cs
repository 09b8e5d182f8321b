using Digitize.Documents;
using Digitize.Retention;
using Digitize.Web.Screens.Frame;

namespace Digitize.Web.Screens.Records;

/// <summary>Times and decisions of retention in plain words.</summary>
internal static class RetentionWords
{
    public static string Kept(int? months, Language language) => months switch
    {
        null => language.Say("kept without limit", "unbegrenzt aufbewahrt"),
        { } known when known % 12 == 0 => language.Say($"kept for {language.Count(known / 12, "year", "years", "Jahr", "Jahre")}", $"{language.Count(known / 12, "year", "years", "Jahr", "Jahre")} aufbewahrt"),
        { } known => language.Say($"kept for {language.Count(known, "month", "months", "Monat", "Monate")}", $"{language.Count(known, "month", "months", "Monat", "Monate")} aufbewahrt"),
    };

    public static string Of(RetentionDecision decision, Language language)
    {
        var due = decision.DueOn is { } day ? language.Say($"over since {language.Day(day)}", $"abgelaufen am {language.Day(day)}") : "";
        return decision switch
        {
            RetentionDecision.Trash => language.Say($"goes to the trash: {due}", $"kommt in den Papierkorb: {due}"),
            RetentionDecision.Keep { Reason: KeepReason.Hold } => language.Say($"stays: a legal hold lies on it ({due})", $"bleibt: eine Löschsperre liegt darauf ({due})"),
            RetentionDecision.Keep { Reason: KeepReason.Restricted } => language.Say($"stays: it is restricted ({due})", $"bleibt: es ist eingeschränkt ({due})"),
            RetentionDecision.Keep { Reason: KeepReason.TakenBack } => language.Say($"stays: somebody took it out of the trash again ({due})", $"bleibt: jemand hat es aus dem Papierkorb zurückgeholt ({due})"),
            _ => decision.Sentence,
        };
    }

    /// <summary>Why so many stay.</summary>
    public static string Of(KeepReason reason, Language language) => reason switch
    {
        KeepReason.NotDue => language.Say("their time is not over", "deren Frist läuft noch"),
        KeepReason.NoLimit => language.Say("kept without limit", "unbegrenzt aufbewahrt"),
        KeepReason.Hold => language.Say("a legal hold lies on them", "auf ihnen liegt eine Löschsperre"),
        KeepReason.Restricted => language.Say("restricted", "eingeschränkt"),
        KeepReason.TakenBack => language.Say("taken out of the trash again", "aus dem Papierkorb zurückgeholt"),
        KeepReason.Deleted => language.Say("in the trash already", "schon im Papierkorb"),
        _ => language.Say("without a type", "ohne Art"),
    };
}
