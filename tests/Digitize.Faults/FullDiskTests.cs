using System.Net;
using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Scaled.Tests.EndToEnd;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Faults;

/// <summary>P10: the disk is full from the n-th write on while a letter goes through the service, and has room again later.</summary>
[SupportedOSPlatform("linux")]
[Parallelizable]
public sealed class FullDiskTests
{
    private const int Pages = 2;
    private const int Speed = 10;

    private static IEnumerable<int> Places => LongForm.IsAsked ? Enumerable.Range(0, 1000) : [0, 30, 110];

    [Test]
    [CancelAfter(3_600_000)]
    public async Task Whatever_write_meets_a_full_disk_the_letter_is_refused_or_goes_on_later_and_loses_no_attempt(CancellationToken cancel)
    {
        await using var service = await ServiceUnderFire.CreateAsync();
        using var disk = new FillingDisk(service.Folder);
        await service.StartAsync(new Dictionary<string, string>(disk.Environment) { [QuickTime.Variable] = $"{Speed}" });
        var (letters, refused, met) = (new Dictionary<string, int>(), 0, 0);
        foreach (var place in Places)
        {
            var name = $"brief{place}";
            letters.Add(name, Pages);
            disk.FillAfter(place);
            var status = await SendAsync(service, name, cancel);
            refused += status == HttpStatusCode.Created ? 0 : 1;
            Assert.That(status, Is.EqualTo(HttpStatusCode.Created).Or.EqualTo(HttpStatusCode.InsufficientStorage), name);
            await UntilAsync(async () => disk.IsFull || await IsCompletedAsync(service, name), cancel);
            met += disk.IsFull ? 1 : 0;
            if (!disk.IsFull)
            {
                // More writes than one letter makes.
                break;
            }

            // Some time for the service to meet it again and again.
            await Task.Delay(150, cancel);
            disk.Empty();
            Assert.That(await SendAsync(service, name, cancel), Is.EqualTo(HttpStatusCode.Created), name);
        }

        await service.SettledAsync(letters.Count);
        await service.StopAsync();
        TestContext.Out.WriteLine($"{letters.Count} letters, {met} met the full disk, {refused} were told so");
        Assert.That(met, Is.GreaterThan(refused), "Some met it after they had been accepted.");
        Assert.That(refused, Is.InRange(1, letters.Count - 1));
        await using (var provider = service.AtRest())
        {
            await using var db = provider.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Everyone);
            Assert.That(await db.WorkItems.Where(row => row.Attempts != 1).Select(row => $"{row.Kind} {row.Attempts}").ToListAsync(cancel), Is.Empty, "attempts that the disk has cost");
        }

        await Invariants.AssertAsync(service, letters);
    }

    private static async Task<HttpStatusCode> SendAsync(ServiceUnderFire service, string name, CancellationToken cancel)
    {
        using var client = service.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/documents?fileName={name}.pdf") { Content = new ByteArrayContent(QuickRunner.Letter(name, Pages)) };
        request.Content.Headers.ContentType = new("application/pdf");
        request.Headers.Add("Idempotency-Key", name);
        using var answer = await client.SendAsync(request, cancel);
        return answer.StatusCode;
    }

    private static async Task<bool> IsCompletedAsync(ServiceUnderFire service, string name)
    {
        using var database = new DigitizeDatabase(new DatabaseOptions { File = Path.Combine(service.Folder, "digitize.db") });
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Documents.AnyAsync(row => row.Title == name && row.State == DocumentState.Completed);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, CancellationToken cancel)
    {
        while (!await isSo())
        {
            await Task.Delay(20, cancel);
        }
    }
}
