using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Exports;
using Digitize.Storage;
using Digitize.Tests.Backup;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Exports;

public sealed class ExportTests : IDisposable
{
    private readonly RandomNumberGenerator _dice = RandomNumberGenerator.Create();

    [OneTimeTearDown]
    public void Dispose() => _dice.Dispose();

    [Test]
    public async Task Everything_of_an_account_is_in_the_file_and_nothing_of_another()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("Muster GmbH");
        var letter = await house.AddDocumentAsync(account, "Zählerstand 2026");
        await house.AddVersionAsync(letter, "again");
        var trashed = await house.AddDocumentAsync(account, "Werbung", DocumentState.Trashed);
        var other = await house.AddDocumentAsync(await house.AddAccountAsync("B"), "fremd");
        await house.WriteAsync(db => db.Database.ExecuteSqlAsync($"UPDATE documents SET title = {"=1+1/../\\C:\nzählt"} WHERE id = {letter.Value}"));

        using var file = new MemoryStream();
        var summary = await Writer(house).WriteAsync(account, file, null, default);
        Assert.That((summary.Documents, summary.Faults), Is.EqualTo((2L, (IReadOnlyList<string>)[])));
        using var zip = new ZipArchive(file);
        var names = zip.Entries.Select(entry => entry.FullName).ToList();
        Assert.That(names, Is.Unique);
        Assert.That(names.Where(name => name.Contains("..", StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)), Is.Empty);
        Assert.That(names.Where(name => !name.StartsWith("documents/", StringComparison.Ordinal)), Is.EquivalentTo(new[] { "README.txt", "account.json", "index.csv", "audit.jsonl" }));
        var folder = names.Single(name => name.EndsWith($"{letter.ToString()[^8..]}/original", StringComparison.Ordinal))[..^"original".Length];
        Assert.That(folder, Does.Match("^documents/2026-03-01 1\\+1 C zählt [0-9a-f]{8}/$"));
        Assert.That(Text(zip, folder + "original"), Is.EqualTo("original of Zählerstand 2026"));
        Assert.That(Text(zip, folder + "document.pdf"), Is.EqualTo("PDF of Zählerstand 2026"));
        Assert.That(Text(zip, folder + "versions/2.pdf"), Is.EqualTo("PDF of again"));
        Assert.That(Text(zip, folder + "text.txt"), Is.EqualTo("Zählerstand 2026"));
        var facts = JsonDocument.Parse(Text(zip, folder + "facts.json")).RootElement;
        Assert.That((facts.GetProperty("tags")[0].GetString(), facts.GetProperty("versions").GetArrayLength()), Is.EqualTo(("Steuer", 2)));
        Assert.That(Text(zip, "index.csv"), Does.Contain("\"'=1+1/../\\C:\nzählt\"").And.Contain(trashed.ToString()).And.Contain("\"Trashed\""));
        Assert.That(zip.Entries.Select(entry => Text(zip, entry.FullName)), Has.None.Contains("fremd").And.None.Contains(other.ToString()));
    }

    [Test]
    public async Task What_is_damaged_is_told_and_the_rest_is_there()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var (whole, damaged) = (await house.AddDocumentAsync(account, "heil"), await house.AddDocumentAsync(account, "kaputt"));
        await using (var db = house.Open())
        {
            await house.Store.DeleteAsync((await db.AllDocuments.SingleAsync(row => row.Id == damaged)).OriginalBlob, default);
        }

        using var file = new MemoryStream();
        var summary = await Writer(house).WriteAsync(account, file, null, default);
        Assert.That(summary.Faults.Single(), Does.Match($"^documents/.* {damaged.ToString()[^8..]}/original could not be read"));
        using var zip = new ZipArchive(file);
        Assert.That(Text(zip, "faults.txt"), Is.EqualTo(summary.Faults[0] + "\n"));
        Assert.That(zip.Entries.Select(entry => entry.FullName), Has.Some.EndsWith($"{whole.ToString()[^8..]}/original").And.Some.EndsWith($"{damaged.ToString()[^8..]}/document.pdf"));
    }

    [Test]
    public async Task An_export_whose_maker_died_is_made_from_its_beginning_and_goes_when_its_time_is_over()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        await house.AddDocumentAsync(account, "first");
        var exports = Exports(house);
        var asked = await exports.AskAsync(account, Actor.System, default);
        Assert.That((await exports.AskAsync(account, Actor.System, default)).Id, Is.EqualTo(asked.Id), "one at a time");
        var half = BlobKey.New(account.ToString(), _dice);
        await house.Store.WriteAsync(half, new MemoryStream([1, 2, 3]), default);
        await house.WriteAsync(db => db.Exports.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, ExportState.Making).SetProperty(row => row.Blob, half)));

        Assert.That(await Job(house).RunAsync(default), Is.EqualTo(1));
        var ready = (await exports.FindAsync(account, asked.Id, default))!;
        Assert.That((ready.State, ready.Documents, ready.Blob == half), Is.EqualTo((ExportState.Ready, 1L, false)));
        Assert.That(Directory.GetFiles(house.BlobFolder, Path.GetFileName(half.Value), SearchOption.AllDirectories), Is.Empty);
        var link = (await exports.LinkAsync(ready, default))!;
        var opened = (await exports.OpenAsync(asked.Id, link, isBeginning: true, default))!.Value;
        using (var zip = new ZipArchive(opened.Content))
        {
            Assert.That((opened.Content.Length, zip.Entries.Count), Is.EqualTo((ready.Length!.Value, 8)));
        }

        Assert.That(await exports.OpenAsync(asked.Id, link with { Until = link.Until.AddSeconds(1) }, true, default), Is.Null);
        Assert.That(await exports.OpenAsync(asked.Id, link with { Signature = "00" }, true, default), Is.Null);
        house.Clock.Pass(AccountExports.LinkLife + TimeSpan.FromSeconds(1));
        Assert.That(await exports.OpenAsync(asked.Id, link, true, default), Is.Null, "run out");
        house.Clock.Pass(AccountExports.Kept);
        Assert.That(await Job(house).RunAsync(default), Is.Zero);
        Assert.That(await exports.ListAsync(account, default), Is.Empty);
        Assert.That(Directory.GetFiles(house.BlobFolder, Path.GetFileName(ready.Blob!.Value.Value), SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task A_letter_that_is_erased_takes_the_exports_that_hold_it_along()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var letter = await house.AddDocumentAsync(account, "first");
        var exports = Exports(house);
        var asked = await exports.AskAsync(account, Actor.System, default);
        await Job(house).RunAsync(default);
        var ready = (await exports.FindAsync(account, asked.Id, default))!;
        var link = (await exports.LinkAsync(ready, default))!;
        await house.Purge.EndAsync(account, letter, DeletionReason.Erased, Actor.System, default);
        Assert.That(await exports.OpenAsync(asked.Id, link, true, default), Is.Null);
        await Job(house).RunAsync(default);
        var outdated = (await exports.FindAsync(account, asked.Id, default))!;
        Assert.That((outdated.State, outdated.WrappedKey, outdated.Blob), Is.EqualTo((ExportState.Outdated, (byte[]?)null, (BlobKey?)null)));
        Assert.That(Directory.GetFiles(house.BlobFolder, "*", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task An_export_that_still_waits_when_a_letter_is_erased_is_made_without_it()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var letter = await house.AddDocumentAsync(account, "first");
        var asked = await Exports(house).AskAsync(account, Actor.System, default);
        await house.Purge.EndAsync(account, letter, DeletionReason.Erased, Actor.System, default);
        Assert.That(await Job(house).RunAsync(default), Is.EqualTo(1));
        var ready = (await Exports(house).FindAsync(account, asked.Id, default))!;
        Assert.That((ready.State, ready.Documents), Is.EqualTo((ExportState.Ready, 0L)));
    }

    [Test]
    public async Task A_maker_whose_export_was_taken_over_does_not_call_it_ready()
    {
        VaultedInstallation? house = null;
        var others = BlobKey.New("a", _dice);
        house = await VaultedInstallation.CreateAsync(live: store => new TakenOver(store, () => house!.WriteAsync(db => db.Exports.ExecuteUpdateAsync(set => set.SetProperty(row => row.Blob, others)))));
        using (house)
        {
            var account = await house.AddAccountAsync("A");
            var exports = Exports(house);
            var asked = await exports.AskAsync(account, Actor.System, default);
            Assert.That(await Job(house).RunAsync(default), Is.EqualTo(2), "what was taken over and left is made from its beginning");
            var ready = (await exports.FindAsync(account, asked.Id, default))!;
            await using var content = (await exports.OpenAsync(asked.Id, (await exports.LinkAsync(ready, default))!, isBeginning: false, default))!.Value.Content;
            Assert.That(Directory.GetFiles(house.BlobFolder, "*", SearchOption.AllDirectories).Select(Path.GetFileName), Is.EqualTo(new[] { Path.GetFileName(ready.Blob!.Value.Value) }));
        }
    }

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private static ExportWriter Writer(VaultedInstallation house) => new(house.Database, house.Blobs, house.Trail, house.Clock);

    private static AccountExports Exports(VaultedInstallation house) => new(house.Database, house.Blobs, house.Store, house.Secrets, house.Audit, house.Clock);

    private ExportJob Job(VaultedInstallation house) => new(house.Database, new JobLeases(house.Database, _dice, house.Clock), Writer(house), house.Blobs, house.Store, house.Audit, house.Clock, _dice);

    /// <summary>Another maker begins with the export while the first writes it.</summary>
    private sealed class TakenOver(IBlobStore inner, Func<Task> takeOver) : IBlobStore
    {
        private bool _isDone;

        public long? FreeBytes => inner.FreeBytes;

        public async Task<BlobReceipt> WriteAsync(BlobKey key, Stream content, CancellationToken cancel)
        {
            if (!_isDone)
            {
                _isDone = true;
                await takeOver();
            }

            return await inner.WriteAsync(key, content, cancel);
        }

        public Task<Stream> OpenAsync(BlobKey key, CancellationToken cancel) => inner.OpenAsync(key, cancel);

        public Task<bool> DeleteAsync(BlobKey key, CancellationToken cancel) => inner.DeleteAsync(key, cancel);

        public IAsyncEnumerable<StoredBlob> ListAsync(string prefix, CancellationToken cancel) => inner.ListAsync(prefix, cancel);
    }
}
