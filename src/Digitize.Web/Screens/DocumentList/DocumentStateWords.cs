using Digitize.Documents;
using Digitize.Web.Problems;
using Digitize.Web.Screens.Frame;

namespace Digitize.Web.Screens.DocumentList;

/// <summary>How a document is, for the one who waits for it: an icon, and words that say it without the icon.</summary>
/// <param name="Tone"><c>done</c>, <c>busy</c>, <c>warn</c> or <c>bad</c>: a class of the style sheet.</param>
/// <param name="Done">Pages read of all, while they are read.</param>
public sealed record DocumentStateWords(string Icon, string Tone, string Sentence, (int Read, int All)? Done = null)
{
    public static DocumentStateWords Of(Document document, Language language, DateTimeOffset now) => document.State switch
    {
        DocumentState.Received => new("wait", "busy", language.Say("Waiting to be read", "Wartet aufs Lesen")),
        DocumentState.Recognizing => Reading(document, language),
        DocumentState.Assembling => new("read", "busy", language.Say("Being put together", "Wird zusammengesetzt"), (document.PageCount ?? 1, document.PageCount ?? 1)),
        DocumentState.Failed => new("warn", "bad", Failed(document, language)),
        DocumentState.Trashed => new("trash", "done", Trashed(document, language, now)),
        DocumentState.Split => new("documents", "done", language.Say("Split into several documents", "In mehrere Dokumente geteilt")),
        DocumentState.Merged => new("documents", "done", language.Say("Part of another document", "Teil eines anderen Dokuments")),
        _ when document.FailedPages > 0 => new("warn", "warn", Gaps(document.FailedPages, language)),
        _ => new("check", "done", Pages(document.PageCount ?? 0, language)),
    };

    private static DocumentStateWords Reading(Document document, Language language) => document.PageCount is { } all
        ? new("read", "busy", language.Say($"{language.Number(document.PagesDone)} of {Pages(all, language)} read", $"{language.Number(document.PagesDone)} von {Pages(all, language)} gelesen"), (document.PagesDone, all))
        : new("read", "busy", language.Say("Being read", "Wird gelesen"));

    private static string Failed(Document document, Language language) =>
        document.FailureCode is { } code ? language.Say(ProblemTypes.For(code).English, ProblemTypes.For(code).German) : language.Say("Could not be read.", "War nicht zu lesen.");

    private static string Trashed(Document document, Language language, DateTimeOffset now)
    {
        var days = document.PurgeAfter is { } at ? Math.Max(0, (int)Math.Ceiling((at - now).TotalDays)) : 0;
        return days == 0 ? language.Say("Goes for good today", "Wird heute endgültig gelöscht")
            : language.Say($"Goes for good in {language.Count(days, "day", "days", "Tag", "Tagen")}", $"Wird in {language.Count(days, "day", "days", "Tag", "Tagen")} endgültig gelöscht");
    }

    private static string Gaps(int pages, Language language) => $"{Pages(pages, language)} {language.Say("could not be read", pages == 1 ? "war nicht zu lesen" : "waren nicht zu lesen")}";

    private static string Pages(int pages, Language language) => language.Count(pages, "page", "pages", "Seite", "Seiten");
}
