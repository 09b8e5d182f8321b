using System.Diagnostics;
using Digitize.Accounts;
using Digitize.Intake;
using Microsoft.Extensions.Logging.Abstractions;

namespace Digitize.Tests.Intake;

public sealed class WatchedFolderTests
{
    private static readonly IntakeOptions Options = new();

    [Test]
    public async Task A_file_is_taken_in_and_removed_when_it_has_stood_still_for_long_enough()
    {
        await using var box = await Letterbox.CreateAsync();
        var (folder, account, watched) = await WatchAsync(box);
        var path = Path.Combine(folder, "scan.pdf");
        await File.WriteAllBytesAsync(path, Letterbox.Pdf("first half"));
        Assert.That(await watched.LookAsync(folder, account, CancellationToken.None), Is.Zero);

        box.Clock.Pass(Options.WatchedFolderQuiet);
        await File.AppendAllTextAsync(path, "second half");
        Assert.That(await watched.LookAsync(folder, account, CancellationToken.None), Is.Zero, "It has grown.");

        box.Clock.Pass(Options.WatchedFolderQuiet);
        await using (File.Open(path, FileMode.Append, FileAccess.Write))
        {
            Assert.That(await watched.LookAsync(folder, account, CancellationToken.None), Is.Zero, "Somebody is still writing to it.");
        }

        Assert.That(await watched.LookAsync(folder, account, CancellationToken.None), Is.EqualTo(1));
        Assert.That(path, Does.Not.Exist);
        var document = (await box.DocumentsAsync()).Single();
        Assert.That((document.Title, document.Source), Is.EqualTo(("scan", "folder")));
        Assert.That(await box.OriginalAsync(document), Is.EqualTo((byte[])[.. Letterbox.Pdf("first half"), .. "second half"u8]));
    }

    [Test]
    public async Task What_is_refused_is_moved_aside_with_the_reason_and_replaces_nothing_there()
    {
        await using var box = await Letterbox.CreateAsync();
        var (folder, account, watched) = await WatchAsync(box);
        foreach (var words in new[] { "MZ one", "MZ two" })
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "setup.pdf"), words);
            await LookTwiceAsync(box, watched, folder, account);
        }

        var refused = Path.Combine(folder, "refused");
        Assert.That(await File.ReadAllTextAsync(Path.Combine(refused, "setup.pdf")), Is.EqualTo("MZ one"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(refused, "setup (2).pdf")), Is.EqualTo("MZ two"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(refused, "setup.pdf.reason.txt")), Does.StartWith("The file is not a PDF and not a picture"));
        Assert.That(Directory.EnumerateFiles(folder), Is.Empty);
        Assert.That(await box.DocumentsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_file_that_was_taken_in_by_a_process_that_died_before_removing_it_is_one_document()
    {
        await using var box = await Letterbox.CreateAsync();
        var (folder, account, watched) = await WatchAsync(box);
        var path = Path.Combine(folder, "scan.pdf");
        await File.WriteAllBytesAsync(path, Letterbox.Pdf("once"));
        var written = File.GetLastWriteTimeUtc(path);
        await LookTwiceAsync(box, watched, folder, account);

        await File.WriteAllBytesAsync(path, Letterbox.Pdf("once"));
        File.SetLastWriteTimeUtc(path, written);
        await LookTwiceAsync(box, watched, folder, account);
        Assert.That(path, Does.Not.Exist);
        Assert.That(await box.DocumentsAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Links_pipes_hidden_files_and_those_still_on_their_way_are_left_alone()
    {
        await using var box = await Letterbox.CreateAsync();
        var (folder, account, watched) = await WatchAsync(box);
        var secret = Path.Combine(box.Folder, "somebody-elses.pdf");
        foreach (var path in new[] { secret, Path.Combine(folder, ".scan.pdf"), Path.Combine(folder, "scan.pdf.part") })
        {
            await File.WriteAllBytesAsync(path, Letterbox.Pdf("not for you"));
        }

        File.CreateSymbolicLink(Path.Combine(folder, "link.pdf"), secret);
        using (var made = Process.Start("mkfifo", [Path.Combine(folder, "pipe.pdf")]))
        {
            await made.WaitForExitAsync();
        }

        await LookTwiceAsync(box, watched, folder, account).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(await box.DocumentsAsync(), Is.Empty);
        Assert.That(Directory.EnumerateFiles(folder).Count(), Is.EqualTo(4));
        Assert.That(secret, Does.Exist);
    }

    [Test]
    public async Task What_comes_after_the_end_of_a_contract_is_moved_aside()
    {
        await using var box = await Letterbox.CreateAsync();
        var (folder, account, watched) = await WatchAsync(box);
        var today = DateOnly.FromDateTime(box.Clock.GetUtcNow().UtcDateTime);
        Assert.That(await new Accounts.Contracts(box.Database, box.Audit, box.Clock).EndAsync(account, today, null, Actor.System, CancellationToken.None), Is.TypeOf<ContractChange.Done>());
        await File.WriteAllBytesAsync(Path.Combine(folder, "scan.pdf"), Letterbox.Pdf("late"));
        await LookTwiceAsync(box, watched, folder, account);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "refused", "scan.pdf.reason.txt")), Is.EqualTo("The contract of the account has ended.\n"));
        Assert.That(await box.DocumentsAsync(), Is.Empty);
    }

    private static async Task<(string Folder, AccountId Account, WatchedFolder Watched)> WatchAsync(Letterbox box)
    {
        var folder = Directory.CreateDirectory(Path.Combine(box.Folder, "in")).FullName;
        return (folder, await box.AddAccountAsync("A"), new WatchedFolder(box.Intake, box.Database, Options, box.Clock, NullLogger<WatchedFolder>.Instance));
    }

    private static async Task LookTwiceAsync(Letterbox box, WatchedFolder watched, string folder, AccountId account)
    {
        await watched.LookAsync(folder, account, CancellationToken.None);
        box.Clock.Pass(Options.WatchedFolderQuiet);
        await watched.LookAsync(folder, account, CancellationToken.None);
    }
}
