using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Scaled.Tests.Database;

/// <summary>The audit, the same on both databases.</summary>
[Parallelizable]
[TestFixture(false, TestName = "Audit on SQLite")]
[TestFixture(true, TestName = "Audit on PostgreSQL")]
[SupportedOSPlatform("linux")]
internal sealed class AuditContract(bool isPostgres)
{
    private ContractDatabase _rows = null!;
    private AuditTrail _trail = null!;
    private AccountId _account;

    [SetUp]
    public async Task CreateAsync()
    {
        _rows = await ContractDatabase.CreateAsync(isPostgres);
        _trail = new AuditTrail(_rows.Database, _rows.Audit, _rows.Secrets);
        _account = await _rows.AddAccountAsync("Muster GmbH");
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        if (_rows is not null)
        {
            await _rows.DisposeAsync();
        }
    }

    [Test]
    public async Task Of_eight_who_write_at_once_comes_one_sound_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                await _rows.Database.WriteAsync(CurrentAccount.Everyone, async db =>
                {
                    await _rows.Audit.AppendAsync(db, _account, new AuditEvent(Actor.ApiKey($"{writer}"), AuditAction.KeyIssued).With(("turn", $"{i}")), CancellationToken.None);
                    await _rows.Audit.AppendAsync(db, null, new AuditEvent(Actor.ApiKey($"{writer}"), AuditAction.KeyIssued), CancellationToken.None);
                }, CancellationToken.None);
            }
        })));

        Assert.That(await _trail.VerifyAsync([], CancellationToken.None), Is.EqualTo(new AuditVerdict.Sound(2, 80)));
        var lines = await _trail.ListAsync(_account, null, 0, 100, CancellationToken.None);
        Assert.That(lines.Select(line => line.Entry.Sequence), Is.EqualTo(Enumerable.Range(1, 40).Select(i => (long)i)));
        Assert.That(lines.GroupBy(line => line.Entry.ActorId).Select(own => own.Select(line => line.Details!["turn"])), Is.All.EqualTo(Enumerable.Range(0, 5).Select(i => $"{i}")), "Nobody's entry is lost or doubled.");
        var anchors = await _trail.HeadsAsync(CancellationToken.None);
        Assert.That(anchors.Select(head => (head.Account, head.Sequence)), Is.EquivalentTo(new[] { ((AccountId?)_account, 40L), (null, 40L) }));
    }

    [Test]
    public async Task Entries_stand_and_are_seen_by_their_account_only()
    {
        var theirs = await _rows.AddAccountAsync("Andere");
        await AppendAsync(_account);
        await AppendAsync(null);
        foreach (var edit in new[] { "UPDATE audit_entries SET reason = 'other'", "DELETE FROM audit_entries" })
        {
            Assert.That(async () => await _rows.Database.WriteAsync(CurrentAccount.Everyone, db => db.Database.ExecuteSqlRawAsync(edit), CancellationToken.None), Throws.InstanceOf<System.Data.Common.DbException>());
        }

        await using var db = _rows.Database.Open(CurrentAccount.Of(theirs));
        Assert.That(await db.AuditEntries.CountAsync(), Is.Zero);
        Assert.That(await db.AuditEntries.IgnoreQueryFilters().CountAsync(), Is.EqualTo(isPostgres ? 0 : 2), "PostgreSQL has a second wall.");
        await using var ours = _rows.Database.Open(CurrentAccount.Of(_account));
        Assert.That(await ours.AuditEntries.Select(row => row.AccountId).ToListAsync(), Is.EqualTo(new AccountId?[] { _account }));
        Assert.That(await _trail.VerifyAsync([], CancellationToken.None), Is.EqualTo(new AuditVerdict.Sound(2, 2)));
    }

    private Task AppendAsync(AccountId? account) =>
        _rows.Database.WriteAsync(account is { } own ? CurrentAccount.Of(own) : CurrentAccount.Everyone, db => _rows.Audit.AppendAsync(db, account, new AuditEvent(Actor.System, AuditAction.KeyIssued).With(("a", "b")), CancellationToken.None), CancellationToken.None);
}
