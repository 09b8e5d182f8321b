using Digitize.Backup;
using Digitize.Web.Screens.Frame;

namespace Digitize.Web.Screens.Operating;

/// <summary>What is wrong with a vault, what to do about it, and what is typed at the machine for that; null where nothing need be.</summary>
internal sealed record VaultWords(string What, string Do, string? Command)
{
    public static VaultWords Of(VaultConcern concern, VaultState state, Language language)
    {
        return concern switch
        {
            VaultConcern.NeverBackedUp => new(
                language.Say("Nothing lies in this vault yet.", "In diesem Tresor liegt noch nichts."),
                language.Say("The first backup is made a few minutes after the start of the service, or now:", "Die erste Sicherung entsteht wenige Minuten nach dem Start des Dienstes, oder jetzt:"), "digitize backup run"),
            VaultConcern.LastRunFailed => new(
                language.Say($"The last run failed: {state.Failure}", $"Der letzte Lauf ist gescheitert: {state.Failure}"),
                language.Say("Look whether the place is reachable and has room. What was copied stays and is used by the next run, which comes by itself.", "Sehen Sie nach, ob der Ort erreichbar ist und Platz hat. Was kopiert ist, bleibt und hilft dem nächsten Lauf, der von selbst kommt."), null),
            VaultConcern.BackupOld => new(
                language.Say("Several runs are missing.", "Mehrere Läufe fehlen."),
                language.Say("Look whether the service ran all the time, then make one and read what it says:", "Sehen Sie nach, ob der Dienst durchgehend lief, machen Sie dann eine und lesen Sie, was sie sagt:"), "digitize backup run"),
            VaultConcern.Faults => new(
                language.Count(state.Faults, "fault was found when the vault was last verified.", "faults were found when the vault was last verified.", "Fehler wurde bei der letzten Prüfung gefunden.", "Fehler wurden bei der letzten Prüfung gefunden."),
                language.Say("This names the files. Look at the disk; a second vault has them still:", "Das nennt die Dateien. Sehen Sie sich die Platte an; ein zweiter Tresor hat sie noch:"), $"digitize backup verify --vault {state.Vault}"),
            VaultConcern.Lost => new(
                language.Count(state.Lost, "file of the store is damaged or missing, and not to be had from this vault.", "files of the store are damaged or missing, and not to be had from this vault.", "Datei im Speicher ist beschädigt oder fehlt, und dieser Tresor hat sie nicht.", "Dateien im Speicher sind beschädigt oder fehlen, und dieser Tresor hat sie nicht."),
                language.Say("Look at the disk of the store. This tries again with every vault and names the files:", "Sehen Sie sich die Platte des Speichers an. Das versucht es mit jedem Tresor und nennt die Dateien:"), "digitize backup scrub"),
            VaultConcern.NotVerified => new(
                language.Say("It was not verified in the last two nights.", "In den letzten zwei Nächten wurde er nicht geprüft."),
                language.Say("That happens by itself between midnight and four (UTC), or now:", "Das geschieht von selbst zwischen Mitternacht und vier Uhr (UTC), oder jetzt:"), $"digitize backup verify --vault {state.Vault}"),
            VaultConcern.NotScrubbed => new(
                language.Say("The store was not compared with it in the last two nights.", "In den letzten zwei Nächten wurde der Speicher nicht mit ihm verglichen."),
                language.Say("That happens by itself between midnight and four (UTC), or now:", "Das geschieht von selbst zwischen Mitternacht und vier Uhr (UTC), oder jetzt:"), "digitize backup scrub"),
            VaultConcern.NotRestored => new(
                language.Say("Nothing was restored from it in the last two weeks, not even as a drill.", "In den letzten zwei Wochen wurde nichts daraus zurückgespielt, auch nicht zur Probe."),
                language.Say("A drill is made by itself every week between midnight and four (UTC). What is missing here is in the log.", "Eine Probe geschieht von selbst jede Woche zwischen Mitternacht und vier Uhr (UTC). Woran es fehlt, steht im Log."), null),
            _ => throw new ArgumentOutOfRangeException(nameof(concern), concern, "There are no words for this yet."),
        };
    }
}
