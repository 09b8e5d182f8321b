using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Pages;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Intake;

public sealed class IntakeTests
{
    [Test]
    public async Task What_is_accepted_is_stored_to_the_byte_and_waits_to_be_read()
    {
        await using var box = await Letterbox.CreateAsync();
        var account = await box.AddAccountAsync("A");
        var accepted = (IntakeResult.Accepted)await box.SendAsync(account, Letterbox.Pdf("Rechnung"), name: "../Rechnung März.pdf");

        var document = (await box.DocumentsAsync()).Single();
        Assert.That((document.Id, document.AccountId, document.State, document.Title), Is.EqualTo((accepted.Id, account, DocumentState.Received, "Rechnung März")));
        Assert.That(await box.OriginalAsync(document), Is.EqualTo(Letterbox.Pdf("Rechnung")));
        Assert.That(document.OriginalSha256, Is.EqualTo(SHA256.HashData(Letterbox.Pdf("Rechnung"))));
        await using var db = box.Database.Open(CurrentAccount.Everyone);
        var work = await db.WorkItems.SingleAsync();
        Assert.That((work.Kind, work.State, work.DocumentId, work.Attempts), Is.EqualTo((WorkKind.Prepare, WorkState.Ready, accepted.Id, 0)));
        Assert.That((await db.Changes.SingleAsync()).DocumentId, Is.EqualTo(accepted.Id));
    }

    [Test]
    public async Task A_renamed_program_an_empty_file_and_one_that_is_too_large_are_refused_and_leave_nothing()
    {
        await using var box = await Letterbox.CreateAsync(new IntakeOptions { MaxUploadMegabytes = 1 });
        var account = await box.AddAccountAsync("A");
        var refused = new List<Failure>();
        foreach (var bytes in new[] { "MZ\u0090 and more of a program"u8.ToArray(), [], [.. Letterbox.Pdf("long"), .. new byte[1_000_000]] })
        {
            refused.Add(((IntakeResult.Refused)await box.SendAsync(account, bytes, "key")).Reason);
        }

        Assert.That(refused.Select(reason => reason.Code), Is.EqualTo(new[] { FailureCode.NotSupported, FailureCode.NotSupported, FailureCode.TooLarge }));
        Assert.That(refused.Select(reason => reason.Detail), Is.All.EndsWith("."));
        Assert.That(await box.DocumentsAsync(), Is.Empty);
        Assert.That(await box.BlobsAsync(), Is.Empty);
        Assert.That(await box.SendAsync(account, Letterbox.Pdf("short"), "key"), Is.TypeOf<IntakeResult.Accepted>(), "A key that led to nothing is free.");
    }

    [Test]
    public async Task The_same_key_is_the_same_document_and_never_another()
    {
        await using var box = await Letterbox.CreateAsync();
        var (account, other) = (await box.AddAccountAsync("A"), await box.AddAccountAsync("B"));
        var first = (IntakeResult.Accepted)await box.SendAsync(account, Letterbox.Pdf("one"), "key");
        Assert.That(await box.SendAsync(account, Letterbox.Pdf("one"), "key"), Is.EqualTo(new IntakeResult.AlreadyKnown(first.Id)));
        Assert.That(await box.SendAsync(account, Letterbox.Pdf("two"), "key"), Is.EqualTo(new IntakeResult.KeyUsedForOther(first.Id)));
        Assert.That(await box.SendAsync(other, Letterbox.Pdf("one"), "key"), Is.TypeOf<IntakeResult.Accepted>());
        Assert.That(await box.BlobsAsync(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_letter_that_comes_twice_is_marked_but_never_for_having_come_to_somebody_else()
    {
        await using var box = await Letterbox.CreateAsync();
        var (account, other) = (await box.AddAccountAsync("A"), await box.AddAccountAsync("B"));
        var results = new List<IntakeResult.Accepted>();
        foreach (var to in new[] { account, other, account })
        {
            results.Add((IntakeResult.Accepted)await box.SendAsync(to, Letterbox.Pdf("one")));
        }

        Assert.That(results.Select(result => result.IsDuplicate), Is.EqualTo(new[] { false, false, true }));
        Assert.That((await box.DocumentsAsync()).Single(document => document.Id == results[2].Id).DuplicateOf, Is.EqualTo(results[0].Id));
    }

    [Test]
    public async Task A_sender_who_breaks_off_leaves_nothing()
    {
        await using var box = await Letterbox.CreateAsync();
        var account = await box.AddAccountAsync("A");
        using var broken = new BrokenStream(Letterbox.Pdf("half"));
        Assert.That(() => box.Intake.AcceptAsync(Letterbox.From(account), broken, CancellationToken.None), Throws.InstanceOf<IOException>());
        Assert.That(await box.DocumentsAsync(), Is.Empty);
        Assert.That(await box.BlobsAsync(), Is.Empty);
    }

    /// <summary>The line goes dead after these bytes.</summary>
    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new IOException("The line is dead.");
    }
}
