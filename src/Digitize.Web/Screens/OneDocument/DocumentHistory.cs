using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Sharing;
using Digitize.Web.Screens.Frame;

namespace Digitize.Web.Screens.OneDocument;

/// <summary>Who has seen and changed a document, out of the audit of its account.</summary>
/// <param name="Older">The sequence to go on before; null at the end.</param>
/// <param name="Releases">That let operators read it, or still do.</param>
public sealed record DocumentHistory(Document Document, IReadOnlyList<HistoryLine> Lines, long? Older, IReadOnlyList<Release> Releases)
{
    private const int AtOnce = 50;

    internal static async Task<DocumentHistory> LoadAsync(Document document, long? before, AuditTrail trail, Members members, ShareLinks links, Releases releases, Language language, CancellationToken cancel)
    {
        var found = await trail.LatestAsync(document.AccountId, new AuditFilter { Document = document.Id }, before, AtOnce + 1, cancel);
        var words = new HistoryWords(
            (await members.ListAsync(document.AccountId, cancel)).ToDictionary(member => member.Id.ToString(), member => member.Login),
            (await links.ListAsync(document.AccountId, document.Id, cancel)).ToDictionary(link => $"share {link.Id}"),
            language);
        var shown = found.Take(AtOnce).ToList();
        var opened = await releases.ListAsync(document.AccountId, cancel);
        return new DocumentHistory(document, [.. shown.Select(words.Of)], found.Count > AtOnce ? shown[^1].Entry.Sequence : null, [.. opened.Where(release => release.DocumentId is null || release.DocumentId == document.Id)]);
    }
}

/// <summary>One line: who, what, and by which way or for which reason.</summary>
/// <param name="Tone">A class of the style sheet: <c>seen</c>, <c>changed</c> or <c>operator</c>.</param>
public sealed record HistoryLine(DateTimeOffset At, string Who, string What, string? How, string Tone);
