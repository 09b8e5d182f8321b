using System.Runtime.Versioning;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Operations;
using Digitize.Pages;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Faults;

/// <summary>What must hold after every fault: nothing lost, nothing doubled, nothing unexpected, and rows and files agree.</summary>
[SupportedOSPlatform("linux")]
internal static class Invariants
{
    /// <param name="service">Stopped.</param>
    /// <param name="attempted">Every letter that was sent, and with how many pages.</param>
    internal static async Task AssertAsync(ServiceUnderFire service, IReadOnlyDictionary<string, int> attempted)
    {
        await using var provider = service.AtRest();
        var database = provider.GetRequiredService<DigitizeDatabase>();
        await using var db = database.Open(CurrentAccount.Of(service.Account));
        var documents = await db.Documents.ToListAsync();
        var current = documents.Select(row => row.Title).ToList();
        var expected = LettersOf(attempted);
        Assert.Multiple(() =>
        {
            Assert.That(LettersOf(attempted.Where(sent => service.Accepted.Contains(sent.Key))).Keys.Except(current), Is.Empty, "lost");
            Assert.That(current.GroupBy(title => title).Where(group => group.Count() > 1).Select(group => group.Key), Is.Empty, "doubled");
            Assert.That(current.Except(expected.Keys), Is.Empty, "unexpected");
        });
        foreach (var document in documents)
        {
            await AssertWholeAsync(provider, db, document, expected[document.Title]);
        }

        await AssertSplitAsync(db, documents);
        Assert.That(await db.WorkItems.CountAsync(row => row.State != WorkState.Done), Is.Zero, "work is left");
        await AssertFilesAsync(provider, database);
        Assert.That(await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS \"Value\" FROM pragma_integrity_check").ToListAsync(), Is.EqualTo(new[] { "ok" }));
    }

    /// <summary>What is to be there in the end: a letter, or the letters of a stack, in which every third page separates.</summary>
    internal static IReadOnlyDictionary<string, int> LettersOf(IEnumerable<KeyValuePair<string, int>> attempted) => attempted.SelectMany(sent =>
    {
        const int pagesOfPart = 2;
        var parts = sent.Key.StartsWith("stapel", StringComparison.Ordinal) ? sent.Value / (pagesOfPart + 1) : 0;
        return parts == 0 ? [sent] : Enumerable.Range(1, parts).Select(part => KeyValuePair.Create($"{sent.Key} ({part} of {parts})", pagesOfPart));
    }).ToDictionary();

    /// <summary>A stack is split, or it is not; its letters come from nowhere else.</summary>
    private static async Task AssertSplitAsync(DigitizeDb db, IReadOnlyList<Document> documents)
    {
        var stacks = await db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).Where(row => row.State == DocumentState.Split).ToListAsync();
        Assert.That(documents.Select(row => row.SplitFrom).OfType<DocumentId>().Distinct(), Is.EquivalentTo(stacks.Select(stack => stack.Id)));
        Assert.That(stacks.Select(stack => (stack.CurrentVersion, stack.PurgeAfter is null)), Is.All.EqualTo(((int?)null, false)));
        foreach (var stack in stacks)
        {
            Assert.That(await db.Changes.CountAsync(row => row.DocumentId == stack.Id && row.Kind == ChangeKind.Split), Is.EqualTo(1), stack.Title);
        }
    }

    /// <summary>Each page has one result, the document one version whose bytes are those that were recorded, and nothing half-done is left.</summary>
    private static async Task AssertWholeAsync(ServiceProvider provider, DigitizeDb db, Document document, int pages)
    {
        Assert.That((document.State, document.PageCount, document.PagesDone, document.FailedPages), Is.EqualTo((DocumentState.Completed, (int?)pages, pages, 0)), document.Title);
        var rows = await db.Pages.Where(row => row.DocumentId == document.Id).OrderBy(row => row.Number).ToListAsync();
        Assert.That(rows.Select(row => (row.Number, row.State, row.FinishedBlob)), Is.EqualTo(Enumerable.Range(1, pages).Select(number => (new PageNumber(number), PageState.Done, (BlobKey?)null))), document.Title);
        Assert.That(await db.Texts.CountAsync(row => row.DocumentId == document.Id && row.Page != null), Is.EqualTo(pages), document.Title);
        Assert.That(await db.VersionPages.CountAsync(row => row.DocumentId == document.Id) + await db.PageReadings.CountAsync(row => row.DocumentId == document.Id), Is.EqualTo(2 * pages), document.Title);
        Assert.That(await db.PlannedVersions.AnyAsync(row => row.DocumentId == document.Id) || rows.Any(row => row.Text is not null), Is.False, document.Title);
        var version = (await db.Versions.Where(row => row.DocumentId == document.Id).ToListAsync()).Single();
        var keys = await DocumentBlobs.KeysAsync(db, document.Id, CancellationToken.None);
        await using var pdf = await provider.GetRequiredService<EncryptedBlobs>().OpenAsync(keys!, version.PdfBlob, CancellationToken.None);
        Assert.That(await SHA256.HashDataAsync(pdf), Is.EqualTo(version.PdfSha256), document.Title);
        Assert.That(await db.Changes.CountAsync(row => row.DocumentId == document.Id && row.Kind == ChangeKind.Completed), Is.EqualTo(1), document.Title);
    }

    /// <summary>Every key in a row has its blob; what a crash left without a row goes with the sweep, and nothing else does.</summary>
    internal static async Task AssertFilesAsync(ServiceProvider provider, DigitizeDatabase database)
    {
        var store = provider.GetRequiredService<IBlobStore>();
        var later = TimeProvider.System.GetUtcNow() + OrphanSweep.Grace + TimeSpan.FromHours(1);
        var swept = await OrphanSweep.RunAsync(store, "", cancel => ReferencedBlobs.AllAsync(database, cancel), (key, cancel) => ReferencedBlobs.HasAsync(database, key, cancel), later, CancellationToken.None);
        Assert.That(swept.Missing, Is.Empty, "a row without its file");
        var stored = new List<BlobKey>();
        await foreach (var blob in store.ListAsync("", CancellationToken.None))
        {
            stored.Add(blob.Key);
        }

        Assert.That(stored, Is.EquivalentTo(await ReferencedBlobs.AllAsync(database, CancellationToken.None)), "a file without its row");
        TestContext.Out.WriteLine($"{stored.Count} blobs, {swept.Deleted.Count} left by crashes and swept");
    }
}
