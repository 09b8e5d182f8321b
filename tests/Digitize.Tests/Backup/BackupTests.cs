using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Backup;

public sealed class BackupTests
{
    private static readonly TimeSpan TrashTime = TimeSpan.FromDays(30);

    [Test]
    public async Task What_was_backed_up_is_there_again_on_a_bare_machine_and_can_be_found_by_its_words()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var (a, b) = (await house.AddAccountAsync("A"), await house.AddAccountAsync("B"));
        var (letter, other) = (await house.AddDocumentAsync(a, "Mahnung Stadtwerke"), await house.AddDocumentAsync(b, "Invoice"));
        await house.AddVersionAsync(letter, "second reading");
        var summary = (await house.Job.RunAsync(null, default)).Single();
        Assert.That((summary.Documents, summary.BlobsCopied, summary.IsFull, summary.Missing.Count), Is.EqualTo((2L, 7L, true, 0)));

        using var bare = await house.BareMachineAsync();
        var restored = await bare.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default);
        Assert.That((restored.Restored, restored.Faults.Count, restored.WithoutKey), Is.EqualTo((2L, 0, 0L)));
        Assert.That((await bare.Trail.ListAsync(null, null, 0, 10, default))[^1].Entry.Action, Is.EqualTo(AuditAction.BackupRestored));
        Assert.That(await bare.Trail.VerifyAsync(await bare.Job.AnchorsAsync(default), default), Is.InstanceOf<AuditVerdict.Sound>(), "The chain goes on from the backup's end.");
        foreach (var document in new[] { letter, other })
        {
            Assert.That(await RowsAsync(bare, document), Is.EqualTo(await RowsAsync(house, document)));
        }

        await using var db = bare.Open();
        var versions = await db.Versions.Where(row => row.DocumentId == letter).OrderBy(row => row.Number).ToListAsync();
        Assert.That(await bare.ReadAsync(letter, versions[1].PdfBlob), Is.EqualTo("PDF of second reading"));
        Assert.That((await new Search(bare.Database.Open(CurrentAccount.Of(a)), CurrentAccount.Of(a)).FindAsync("stadtwerke", [], 10, default)).Single().Document.Id, Is.EqualTo(letter));
        Assert.That(await db.Accounts.OrderBy(row => row.Name).Select(row => row.Name).ToListAsync(), Is.EqualTo(new[] { "A", "B" }));
    }

    [Test]
    public async Task A_run_without_changes_adds_a_manifest_and_a_key_bag_and_one_with_a_change_only_what_is_new()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var letters = new List<DocumentId>();
        for (var i = 0; i < 20; i++)
        {
            letters.Add(await house.AddDocumentAsync(account, $"letter {i}"));
        }

        await house.Job.RunAsync(null, default);
        var before = house.VaultFiles();
        house.Clock.Pass(TimeSpan.FromHours(1));
        var second = (await house.Job.RunAsync(null, default)).Single();
        Assert.That((second.Changed, second.BlobsCopied, second.IsFull, second.Documents), Is.EqualTo((0L, 0L, false, 20L)));
        Assert.That(house.VaultFiles().Keys.Except(before.Keys).Select(path => Path.GetFileName(Path.GetDirectoryName(path))), Is.EquivalentTo(new[] { "manifests", "bags" }));

        await house.AddVersionAsync(letters[7], "better");
        var third = (await house.Job.RunAsync(null, default)).Single();
        Assert.That((third.Changed, third.BlobsCopied, third.Documents), Is.EqualTo((1L, 1L, 20L)));
        Assert.That(await house.IsSoundAsync());
    }

    [Test]
    public async Task The_newest_backup_is_the_last_one_made_also_when_the_clock_was_set_back()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        await house.AddDocumentAsync(account, "first");
        house.Clock.Pass(TimeSpan.FromDays(3650));
        await house.Job.RunAsync(null, default);
        house.Clock.Pass(-TimeSpan.FromDays(3650));
        await house.AddDocumentAsync(account, "second");
        await house.Job.RunAsync(null, default);
        using var bare = await house.BareMachineAsync();
        Assert.That((await bare.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default)).Restored, Is.EqualTo(2));
    }

    [Test]
    public async Task A_run_forgets_the_changes_of_documents_that_are_gone()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var (kept, gone) = (await house.AddDocumentAsync(account, "kept"), await house.AddDocumentAsync(account, "gone"));
        await house.Job.RunAsync(null, default);
        await house.Purge.EndAsync(account, gone, DeletionReason.Erased, Actor.System, default);
        await house.Job.RunAsync(null, default);
        await using var db = house.Open();
        Assert.That(await db.Database.SqlQuery<Guid>($"SELECT document_id AS \"Value\" FROM document_stamps").ToListAsync(), Is.EqualTo(new[] { kept.Value }));
    }

    [Test]
    public async Task A_title_that_was_changed_a_tag_and_a_place_in_the_trash_are_in_the_next_backup()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var letter = await house.AddDocumentAsync(account, "letter");
        await house.Job.RunAsync(null, default);
        await house.WriteAsync(db => db.Documents.ExecuteUpdateAsync(set => set.SetProperty(row => row.Title, "Another title")));
        await house.WriteAsync(db => DocumentTags.SetAsync(db, account, letter, [TagName.TryParse("wichtig")!.Value], default));
        await new DocumentTrash(house.Database, house.Audit, house.Clock, TrashTime).DeleteAsync(account, letter, Actor.System, default);
        Assert.That((await house.Job.RunAsync(null, default)).Single().Changed, Is.EqualTo(1));

        using var bare = await house.BareMachineAsync();
        await bare.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default);
        await using var db = bare.Open();
        var row = await db.AllDocuments.SingleAsync();
        Assert.That((row.Title, row.State), Is.EqualTo(("Another title", DocumentState.Trashed)));
        Assert.That((await db.Tags.SingleAsync()).Name, Is.EqualTo("wichtig"));
    }

    [Test]
    public async Task A_letter_that_was_being_read_is_read_from_its_beginning_after_a_restore()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var letter = await house.AddDocumentAsync(await house.AddAccountAsync("A"), "letter", DocumentState.Recognizing);
        await house.Job.RunAsync(null, default);
        using var bare = await house.BareMachineAsync();
        await bare.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default);
        await using var db = bare.Open();
        Assert.That(await db.Documents.Select(row => new { row.State, row.Reading, row.PagesDone }).SingleAsync(), Is.EqualTo(new { State = DocumentState.Received, Reading = 2, PagesDone = 0 }));
        Assert.That(await db.WorkItems.Select(row => new { row.DocumentId, row.Kind, row.Reading }).SingleAsync(), Is.EqualTo(new { DocumentId = letter, Kind = Digitize.Processing.WorkKind.Prepare, Reading = 2 }));
    }

    [Test]
    public async Task An_older_backup_brings_one_account_or_one_letter_back_into_an_installation_that_runs()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var (a, b) = (await house.AddAccountAsync("A"), await house.AddAccountAsync("B"));
        var (first, second, foreign) = (await house.AddDocumentAsync(a, "first"), await house.AddDocumentAsync(a, "second"), await house.AddDocumentAsync(b, "foreign"));
        await house.Job.RunAsync(null, default);
        await LoseAsync(house, first, second, foreign);

        var one = await house.Job.RestoreAsync(null, null, new RestoreScope.OneDocument(first), Actor.OnMachine, default);
        Assert.That(one.Restored, Is.EqualTo(1));
        Assert.That(async () => await house.Job.RestoreAsync(null, null, new RestoreScope.OneDocument(first), Actor.OnMachine, default), Throws.TypeOf<RestoreRefusedException>().With.Message.Contains("is there"));
        var account = await house.Job.RestoreAsync(null, null, new RestoreScope.OneAccount(a), Actor.OnMachine, default);
        Assert.That((account.Restored, account.AlreadyThere), Is.EqualTo((1L, 1L)));
        foreach (var chain in new AccountId?[] { a, null })
        {
            var told = (await house.Trail.ListAsync(chain, null, 0, 10, default)).Where(line => line.Entry.Action == AuditAction.BackupRestored).ToList();
            Assert.That(told.Select(line => (line.Entry.ObjectId, line.Entry.Reason, line.Details!["restored"])), Is.EqualTo(new[] { (first.ToString(), $"backup {one.Backup}", "1"), (a.ToString(), $"backup {one.Backup}", "1") }), "The customer sees it, too.");
        }

        Assert.That(await house.Trail.ListAsync(b, null, 0, 10, default), Is.Empty);
        await using var db = house.Open();
        Assert.That(await db.Documents.Select(row => row.Id).ToListAsync(), Is.EquivalentTo(new[] { first, second }));
    }

    [Test]
    public async Task A_restore_that_was_broken_off_goes_on_where_it_was()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        for (var i = 0; i < 12; i++)
        {
            await house.AddDocumentAsync(account, $"letter {i}");
        }

        await house.Job.RunAsync(null, default);
        using var stop = new CancellationTokenSource();
        var written = 0;
        using var bare = await VaultedInstallation.CreateAsync(house.MasterKeyText, house.Clock, store => new WatchedStore(store, () =>
        {
            if (++written == 30)
            {
                stop.Cancel();
            }
        }));
        bare.Options = house.Options;
        using var dice = RandomNumberGenerator.Create();
        var vault = new Vault("first", new DiskBlobStore(house.VaultFolder, dice), new DiskBlobStore(house.KeyFolder, dice));
        var restore = new Restore(bare.Database, bare.Store, bare.Blobs, bare.Master, bare.Work, bare.Clock) { AtOnce = 4 };
        Assert.That(async () => await restore.RunAsync(vault, null, new RestoreScope.Everything(), null, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await bare.Job.UnfinishedRestoreAsync(default), Is.EqualTo((await house.Job.ListAsync(null, default)).Single().Name), "Nobody is served from a half of it.");
        var rest = await bare.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default);
        Assert.That(rest.Restored + rest.AlreadyThere, Is.EqualTo(12));
        Assert.That(rest.AlreadyThere, Is.EqualTo(4).Or.EqualTo(8), "Three blobs a letter: the thirtieth is one of the third four, while the rows of the second are written.");
        await using var db = bare.Open();
        Assert.That(await bare.Job.UnfinishedRestoreAsync(default), Is.Null);
        Assert.That(await db.Documents.CountAsync(), Is.EqualTo(12));
    }

    [Test]
    public async Task While_another_machine_has_the_vaults_in_hand_nothing_is_written_to_them()
    {
        using var house = await VaultedInstallation.CreateAsync();
        await house.AddAccountAsync("A");
        using var dice = RandomNumberGenerator.Create();
        var other = (await new JobLeases(house.Database, dice, house.Clock).TryTakeAsync("vaults", TimeSpan.FromMinutes(5), default))!;
        var run = house.Job.RunAsync(null, default);
        Assert.That(Directory.Exists(house.VaultFolder) ? Directory.GetFiles(house.VaultFolder, "*", SearchOption.AllDirectories) : [], Is.Empty);
        Assert.That(run.IsCompleted, Is.False);
        await other.DisposeAsync();
        Assert.That((await run).Single().Name, Does.StartWith("00000001-"));
    }

    [Test]
    public async Task A_restore_of_one_letter_that_breaks_off_is_told_in_the_audit()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var letter = await house.AddDocumentAsync(await house.AddAccountAsync("A"), "first");
        await house.Job.RunAsync(null, default);
        await house.Purge.EndAsync(AccountId.TryParse((await house.KeysAsync(letter)).Account)!.Value, letter, DeletionReason.TrashRanOut, Actor.System, default);
        var list = Directory.GetFiles(Path.Combine(house.VaultFolder, "manifests")).Single();
        File.SetUnixFileMode(list, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.AppendAllText(list, "x");
        Assert.That(async () => await house.Job.RestoreAsync(null, null, new RestoreScope.OneDocument(letter), Actor.OnMachine, default), Throws.InstanceOf<DamagedVaultException>());
        var told = (await house.Trail.ListAsync(null, null, 0, 10, default))[^1].Entry;
        Assert.That((told.Action, told.Outcome, told.ObjectId, told.Reason), Is.EqualTo((AuditAction.BackupRestored, AuditOutcome.Refused, letter.ToString(), "backup newest")));
    }

    [Test]
    public async Task A_restore_is_refused_in_one_sentence_and_changes_nothing()
    {
        using var house = await VaultedInstallation.CreateAsync();
        await house.AddDocumentAsync(await house.AddAccountAsync("A"), "letter");
        await house.Job.RunAsync(null, default);
        Assert.That(async () => await house.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default), Throws.TypeOf<RestoreRefusedException>().With.Message.Contains("empty"));
        Assert.That(async () => await house.Job.RestoreAsync(null, "20200101T000000Z-000001", new RestoreScope.Everything(), Actor.OnMachine, default), Throws.TypeOf<RestoreRefusedException>().With.Message.Contains("no backup"));

        using var stranger = await VaultedInstallation.CreateAsync();
        stranger.Options = house.Options;
        Assert.That(async () => await stranger.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default), Throws.TypeOf<RestoreRefusedException>().With.Message.Contains("master key"));
        await using var db = stranger.Open();
        Assert.That(await db.Accounts.CountAsync(), Is.Zero);
        await house.WriteAsync(db => db.Database.ExecuteSqlRawAsync("INSERT INTO schema_versions (number, name, sha256, applied_at) VALUES (9999, 'later', '', 0)"));
        await house.Job.RunAsync(null, default);
        using var older = await house.BareMachineAsync();
        Assert.That(async () => await older.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default), Throws.TypeOf<RestoreRefusedException>().With.Message.Contains("later version"));
    }

    [Test]
    public async Task A_letter_whose_bytes_are_damaged_is_not_kept_as_a_good_copy_and_is_looked_at_again()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var letter = await house.AddDocumentAsync(await house.AddAccountAsync("A"), "letter");
        await using var db = house.Open();
        var pdf = (await db.Versions.SingleAsync()).PdfBlob;
        var path = Path.Combine(house.BlobFolder, pdf.Value);
        var good = await File.ReadAllBytesAsync(path);
        Rewrite(path, [.. good[..^1], (byte)(good[^1] ^ 1)]);
        Assert.That((await house.Job.RunAsync(null, default)).Single().Missing, Is.EqualTo(new[] { pdf.Value }));
        Rewrite(path, good);
        Assert.That((await house.Job.RunAsync(null, default)).Single().Missing, Is.Empty);
        using var bare = await house.BareMachineAsync();
        await bare.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default);
        Assert.That(await bare.ReadAsync(letter, pdf), Is.EqualTo("PDF of letter"));
    }

    [Test]
    public async Task Every_table_is_in_a_backup_or_left_out_for_a_reason()
    {
        using var house = await VaultedInstallation.CreateAsync();
        await using var db = house.Open();
        var tables = db.Model.GetEntityTypes().ToDictionary(type => type.GetTableName()!, type => type.ClrType);
        var kept = BackupTables.OfDocuments.Select(table => table.Type).Concat(BackupTables.OfInstallation).ToHashSet();
        Assert.That(tables.Where(table => !kept.Contains(table.Value) && !BackupTables.LeftOut.ContainsKey(table.Key)).Select(table => table.Key), Is.Empty, "BackupTables must name a new table.");
        Assert.That(tables.Where(table => kept.Contains(table.Value) && table.Key != "page_texts" && BackupTables.LeftOut.ContainsKey(table.Key)), Is.Empty);
    }

    /// <summary>Says when a blob is written.</summary>
    private sealed class WatchedStore(IBlobStore inner, Action onWrite) : IBlobStore
    {
        private readonly Lock _gate = new();

        public long? FreeBytes => inner.FreeBytes;

        public Task<BlobReceipt> WriteAsync(BlobKey key, Stream content, CancellationToken cancel)
        {
            lock (_gate)
            {
                onWrite();
            }

            return inner.WriteAsync(key, content, cancel);
        }

        public Task<Stream> OpenAsync(BlobKey key, CancellationToken cancel) => inner.OpenAsync(key, cancel);

        public Task<bool> DeleteAsync(BlobKey key, CancellationToken cancel) => inner.DeleteAsync(key, cancel);

        public IAsyncEnumerable<StoredBlob> ListAsync(string prefix, CancellationToken cancel) => inner.ListAsync(prefix, cancel);
    }

    internal static void Rewrite(string path, byte[] content)
    {
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllBytes(path, content);
    }

    /// <summary>As if a disk had taken them along: no deletion that anybody asked for.</summary>
    private static Task LoseAsync(VaultedInstallation house, params DocumentId[] documents) =>
        house.WriteAsync(db => db.Documents.Where(row => documents.Contains(row.Id)).ExecuteDeleteAsync());

    private static async Task<string> RowsAsync(VaultedInstallation house, DocumentId document)
    {
        await using var db = house.Open();
        return (await DocumentRecords.ReadAsync(db, [document], default)).Single().Tables.ToJsonString();
    }
}
