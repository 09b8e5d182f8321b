using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Storage;

public sealed class InstallationSecretsTests
{
    [Test]
    public async Task A_secret_is_made_once_also_by_many_at_once_and_each_name_has_its_own()
    {
        await using var archive = await TestArchive.CreateAsync();
        using var master = NewMaster();
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Of(archive, master).GetOrCreateAsync("audit", CancellationToken.None))));

        Assert.That(all, Is.All.EqualTo(all[0]));
        Assert.That(all[0], Has.Length.EqualTo(32));
        Assert.That(await Of(archive, master).GetOrCreateAsync("other", CancellationToken.None), Is.Not.EqualTo(all[0]));
    }

    [Test]
    public async Task The_row_alone_opens_nothing_and_a_row_under_another_name_opens_neither()
    {
        await using var archive = await TestArchive.CreateAsync();
        using var master = NewMaster();
        using var other = NewMaster();
        var secret = await Of(archive, master).GetOrCreateAsync("audit", CancellationToken.None);
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        var wrapped = await db.Set<InstallationSecret>().Select(row => row.WrappedKey).SingleAsync();

        Assert.That(Convert.ToHexString(wrapped), Does.Not.Contain(Convert.ToHexString(secret)));
        Assert.ThrowsAsync<CryptographicException>(() => Of(archive, other).GetOrCreateAsync("audit", CancellationToken.None));
        await db.Database.ExecuteSqlAsync($"UPDATE installation_secrets SET name = 'other'");
        Assert.ThrowsAsync<CryptographicException>(() => Of(archive, master).GetOrCreateAsync("other", CancellationToken.None));
    }

    [Test]
    public async Task One_made_in_a_transaction_that_is_rolled_back_was_never_there()
    {
        await using var archive = await TestArchive.CreateAsync();
        using var master = NewMaster();
        var secrets = Of(archive, master);
        byte[] lost = [];
        Assert.ThrowsAsync<InvalidOperationException>(() => archive.Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            lost = await secrets.GetOrCreateAsync(db, "audit", CancellationToken.None);
            throw new InvalidOperationException("rolled back");
        }, CancellationToken.None));

        Assert.That(await secrets.GetOrCreateAsync("audit", CancellationToken.None), Is.Not.EqualTo(lost));
    }

    private static InstallationSecrets Of(TestArchive archive, MasterKey master) => new(archive.Database, master, archive.Clock, RandomNumberGenerator.Create());

    private static MasterKey NewMaster() => MasterKey.FromBase64(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
}
