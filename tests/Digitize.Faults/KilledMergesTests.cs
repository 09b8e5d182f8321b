using System.Runtime.Versioning;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Faults;

/// <summary>The process is killed (SIGKILL) while pairs of letters are made one: after each kill there are the two, or the one, and never both or neither.</summary>
[SupportedOSPlatform("linux")]
[LongForm]
public sealed class KilledMergesTests
{
    private const int Pairs = 40;
    private const int Pages = 3;
    private const int Kills = 4;

    [Test]
    [CancelAfter(600_000)]
    public async Task Of_letters_that_are_merged_while_the_service_is_killed_none_is_lost_or_doubled(CancellationToken cancel)
    {
        var random = new Random(20261128);
        await using var service = await ServiceUnderFire.CreateAsync();
        await service.StartAsync();
        await service.SendAsync(Enumerable.Range(0, 2 * Pairs).Select(number => $"brief{number}"), Pages);
        await service.SettledAsync(2 * Pairs);
        await service.StopAsync();
        var pairs = await AskAsync(service);
        for (var kill = 0; kill < Kills; kill++)
        {
            var least = Pairs / (Kills + 1) * kill;
            await service.StartAsync();
            await service.UntilAsync(async db => await db.AllDocuments.CountAsync(row => row.State == DocumentState.Merged, cancel) > 2 * least);
            await Task.Delay(random.Next(0, 50), cancel);
            await service.KillAsync();
            TestContext.Out.WriteLine($"{await AssertAsync(service, pairs)} of {Pairs} merged when it was killed");
        }

        await service.StartAsync();
        await service.UntilAsync(db => db.PlannedVersions.AllAsync(row => row.FailureCode != null, cancel));
        await service.StopAsync();
        Assert.That(await AssertAsync(service, pairs), Is.EqualTo(Pairs));
        await using var provider = service.AtRest();
        await Invariants.AssertFilesAsync(provider, provider.GetRequiredService<DigitizeDatabase>());
    }

    /// <summary>All merges at once, before anybody works on them.</summary>
    private static async Task<List<(DocumentId First, DocumentId Second, DocumentId Made)>> AskAsync(ServiceUnderFire service)
    {
        await using var provider = service.AtRest();
        await using var db = provider.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Of(service.Account));
        var letters = await db.Documents.OrderBy(row => row.Id).Select(row => row.Id).ToListAsync();
        var pairs = new List<(DocumentId, DocumentId, DocumentId)>();
        foreach (var pair in letters.Chunk(2))
        {
            var started = (MergeResult.Started)await provider.GetRequiredService<DocumentMerges>().StartAsync(service.Account, [new(pair[0], 1), new(pair[1], 1)], null, Actor.System, CancellationToken.None);
            pairs.Add((pair[0], pair[1], started.Document));
        }

        return pairs;
    }

    /// <returns>How many pairs are one by now.</returns>
    private static async Task<int> AssertAsync(ServiceUnderFire service, IEnumerable<(DocumentId First, DocumentId Second, DocumentId Made)> pairs)
    {
        await using var provider = service.AtRest();
        await using var db = provider.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Of(service.Account));
        var documents = await db.AllDocuments.ToDictionaryAsync(row => row.Id);
        var merged = 0;
        foreach (var (first, second, made) in pairs)
        {
            var states = (documents[first].State, documents[second].State);
            if (!documents.TryGetValue(made, out var whole))
            {
                Assert.That(states, Is.EqualTo((DocumentState.Assembling, DocumentState.Completed)));
                continue;
            }

            merged++;
            Assert.That(states, Is.EqualTo((DocumentState.Merged, DocumentState.Merged)));
            Assert.That((whole.State, whole.PageCount, await db.Texts.CountAsync(row => row.DocumentId == made && row.Page != null)), Is.EqualTo((DocumentState.Completed, (int?)(2 * Pages), 2 * Pages)));
            var keys = (await DocumentBlobs.KeysAsync(db, made, CancellationToken.None))!;
            await using var original = await provider.GetRequiredService<EncryptedBlobs>().OpenAsync(keys, whole.OriginalBlob, CancellationToken.None);
            Assert.That(await SHA256.HashDataAsync(original), Is.EqualTo(whole.OriginalSha256));
        }

        return merged;
    }
}
