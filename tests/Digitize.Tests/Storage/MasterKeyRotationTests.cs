using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Privacy;
using Digitize.Storage;
using Digitize.Tests.Backup;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Storage;

public sealed class MasterKeyRotationTests : IDisposable
{
    private readonly RandomNumberGenerator _dice = RandomNumberGenerator.Create();

    [OneTimeTearDown]
    public void Dispose() => _dice.Dispose();

    [Test]
    public async Task Everything_opens_with_the_new_key_and_nothing_with_the_old_and_the_next_backup_is_restored_with_it()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var document = await house.AddDocumentAsync(await house.AddAccountAsync("A"), "Zählerstand");
        await house.Job.RunAsync(null, default);
        var seed = RandomNumberGenerator.GetBytes(32);
        var user = UserId.New(house.Clock);
        await house.WriteAsync(async db =>
        {
            db.Add(new User { Id = user, Login = "anna", PasswordHash = "x", CreatedAt = house.Clock.GetUtcNow() });
            await db.SaveChangesAsync();
            db.Add(new SecondFactor { UserId = user, WrappedSeed = house.Master.Wrap(seed, SeedLock.ContextOf(user)), CreatedAt = house.Clock.GetUtcNow() });
            await db.SaveChangesAsync();
        });

        var nextText = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        using var next = MasterKey.FromBase64(nextText);
        var rotated = await new MasterKeyRotation(house.Database).RunAsync(house.Master, next, default);
        Assert.That(rotated.Wrapped, Is.GreaterThanOrEqualTo(5), "an account, a seed, and the secrets of ledger, manifests and records");
        Assert.That(await new MasterKeyRotation(house.Database).RunAsync(house.Master, next, default), Is.EqualTo(new RotatedKeys(0, rotated.Wrapped)), "once more after it was broken off");

        await using var db = house.Open();
        var original = (await db.AllDocuments.SingleAsync(row => row.Id == document)).OriginalBlob;
        Assert.That(async () => await house.ReadAsync(document, original), Throws.InstanceOf<CryptographicException>());
        Assert.That(next.Unwrap((await db.Set<SecondFactor>().SingleAsync(row => row.UserId == user)).WrappedSeed, SeedLock.ContextOf(user)), Is.EqualTo(seed));

        var (blobs, secrets) = (new EncryptedBlobs(house.Store, next, _dice), new InstallationSecrets(house.Database, next, house.Clock, _dice));
        using var job = new BackupJob(house.Options, house.Database, house.Store, blobs, secrets, next, house.Work, new AuditLog(blobs, secrets, house.Clock, _dice), house.Clock, _dice, new VaultSpool(house.File("spool")));
        await job.RunAsync(null, default);
        using var bare = await VaultedInstallation.CreateAsync(nextText, house.Clock);
        bare.Options = house.Options;
        Assert.That((await bare.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default)).Restored, Is.EqualTo(1));
        Assert.That(await bare.ReadAsync(document, original), Is.EqualTo("original of Zählerstand"));
    }

    [Test]
    public async Task What_opens_with_neither_key_stops_the_change_and_leaves_all_as_it_was()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var document = await house.AddDocumentAsync(await house.AddAccountAsync("A"), "Zählerstand");
        using var wrong = MasterKey.FromBase64(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        using var next = MasterKey.FromBase64(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        Assert.That(async () => await new MasterKeyRotation(house.Database).RunAsync(wrong, next, default), Throws.InstanceOf<CryptographicException>());

        await using var db = house.Open();
        Assert.That(await house.ReadAsync(document, (await db.AllDocuments.SingleAsync(row => row.Id == document)).OriginalBlob), Is.EqualTo("original of Zählerstand"));
    }
}
