using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Faults;

/// <summary>
/// The process is killed (SIGKILL) at moments that a seed chooses: while letters come in, are prepared, split, read, assembled and settled. Whoever sent a letter and got no answer
/// sends it again with the same key. A failed run is repeated with its seed.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class KilledServiceTests
{
    private const int Pages = 6;

    private static IEnumerable<int> Seeds => LongForm.IsAsked ? Enumerable.Range(1, 10) : [20261125];

    private static int Kills => LongForm.IsAsked ? 50 : 3;

    [TestCaseSource(nameof(Seeds))]
    [CancelAfter(3_600_000)]
    public async Task Nothing_accepted_is_lost_or_doubled_when_the_service_is_killed_again_and_again(int seed, CancellationToken cancel)
    {
        var random = new Random(seed);
        await using var service = await ServiceUnderFire.CreateAsync();
        var attempted = new Dictionary<string, int>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await service.StartAsync();
            foreach (var number in Enumerable.Range(0, 3))
            {
                attempted.Add($"brief{kill}-{number}", Pages);
            }

            attempted.Add($"stapel{kill}", Pages);

            await service.SendAsync(attempted.Keys.Except(service.Accepted), Pages);
            await Task.Delay(random.Next(0, 700), cancel);
            await service.KillAsync();
        }

        await service.StartAsync();
        await service.SendAsync(attempted.Keys.Except(service.Accepted), Pages);
        await service.SettledAsync(Invariants.LettersOf(attempted).Count);
        await service.StopAsync();
        TestContext.Out.WriteLine($"{Kills} kills, {attempted.Count} letters, seed {seed}");
        Assert.That(service.Accepted, Is.EquivalentTo(attempted.Keys), "In the end everybody got an answer.");
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(service.Folder, "scratch")), Is.Empty, "Letters in the clear are left.");
        await Invariants.AssertAsync(service, attempted);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task An_orderly_stop_gives_work_back_and_uses_up_no_attempt(CancellationToken cancel)
    {
        await using var service = await ServiceUnderFire.CreateAsync();
        const int pagesOfBook = 60;
        var attempted = Enumerable.Range(0, 3).ToDictionary(number => $"buch{number}", _ => pagesOfBook);
        await service.StartAsync();
        await service.SendAsync(attempted.Keys, pagesOfBook);
        await service.UntilAsync(db => db.Pages.AnyAsync(row => row.State == PageState.Done, cancel));
        Assert.That(await service.StopAsync(), Is.LessThan(TimeSpan.FromSeconds(30)));
        await using (var provider = service.AtRest())
        {
            await using var db = provider.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Everyone);
            var open = await db.WorkItems.Where(row => row.State != WorkState.Done).ToListAsync(cancel);
            Assert.That(open, Is.Not.Empty, "It was stopped in the middle.");
            Assert.That(open.Select(row => (row.State, row.Attempts)), Is.All.EqualTo((WorkState.Ready, 0)));
        }

        await service.StartAsync();
        await service.SendAsync(attempted.Keys.Except(service.Accepted), pagesOfBook);
        await service.SettledAsync(attempted.Count);
        await service.StopAsync();
        await Invariants.AssertAsync(service, attempted);
    }
}
