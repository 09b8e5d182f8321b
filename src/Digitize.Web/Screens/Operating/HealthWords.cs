using Digitize.Operations;
using Digitize.Web.Screens.Frame;

namespace Digitize.Web.Screens.Operating;

/// <summary>What is looked at, what is wrong with it, and what to do, in plain words.</summary>
internal static class HealthWords
{
    public static string Name(HealthSubject subject, Language language) => subject switch
    {
        HealthSubject.Database => language.Say("Database", "Datenbank"),
        HealthSubject.Broker => language.Say("Broker", "Nachrichtenverteiler"),
        HealthSubject.Dispatcher => language.Say("Handing out work", "Arbeit verteilen"),
        HealthSubject.Backlog => language.Say("Waiting work", "Wartende Arbeit"),
        HealthSubject.Workers => language.Say("Workers", "Leser"),
        HealthSubject.Disk => language.Say("Disk", "Platte"),
        _ => throw new ArgumentOutOfRangeException(nameof(subject), subject, "This has no name yet."),
    };

    public static string Well(HealthSubject subject, Language language) => subject switch
    {
        HealthSubject.Database => language.Say("answers", "antwortet"),
        HealthSubject.Broker => language.Say("answers", "antwortet"),
        HealthSubject.Dispatcher => language.Say("goes round", "läuft"),
        HealthSubject.Backlog => language.Say("nothing waits for more than five minutes", "nichts wartet länger als fünf Minuten"),
        HealthSubject.Workers => language.Say("all that were there are alive", "alle, die da waren, leben"),
        _ => language.Say("has room", "hat Platz"),
    };

    public static (string What, string Do) Of(HealthProblem problem, Language language) => problem.Code switch
    {
        "database-away" => (language.Say("The database does not answer.", "Die Datenbank antwortet nicht."), language.Say("Look whether it runs and can be reached.", "Sehen Sie nach, ob sie läuft und erreichbar ist.")),
        "broker-away" => (
            language.Say("The broker does not answer; letters are still taken in and wait.", "Der Nachrichtenverteiler antwortet nicht; Briefe werden weiter angenommen und warten."),
            language.Say("Look whether RabbitMQ runs and can be reached; work goes on by itself then, and nothing is lost.", "Sehen Sie nach, ob RabbitMQ läuft und erreichbar ist; dann geht es von selbst weiter, und nichts geht verloren.")),
        "dispatcher-stuck" => (language.Say("Work is not handed out.", "Arbeit wird nicht verteilt."), language.Say("Start the service again; nothing is lost.", "Starten Sie den Dienst neu; nichts geht verloren.")),
        "backlog-old" => (language.Say("Letters wait for more than five minutes.", "Briefe warten länger als fünf Minuten."), language.Say("Add workers, or look in the overview at what fails.", "Fügen Sie Leser hinzu, oder sehen Sie im Überblick nach, was scheitert.")),
        "workers-silent" => (
            language.Say("A worker has gone silent; what it held goes to others.", "Ein Leser ist verstummt; was er hatte, geht an andere."),
            language.Say("Start it again if it should be there. An hour after its last sign of life it is forgotten.", "Starten Sie ihn neu, wenn er da sein sollte. Eine Stunde nach dem letzten Lebenszeichen ist er vergessen.")),
        "disk-full" => (language.Say("The disk is nearly full; nothing new is taken in.", "Die Platte ist fast voll; Neues wird nicht angenommen."), language.Say("Free some space or add a disk.", "Schaffen Sie Platz oder erweitern Sie die Platte.")),
        _ => (problem.Sentence, ""),
    };
}
