using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Privacy;

/// <summary>A chain of ten entries, and somebody who has the database file.</summary>
public sealed class AuditTests
{
    private const int Entries = 10;

    private TestArchive _written = null!;
    private TempFolder _folder = null!;
    private DigitizeDatabase _database = null!;
    private AuditLog _log = null!;
    private AuditTrail _trail = null!;
    private AccountId _account;
    private IReadOnlyList<AuditHead> _anchors = [];

    [OneTimeSetUp]
    public async Task WriteAsync()
    {
        _written = await TestArchive.CreateAsync();
        _account = await _written.AddAccountAsync("Muster GmbH");
        var received = Enumerable.Range(1, Entries).Select(i => new AuditEvent(Actor.System, AuditAction.DocumentReceived) { ObjectKind = AuditObject.Document, ObjectId = $"document {i}" }.With(("login", $"canary {i}")));
        await _written.Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            await _written.Audit.AppendAsync(db, _account, [.. received], CancellationToken.None);
            await _written.Audit.AppendAsync(db, null, new AuditEvent(Actor.Unknown, AuditAction.SignInRefused) { Outcome = AuditOutcome.Refused }.With(("from", "203.0.0.0")), CancellationToken.None);
        }, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task RemoveAsync() => await _written.DisposeAsync();

    /// <summary>A copy for each test, which costs less than writing it anew.</summary>
    [SetUp]
    public async Task CopyAsync()
    {
        _folder = new TempFolder();
        await using (var db = _written.Database.Open(CurrentAccount.Everyone))
        {
            await db.Database.ExecuteSqlAsync($"VACUUM INTO {_folder.File("copy.db")}");
        }

        _database = new DigitizeDatabase(new DatabaseOptions { File = _folder.File("copy.db") });
        var secrets = _written.SecretsIn(_database);
        _log = new AuditLog(_written.Encrypted, secrets, _written.Clock, RandomNumberGenerator.Create());
        _trail = new AuditTrail(_database, _log, secrets);
        _anchors = await _trail.HeadsAsync(CancellationToken.None);
    }

    [TearDown]
    public void Discard()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_chain_that_nobody_touched_is_sound_and_goes_on_behind_its_anchors()
    {
        await AppendAsync(_account, new AuditEvent(Actor.OnMachine, AuditAction.KeyIssued));
        Assert.That(await VerifyAsync(_anchors), Is.EqualTo(new AuditVerdict.Sound(2, Entries + 2)));
        Assert.That(_anchors.Select(anchor => (anchor.Account, anchor.Sequence)), Is.EquivalentTo(new[] { (_account, (long)Entries), ((AccountId?)null, 1L) }));
        Assert.That(_anchors.Select(anchor => AuditHead.TryParse(anchor.ToLine())!.ToLine()), Is.EqualTo(_anchors.Select(anchor => anchor.ToLine())));
    }

    [Test]
    public async Task Entries_can_neither_be_changed_nor_deleted_while_the_triggers_stand()
    {
        await using var db = _database.Open(CurrentAccount.Everyone);
        Assert.ThrowsAsync<SqliteException>(() => db.Database.ExecuteSqlRawAsync("UPDATE audit_entries SET reason = 'other' WHERE sequence = 3"));
        Assert.ThrowsAsync<SqliteException>(() => db.Database.ExecuteSqlRawAsync("DELETE FROM audit_entries WHERE sequence = 3"));
        Assert.ThrowsAsync<SqliteException>(() => db.Database.ExecuteSqlRawAsync("DELETE FROM audit_entries"));
        Assert.That(await VerifyAsync(_anchors), Is.InstanceOf<AuditVerdict.Sound>());
    }

