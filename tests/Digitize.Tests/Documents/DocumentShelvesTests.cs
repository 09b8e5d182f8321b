using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Documents;

public sealed class DocumentShelvesTests
{
    private static readonly string[] Sorted = ["Amt", "Änderung", "arbeit", "Ärger", "École", "Ofen", "Öl", "Omnibus", "Straße", "Strasse", "Uhr", "Übung", "Zebra"];

    [Test]
    public async Task Titles_are_sorted_with_umlauts_beside_their_letters_and_read_in_parts_without_a_gap()
    {
        await using var archive = await TestArchive.CreateAsync();
        var account = await archive.AddAccountAsync("A");
        foreach (var title in Sorted.Order(StringComparer.Ordinal))
        {
            await archive.AddDocumentAsync(account, title);
        }

        await using var db = archive.Database.Open(CurrentAccount.Of(account));
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var part = await new DocumentShelves(db).ListAsync(new ShelfView(Order: ShelfOrder.Title), cursor, 2, CancellationToken.None);
            seen.AddRange(part.Documents.Select(document => document.Title));
            cursor = part.Next;
        }
        while (cursor is not null);

        // What is written alike but for the umlaut is in the order of the ids.
        Assert.That(seen.Select(Plain), Is.EqualTo(Sorted.Select(Plain).Order(StringComparer.Ordinal)));
        Assert.That(seen, Is.EquivalentTo(Sorted));
        Assert.That(seen.IndexOf("Ärger"), Is.LessThan(seen.IndexOf("Ofen")));
    }

    [Test]
    public async Task Lists_are_read_from_their_indexes()
    {
        await using var archive = await TestArchive.CreateAsync();
        await using var db = archive.Database.Open(CurrentAccount.Of(await archive.AddAccountAsync("A")));
        foreach (var (shelf, index) in new[] { (Shelf.InWork, "documents_in_work"), (Shelf.NeedsALook, "documents_to_look_at"), (Shelf.Trash, "documents_in_trash") })
        {
            Assert.That(await PlanAsync(new DocumentShelves(db).On(shelf).OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id).Take(5)), Does.Contain(index).And.Not.Contain("TEMP B-TREE"));
        }

        Assert.That(await PlanAsync(new DocumentShelves(db).On(Shelf.All).Select(TitleOrder.ByLetters).Where(row => string.Compare(row.Key, "m") > 0).OrderBy(row => row.Key).ThenBy(row => row.Row.Id).Take(5)), Does.Contain("documents_by_title").And.Not.Contain("TEMP B-TREE"));
        Assert.That(await PlanAsync(new ReviewQueue(db).Waiting().OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id).Take(5)), Does.Contain("documents_to_review").And.Not.Contain("TEMP B-TREE"));
    }

    private static string Plain(string title) => title.ToLowerInvariant().Replace('ä', 'a').Replace('ö', 'o').Replace('ü', 'u').Replace('é', 'e').Replace("ß", "ss", StringComparison.Ordinal);

    private static async Task<string> PlanAsync(IQueryable<object> query)
    {
        await using var command = query.CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        await command.Connection!.OpenAsync();
        await using var rows = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await rows.ReadAsync())
        {
            plan.Add(rows.GetString(3));
        }

        return string.Join('\n', plan);
    }
}
