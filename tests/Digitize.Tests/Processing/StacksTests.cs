using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Tests.Imaging;
using Digitize.Storage;
using Digitize.Wiring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Digitize.Tests.Processing;

/// <summary>Stacks through the service as it is wired for one machine, with real children.</summary>
[CancelAfter(300_000)]
public sealed class StacksTests
{
    private static readonly string Sample = Children.Sample("briefstapel-mit-trennblaettern");

    [Test]
    public async Task A_stack_becomes_its_letters_each_with_its_own_words(CancellationToken cancel)
    {
        using var folder = new TempFolder();
        using var host = await StartAsync(folder.Path, cancel);
        var account = await AddAccountAsync(host.Services);
        var pdf = await File.ReadAllBytesAsync(Sample + ".pdf", cancel);
        var stack = await SendAsync(host.Services, account, "stapel.pdf", pdf, cancel);
        var scan = await SendAsync(host.Services, account, "scan.tif", SmallTiff.Of(false, [.. new[] { 1, 2, 6 }.Select(Drawn)]), cancel);
        var whole = await SendAsync(host.Services, account, "fax.tif", Unpromising(), cancel);
        var other = await AddAccountAsync(host.Services, "Unter Sperre");
        await host.Services.GetRequiredService<LegalHolds>().PlaceAsync(other, null, "Klage", Actor.System, cancel);
        var held = await SendAsync(host.Services, other, "scan.tif", SmallTiff.Of(false, [.. new[] { 6, 2 }.Select(Drawn)]), cancel);
        await SettledAsync(host.Services, letters: 7, cancel);

        Assert.That(await SendAsync(host.Services, account, "stapel.pdf", pdf, cancel), Is.EqualTo(stack), "Whoever sends it again is told of the stack.");
        var pages = (await File.ReadAllTextAsync(Sample + ".txt", cancel)).Split('\f');
        await AssertLettersAsync(host.Services, account, stack, [pages[0], pages[2] + pages[3], pages[5]], folder.File("letter.pdf"));
        await AssertLettersAsync(host.Services, account, scan, [pages[0], pages[5]], folder.File("letter.tif"));
        await using var db = host.Services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Of(account));
        var one = await db.Documents.SingleAsync(row => row.Id == whole, cancel);
        Assert.That((one.State, one.PageCount, one.SplitProblem), Is.EqualTo((DocumentState.Completed, (int?)3, (SplitProblem?)SplitProblem.Damaged)));
        await using var theirs = host.Services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Of(other));
        var kept = await theirs.Documents.SingleAsync(cancel);
        Assert.That((kept.Id, kept.State, kept.PageCount, kept.SplitProblem), Is.EqualTo((held, DocumentState.Completed, (int?)2, (SplitProblem?)SplitProblem.OnHold)), "On hold a stack stays one document.");
        await host.StopAsync(cancel);
    }

    private static async Task AssertLettersAsync(IServiceProvider services, AccountId account, DocumentId stack, string[] truths, string path)
    {
        await using var db = services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Of(account));
        var letters = await db.Documents.Where(row => row.SplitFrom == stack).OrderBy(row => row.SplitFromPage).ToListAsync();
        Assert.That(letters.Select(row => (row.State, row.FailedPages)), Is.EqualTo(truths.Select(_ => (DocumentState.Completed, 0))));
        foreach (var (letter, number) in letters.Select((letter, i) => (letter, i)))
        {
            var read = string.Join(' ', await db.Texts.Where(row => row.DocumentId == letter.Id && row.Page != null).OrderBy(row => row.Page).Select(row => row.Text).ToListAsync());
            Assert.That(truths.Select(truth => Share(truth, read) > 0.6), Is.EqualTo(truths.Select((_, other) => other == number)), letter.Title);
            Assert.That(read, Does.Not.Contain("TRENNBLATT"));
        }

        var keys = (await DocumentBlobs.KeysAsync(db, letters[^1].Id, CancellationToken.None))!;
        await using var original = await services.GetRequiredService<EncryptedBlobs>().OpenAsync(keys, letters[^1].OriginalBlob, CancellationToken.None);
        await using (var file = File.Create(path))
        {
            await original.CopyToAsync(file);
        }

        using var source = SourceFile.Open(path, new PageOptions(), CancellationToken.None);
        Assert.That(source.Pages, Has.Count.EqualTo(1));
    }

    /// <summary>Of the words of a text, how many another has.</summary>
    private static double Share(string truth, string read)
    {
        var words = Regex.Matches(truth, @"\w{5,}").Select(match => match.Value).ToList();
        return words.Count(word => read.Contains(word, StringComparison.OrdinalIgnoreCase)) / (double)words.Count;
    }

    /// <summary>A page of the sample as a quick scanner would see it.</summary>
    private static GrayPixels Drawn(int page)
    {
        using var poppler = Process.Start(new ProcessStartInfo("pdftoppm", ["-r", "150", "-gray", "-f", $"{page}", "-l", $"{page}", Sample + ".pdf"]) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        poppler.StandardOutput.BaseStream.CopyTo(output);
        var picture = output.ToArray();
        var size = Encoding.ASCII.GetString(picture, 0, 30).Split((char[])[' ', '\n'], 4);
        var (width, height) = (int.Parse(size[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(size[2], System.Globalization.CultureInfo.InvariantCulture));
        return new GrayPixels(width, height, picture[^(width * height)..]);
    }

    /// <summary>Two small blank pages around a sheet; the length of a strip is not told right, so that it can be read and not copied.</summary>
    private static byte[] Unpromising()
    {
        var blank = new GrayPixels(200, 300, [.. Enumerable.Repeat((byte)255, 200 * 300)]);
        var tiff = SmallTiff.Of(true, blank, Drawn(2), blank);
        return SmallTiff.With(tiff, 279, 0);
    }

    private static async Task<IHost> StartAsync(string folder, CancellationToken cancel)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddDigitize(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Installation:DataFolder"] = folder,
            ["Storage:ScratchFolder"] = Path.Combine(folder, "scratch"),
            ["Storage:MinimumFreeGigabytes"] = "0",
            ["Storage:MinimumFreePercent"] = "0",
            ["Storage:BallastMegabytes"] = "0",
            ["MasterKey:Base64"] = Convert.ToBase64String(new byte[32]),
            ["Processing:Workers"] = "2",
            ["Processing:Tessdata"] = Children.Tessdata,
        }).Build());
        var host = builder.Build();
        await host.StartAsync(cancel);
        return host;
    }

    private static async Task<AccountId> AddAccountAsync(IServiceProvider services, string name = "Muster GmbH")
    {
        var id = AccountId.New(TimeProvider.System);
        var account = new Account { Id = id, Name = name, WrappedKey = services.GetRequiredService<EncryptedBlobs>().NewAccountKey(id.ToString()), CreatedAt = DateTimeOffset.UnixEpoch };
        await services.GetRequiredService<DigitizeDatabase>().WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(account);
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return id;
    }

    private static async Task<DocumentId> SendAsync(IServiceProvider services, AccountId account, string name, byte[] file, CancellationToken cancel)
    {
        var submission = new Submission(account, null, name, null, "deu", name, "upload", SplitMode.Separators);
        return await services.GetRequiredService<Digitize.Intake.Intake>().AcceptAsync(submission, new MemoryStream(file), cancel) switch
        {
            IntakeResult.Accepted accepted => accepted.Id,
            IntakeResult.AlreadyKnown known => known.Id,
            var other => throw new AssertionException($"The stack was not taken: {other}"),
        };
    }

    private static async Task SettledAsync(IServiceProvider services, int letters, CancellationToken cancel)
    {
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await every.WaitForNextTickAsync(cancel))
        {
            await using var db = services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Everyone);
            if (await db.Documents.CountAsync(row => row.State == DocumentState.Completed || row.State == DocumentState.Failed, cancel) == letters)
            {
                return;
            }
        }
    }
}