    [TestCase("UPDATE audit_entries SET at = at + 1 WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET actor_kind = 'Operator' WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET actor_id = 'x' WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET action = 'PdfRead' WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET action = 'no action' WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET object_kind = NULL WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET object_id = 'document 5' WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET reason = '' WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET outcome = 'Refused' WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET details = NULL WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET details = zeroblob(60) WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET previous_mac = zeroblob(32) WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET mac = zeroblob(32) WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET mac = 'text' WHERE object_id = 'document 4'", 4, AuditFault.Changed)]
    [TestCase("UPDATE audit_entries SET account_id = NULL, sequence = 2 WHERE object_id = 'document 4'", 4, AuditFault.Missing)]
    [TestCase("DELETE FROM audit_entries WHERE object_id = 'document 1'", 1, AuditFault.Missing)]
    [TestCase("DELETE FROM audit_entries WHERE object_id = 'document 4'", 4, AuditFault.Missing)]
    [TestCase("DELETE FROM audit_entries WHERE object_id = 'document 4'; UPDATE audit_entries SET sequence = sequence - 1 WHERE sequence > 4", 4, AuditFault.Reordered)]
    [TestCase("UPDATE audit_entries SET sequence = 9 - sequence WHERE object_id IN ('document 4', 'document 5')", 4, AuditFault.Reordered)]
    public async Task Rows_edited_by_hand_show_at_the_first_that_is_wrong(string edit, int sequence, AuditFault fault)
    {
        await TamperAsync(edit);
        Assert.That(await VerifyAsync([]), Is.EqualTo(new AuditVerdict.Tampered(new AuditFinding(_account, sequence, fault))));
    }

    [Test]
    public async Task One_chain_is_proven_alone()
    {
        await TamperAsync("UPDATE audit_entries SET at = at + 1 WHERE account_id IS NULL");
        Assert.That(await _trail.VerifyAsync(_account, _anchors, CancellationToken.None), Is.EqualTo(new AuditVerdict.Sound(1, Entries)), "That of the installation is another's to prove.");
        await TamperAsync("DELETE FROM audit_entries WHERE object_id = 'document 4'");
        Assert.That(await _trail.VerifyAsync(_account, _anchors, CancellationToken.None), Is.EqualTo(new AuditVerdict.Tampered(new AuditFinding(_account, 4, AuditFault.Missing))));
    }

    [Test]
    public async Task Entries_are_asked_for_by_who_and_what_and_when()
    {
        await AppendAsync(_account, new AuditEvent(Actor.ApiKey("k1"), AuditAction.PdfRead));
        async Task<IEnumerable<long>> FindAsync(AuditFilter filter, long? before = null) => (await _trail.LatestAsync(_account, filter, before, 3, CancellationToken.None)).Select(line => line.Entry.Sequence);

        Assert.That(await FindAsync(new AuditFilter()), Is.EqualTo(new[] { 11L, 10, 9 }));
        Assert.That(await FindAsync(new AuditFilter { Actions = [AuditAction.DocumentReceived, AuditAction.HoldPlaced] }, before: 3), Is.EqualTo(new[] { 2L, 1 }));
        Assert.That(await FindAsync(new AuditFilter { ActorKind = ActorKind.ApiKey, ActorId = "k1" }), Is.EqualTo(new[] { 11L }));
        Assert.That(await FindAsync(new AuditFilter { ActorId = "k2" }), Is.Empty);
        var at = (await _trail.LatestAsync(_account, new AuditFilter(), null, 1, CancellationToken.None)).Single().Entry.At;
        Assert.That(await FindAsync(new AuditFilter { From = at, ActorKind = ActorKind.ApiKey }), Has.Exactly(1).Items);
        Assert.That(await FindAsync(new AuditFilter { Until = at, ActorKind = ActorKind.ApiKey }), Is.Empty);
    }

    [Test]
    public async Task An_entry_that_was_put_in_shows()
    {
        await TamperAsync("""
            UPDATE audit_entries SET sequence = sequence + 1000 WHERE sequence > 3 AND account_id IS NOT NULL;
            UPDATE audit_entries SET sequence = sequence - 999 WHERE sequence > 1000;
            INSERT INTO audit_entries SELECT randomblob(32), account_id, 4, at, actor_kind, actor_id, 'PdfRead', object_kind, object_id, reason, outcome, details, mac FROM audit_entries WHERE sequence = 3
            """);
        Assert.That(await VerifyAsync([]), Is.EqualTo(new AuditVerdict.Tampered(new AuditFinding(_account, 4, AuditFault.Changed))));
    }

