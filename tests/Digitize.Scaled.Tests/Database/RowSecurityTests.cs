using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Scaled.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Digitize.Scaled.Tests.Database;

/// <summary>The second wall between accounts: it stands where a query forgets its filter.</summary>
[Parallelizable]
[SupportedOSPlatform("linux")]
internal sealed class RowSecurityTests
{
    private PostgresDatabase _place = null!;
    private DigitizeDatabase _database = null!;
    private AccountId _mine;
    private AccountId _theirs;

    [SetUp]
    public async Task CreateAsync()
    {
        _place = ServersOfTheTests.Postgres.NewDatabase();
        _database = new DigitizeDatabase(new DatabaseOptions { Postgres = _place.Service });
        await new Migrator(_database, TimeProvider.System).MigrateAsync(CancellationToken.None);
        (_mine, _theirs) = (AccountId.New(TimeProvider.System), AccountId.New(TimeProvider.System));
        foreach (var account in new[] { _mine, _theirs })
        {
            await _database.WriteAsync(CurrentAccount.Everyone, async db =>
            {
                db.Add(new Account { Id = account, Name = account.ToString(), WrappedKey = [1], CreatedAt = DateTimeOffset.UnixEpoch });
                await db.SaveChangesAsync();
                await ChangeFeed.AppendAsync(db, account, DocumentId.New(TimeProvider.System), ChangeKind.Received, DateTimeOffset.UnixEpoch);
            }, CancellationToken.None);
        }
    }

    [TearDown]
    public void Close() => _database?.Dispose();

    [Test]
    public async Task A_query_without_its_filters_still_sees_one_account_only()
    {
        await using var db = _database.Open(CurrentAccount.Of(_mine));
        Assert.That(await db.Changes.IgnoreQueryFilters().Select(row => row.AccountId).ToListAsync(), Is.EqualTo(new[] { _mine }));
        Assert.That(await db.Database.SqlQuery<Guid>($"SELECT account_id AS \"Value\" FROM changes").ToListAsync(), Is.EqualTo(new[] { _mine.Value }));
        Assert.That(await db.Accounts.Select(row => row.Id).ToListAsync(), Is.EqualTo(new[] { _mine }));
    }

    [Test]
    public async Task Who_belongs_to_no_account_sees_none_and_workers_see_all()
    {
        await using var nobodys = _database.Open(new CurrentAccount());
        await using var workers = _database.Open(CurrentAccount.Everyone);
        Assert.That(await nobodys.Changes.IgnoreQueryFilters().CountAsync(), Is.Zero);
        Assert.That(await workers.Changes.CountAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_connection_that_says_nothing_or_something_else_sees_nothing()
    {
        await using var connection = new NpgsqlConnection(_place.Service);
        await connection.OpenAsync();
        Assert.That(await CountAsync(connection), Is.Zero);
        await using (var command = new NpgsqlCommand($"SELECT set_config('app.account', '{Guid.Empty}', false), set_config('app.everyone', 'yes', false)", connection))
        {
            await command.ExecuteNonQueryAsync();
        }

        Assert.That(await CountAsync(connection), Is.Zero);
    }

    [Test]
    public async Task What_a_connection_saw_before_it_went_back_to_the_pool_it_does_not_see_again()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(_place.Service) { MaxPoolSize = 1, ApplicationName = "one" }.ToString();
        using var database = new DigitizeDatabase(new DatabaseOptions { Postgres = connectionString });
        await using (var workers = database.Open(CurrentAccount.Everyone))
        {
            Assert.That(await workers.Changes.CountAsync(), Is.EqualTo(2));
        }

        await using (var bare = new NpgsqlConnection(connectionString))
        {
            await bare.OpenAsync();
            Assert.That(await CountAsync(bare), Is.Zero);
        }

        await using var theirs = database.Open(CurrentAccount.Of(_theirs));
        Assert.That(await theirs.Changes.IgnoreQueryFilters().Select(row => row.AccountId).ToListAsync(), Is.EqualTo(new[] { _theirs }));
    }

    [Test]
    public void Nobody_writes_or_changes_rows_of_another_account()
    {
        var write = () => _database.WriteAsync(CurrentAccount.Of(_mine), db => ChangeFeed.AppendAsync(db, _theirs, DocumentId.New(TimeProvider.System), ChangeKind.Edited, DateTimeOffset.UnixEpoch), CancellationToken.None);
        Assert.That(write, Throws.InstanceOf<DbUpdateException>().With.InnerException.Message.Contains("row-level security"));
        var change = () => _database.WriteAsync(CurrentAccount.Of(_mine), db => db.Database.ExecuteSqlAsync($"UPDATE changes SET kind = 'Edited' WHERE account_id = {_theirs.Value}"), CancellationToken.None);
        Assert.That(async () => await change(), Is.Zero);
    }

    [Test]
    public async Task Every_table_with_an_account_has_the_wall_and_the_services_role_is_bound_by_it()
    {
        var open = await _place.AskAsync<string[]>("""
            SELECT coalesce(array_agg(c.relname), '{}') FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id' AND NOT a.attisdropped
            WHERE c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
            """);
        Assert.That(open, Is.Empty);
        await using var db = _database.Open(CurrentAccount.Everyone);
        Assert.That(await RowSecurity.BindsRoleAsync(db, CancellationToken.None), Is.True);
        using var operators = new DigitizeDatabase(new DatabaseOptions { Postgres = _place.Operator });
        await using var past = operators.Open(CurrentAccount.Everyone);
        Assert.That(await RowSecurity.BindsRoleAsync(past, CancellationToken.None), Is.False);
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM changes", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
