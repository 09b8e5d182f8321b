using System.Security.Cryptography;
using Digitize.Backup;
using Digitize.Database;
using Digitize.Operations;
using Digitize.Tests.Backup;
using Microsoft.Extensions.Logging.Abstractions;

namespace Digitize.Tests.Operations;

public sealed class BackupScheduleTests
{
    [Test]
    public async Task In_the_night_each_vault_is_read_by_itself_and_one_that_is_away_is_asked_once_an_hour()
    {
        using var house = await VaultedInstallation.CreateAsync();
        await house.AddDocumentAsync(await house.AddAccountAsync("Muster GmbH"), "KRANICH");
        var away = house.File("away");
        await File.WriteAllTextAsync(away, "");
        house.Options = house.Options with { Second = new VaultOptions { Folder = away, KeyFolder = house.File("away-keys") } };
        using var dice = RandomNumberGenerator.Create();
        using var meters = new BackupMeters(house.Clock);
        using var job = house.Job;
        using var schedule = new BackupSchedule(job, new JobLeases(house.Database, dice, house.Clock), house.Options, meters, house.Clock, NullLogger<BackupSchedule>.Instance);

        await schedule.RoundAsync(default);
        Assert.That((await job.StatesAsync(default)).Select(state => (state.BackedUpAt is not null, state.VerifiedAt)), Is.EqualTo(new[] { (true, (DateTimeOffset?)null), (false, null) }), "It is morning.");

        house.Clock.Pass(TimeSpan.FromHours(17));
        var firstRound = house.Clock.GetUtcNow();
        await schedule.RoundAsync(default);
        house.Clock.Pass(TimeSpan.FromMinutes(1));
        await schedule.RoundAsync(default);
        Assert.That((await job.StatesAsync(default)).Select(state => (state.VerifiedAt, state.ScrubbedAt, state.RestoredAt)), Is.EqualTo(new (DateTimeOffset?, DateTimeOffset?, DateTimeOffset?)[] { (firstRound, firstRound, firstRound), (null, null, null) }));

        File.Delete(away);
        job.AskFor();
        await schedule.RoundAsync(default);
        var second = (await job.StatesAsync(default))[1];
        Assert.That((second.BackedUpAt, second.VerifiedAt), Is.EqualTo(((DateTimeOffset?)house.Clock.GetUtcNow(), (DateTimeOffset?)null)), "It was tried a minute ago.");

        house.Clock.Pass(TimeSpan.FromHours(1));
        await schedule.RoundAsync(default);
        second = (await job.StatesAsync(default))[1];
        Assert.That((second.VerifiedAt, second.ScrubbedAt, second.RestoredAt), Is.EqualTo(((DateTimeOffset?)house.Clock.GetUtcNow(), (DateTimeOffset?)house.Clock.GetUtcNow(), (DateTimeOffset?)house.Clock.GetUtcNow())));
    }
}