    [Test]
    public async Task A_copied_entry_shows_also_behind_the_end()
    {
        await TamperAsync("""
            INSERT INTO audit_entries SELECT x'00', account_id, 11, at, actor_kind, actor_id, action, object_kind, object_id, reason, outcome, details, mac FROM audit_entries WHERE sequence = 10
            """);
        Assert.That(await VerifyAsync([]), Is.EqualTo(new AuditVerdict.Tampered(new AuditFinding(_account, 11, AuditFault.Changed))));
    }

    [Test]
    public async Task An_end_that_was_cut_off_shows_against_an_anchor_and_only_there()
    {
        await TamperAsync("DELETE FROM audit_entries WHERE sequence > 7");
        Assert.That(await VerifyAsync([]), Is.EqualTo(new AuditVerdict.Sound(2, 8)), "What is left is a chain that could have ended there.");
        Assert.That(await VerifyAsync(_anchors), Is.EqualTo(new AuditVerdict.Tampered(new AuditFinding(_account, 8, AuditFault.CutOff))));
        for (var i = 0; i < 5; i++)
        {
            await AppendAsync(_account, new AuditEvent(Actor.System, AuditAction.DocumentReceived));
        }

        Assert.That(await VerifyAsync(_anchors), Is.EqualTo(new AuditVerdict.Tampered(new AuditFinding(_account, Entries, AuditFault.Changed))), "It has grown over the cut, and is not the one that was anchored.");
    }

    [Test]
    public async Task A_chain_that_is_gone_altogether_shows_against_its_anchor()
    {
        await TamperAsync("DELETE FROM audit_entries WHERE account_id IS NOT NULL");
        Assert.That(await VerifyAsync(_anchors), Is.EqualTo(new AuditVerdict.Tampered(new AuditFinding(_account, 1, AuditFault.CutOff))));
    }

    [Test]
    public async Task A_chain_written_anew_without_the_secret_shows_at_its_beginning()
    {
        await using var db = _database.Open(CurrentAccount.Everyone);
        var entries = await db.AuditEntries.Where(row => row.AccountId == _account).OrderBy(row => row.Sequence).ToListAsync();
        var (guessed, statements) = (RandomNumberGenerator.GetBytes(32), new List<string>());
        var previous = AuditChain.Genesis(guessed, _account);
        foreach (var entry in entries)
        {
            var forged = new AuditEntry { Mac = [], AccountId = _account, Sequence = entry.Sequence, At = entry.At, ActorKind = ActorKind.User, Action = entry.Action, Outcome = entry.Outcome, PreviousMac = previous };
            var mac = AuditChain.Seal(guessed, forged);
            statements.Add($"UPDATE audit_entries SET mac = x'{Convert.ToHexString(mac)}', previous_mac = x'{Convert.ToHexString(previous)}', actor_kind = 'User', actor_id = NULL, object_kind = NULL, object_id = NULL, details = NULL WHERE mac = x'{Convert.ToHexString(entry.Mac)}'");
            previous = mac;
        }

        await TamperAsync(string.Join(';', statements));
        Assert.That(await VerifyAsync([]), Is.EqualTo(new AuditVerdict.Tampered(new AuditFinding(_account, 1, AuditFault.Changed))));
    }

    [Test]
    public async Task One_accounts_chain_cannot_be_shown_as_anothers()
    {
        var other = AccountId.New(TimeProvider.System);
        await TamperAsync($"UPDATE audit_entries SET account_id = '{other.ToString().ToUpperInvariant()}' WHERE account_id IS NOT NULL");
        Assert.That(await VerifyAsync([]), Is.EqualTo(new AuditVerdict.Tampered(new AuditFinding(other, 1, AuditFault.Changed))));
    }

    [Test]
    public async Task Details_are_read_by_the_account_only_and_by_nobody_when_it_has_ended()
    {
        var lines = await _trail.ListAsync(_account, null, after: 2, limit: 2, CancellationToken.None);
        Assert.That(lines.Select(line => (line.Entry.Sequence, line.Details?["login"])), Is.EqualTo(new[] { (3L, "canary 3"), (4L, "canary 4") }));
        Assert.That((await _trail.ListAsync(null, null, 0, 10, CancellationToken.None)).Single().Details?["from"], Is.EqualTo("203.0.0.0"));
        await using (var db = _database.Open(CurrentAccount.Everyone))
        {
            foreach (var row in await db.AuditEntries.ToListAsync())
            {
                Assert.That(System.Text.Encoding.Latin1.GetString(row.Details!), Does.Not.Contain("canary").And.Not.Contain("203.0"));
            }

            await db.Accounts.ExecuteDeleteAsync();
        }

        Assert.That((await _trail.ListAsync(_account, null, 0, 100, CancellationToken.None)).Select(line => line.Details), Is.EqualTo(Enumerable.Repeat<object?>(null, Entries)));
        Assert.That(await VerifyAsync(_anchors), Is.EqualTo(new AuditVerdict.Sound(2, Entries + 1)), "The entries stay, and stay sealed.");
    }

    [Test]
    public async Task What_is_rolled_back_leaves_no_entry()
    {
        Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            await _log.AppendAsync(db, _account, new AuditEvent(Actor.System, AuditAction.KeyIssued), CancellationToken.None);
            throw new InvalidOperationException("rolled back");
        }, CancellationToken.None));
        Assert.That(await VerifyAsync(_anchors), Is.EqualTo(new AuditVerdict.Sound(2, Entries + 1)));
    }

    [Test]
    public async Task Reading_again_within_an_hour_adds_no_entry_and_another_reader_kind_or_hour_does()
    {
        var readings = new ContentReadings(_database, _log, _written.Clock);
        var (one, two) = (DocumentId.New(_written.Clock), DocumentId.New(_written.Clock));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => readings.RecordAsync(_account, Actor.ApiKey("a"), AuditAction.PdfRead, [one], null, CancellationToken.None))));
        Assert.That(await CountAsync(), Is.EqualTo(1));
        await readings.RecordAsync(_account, Actor.ApiKey("a"), AuditAction.PdfRead, [one, two], null, CancellationToken.None);
        Assert.That(await CountAsync(), Is.EqualTo(2), "another document");
        await readings.RecordAsync(_account, Actor.ApiKey("a"), AuditAction.TextRead, [one], null, CancellationToken.None);
        await readings.RecordAsync(_account, Actor.ApiKey("b"), AuditAction.PdfRead, [one], null, CancellationToken.None);
        Assert.That(await CountAsync(), Is.EqualTo(4), "another kind, another key");
        _written.Clock.Pass(ContentReadings.OneEntryFor);
        await readings.RecordAsync(_account, Actor.ApiKey("a"), AuditAction.PdfRead, [one], null, CancellationToken.None);
        Assert.That(await CountAsync(), Is.EqualTo(5), "another hour");

        async Task<int> CountAsync() => (await _trail.ListAsync(_account, null, Entries, 100, CancellationToken.None)).Count;
    }

    private Task<AuditVerdict> VerifyAsync(IReadOnlyList<AuditHead> anchors) => _trail.VerifyAsync(anchors, CancellationToken.None);

    private Task AppendAsync(AccountId? account, AuditEvent what) =>
        _database.WriteAsync(CurrentAccount.Everyone, db => _log.AppendAsync(db, account, what, CancellationToken.None), CancellationToken.None);

    /// <summary>As somebody does who has the file: the triggers go first.</summary>
    private async Task TamperAsync(string sql)
    {
        await using var db = _database.Open(CurrentAccount.Everyone);
        await db.Database.ExecuteSqlRawAsync("DROP TRIGGER IF EXISTS audit_entries_are_not_changed; DROP TRIGGER IF EXISTS audit_entries_are_not_deleted; DROP INDEX IF EXISTS audit_entries_of_account");
        Assert.That(await db.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal)), Is.GreaterThan(0), "Nothing was tampered with.");
    }
}
