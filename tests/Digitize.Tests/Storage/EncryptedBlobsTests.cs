using System.Security.Cryptography;
using Digitize.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Digitize.Tests.Storage;

internal sealed class EncryptedBlobsTests
{
    private const int Frame = 64 * 1024;

    private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();
    private TemporaryFolder folder = null!;
    private DiskBlobStore store = null!;
    private MasterKey master = null!;
    private EncryptedBlobs blobs = null!;
    private DocumentKeys letter = null!;

    /// <summary>Lengths near the borders of frames, where mistakes live.</summary>
    private static Gen<int> Lengths => Gen.OneOf(Gen.Choose(0, 3 * Frame), Gen.Zip(Gen.Choose(0, 3), Gen.Choose(-2, 2), (frames, more) => Math.Max(0, frames * Frame + more)));

    [SetUp]
    public void Open()
    {
        folder = new TemporaryFolder();
        store = new DiskBlobStore(Path.Combine(folder.Path, "blobs"), random);
        master = MasterKey.LoadOrCreate(Path.Combine(folder.Path, "master.key"), random);
        blobs = new EncryptedBlobs(store, master, random);
        letter = NewDocument("anna", blobs.NewAccountKey("anna"), "letter");
    }

    [TearDown]
    public void Close()
    {
        master.Dispose();
        folder.Dispose();
    }

    [OneTimeTearDown]
    public void Forget() => random.Dispose();

    [Test]
    public void Any_range_of_any_length_reads_as_it_was_written() =>
        Prop.ForAll(Gen.Zip(Lengths, Gen.ListOf(Gen.Zip(Gen.Choose(0, 3 * Frame), Gen.Choose(0, 2 * Frame)))).ToArbitrary(), given =>
        {
            var plain = Program.Content(given.Item1);
            var key = Write(letter, plain, out var receipt);
            Assert.That(receipt.Length, Is.EqualTo(plain.Length));
            Assert.That(receipt.Sha256, Is.EqualTo(SHA256.HashData(plain)));
            using var stream = blobs.OpenAsync(letter, key, default).GetAwaiter().GetResult();
            Assert.That(stream.Length, Is.EqualTo(plain.Length));
            foreach (var (start, count) in given.Item2)
            {
                stream.Position = start;
                var part = new byte[count];
                var read = stream.ReadAtLeast(part, count, throwOnEndOfStream: false);
                Assert.That(part.AsSpan(0, read).SequenceEqual(plain.AsSpan(Math.Min(start, plain.Length), Math.Min(count, Math.Max(0, plain.Length - start)))), $"{count} from {start}");
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Any_changed_byte_is_detected() =>
        Prop.ForAll(Gen.Zip(Lengths, Gen.Zip(Gen.Choose(0, int.MaxValue), Gen.Choose(1, 255))).ToArbitrary(), given =>
        {
            var plain = Program.Content(given.Item1);
            var key = Write(letter, plain, out _);
            Rewrite(key, bytes =>
            {
                bytes[given.Item2.Item1 % bytes.Length] ^= (byte)given.Item2.Item2;
                return bytes;
            });
            AssertFailsClosed(letter, key, plain);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Any_cut_is_detected() =>
        Prop.ForAll(Gen.Zip(Lengths, Gen.Choose(1, int.MaxValue)).ToArbitrary(), given =>
        {
            var key = Write(letter, Program.Content(given.Item1), out _);
            Rewrite(key, bytes => bytes[..(given.Item2 % bytes.Length)]);
            Assert.That(async () => await blobs.OpenAsync(letter, key, default), Throws.InstanceOf<CryptographicException>());
        }).QuickCheckThrowOnFailure();

    [TestCase(1)]
    [TestCase(2)]
    public void A_blob_cut_between_frames_is_detected_when_it_is_opened(int framesLeft)
    {
        var key = Write(letter, Program.Content(3 * Frame), out _);
        Rewrite(key, bytes => bytes[..(32 + framesLeft * (Frame + 16))]);
        Assert.That(async () => await blobs.OpenAsync(letter, key, default), Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public void Bytes_added_at_the_end_are_detected()
    {
        foreach (var more in new[] { 1, 16, 17, Frame + 16 })
        {
            var key = Write(letter, Program.Content(2 * Frame), out _);
            Rewrite(key, bytes => [.. bytes, .. new byte[more]]);
            Assert.That(async () => await blobs.OpenAsync(letter, key, default), Throws.InstanceOf<CryptographicException>(), $"{more} more");
        }
    }

    [Test]
    public void Frames_in_another_order_are_detected()
    {
        var plain = Program.Content(3 * Frame);
        var key = Write(letter, plain, out _);
        Rewrite(key, bytes => [.. bytes[..32], .. bytes[(32 + Frame + 16)..(32 + 2 * (Frame + 16))], .. bytes[32..(32 + Frame + 16)], .. bytes[(32 + 2 * (Frame + 16))..]]);
        AssertFailsClosed(letter, key, plain);
    }

    [Test]
    public void Blobs_exchanged_within_a_document_are_detected()
    {
        var (one, two) = (Write(letter, [1], out _), Write(letter, [2], out _));
        Exchange(one, two);
        AssertFailsClosed(letter, one, [1]);
        AssertFailsClosed(letter, two, [2]);
    }

    [Test]
    public void Blobs_exchanged_between_documents_are_detected()
    {
        var other = NewDocument("anna", letter.WrappedAccountKey, "other letter");
        var (one, two) = (Write(letter, [1], out _), Write(other, [2], out _));
        Assert.That(async () => await blobs.OpenAsync(other, one, default), Throws.InstanceOf<CryptographicException>());
        Exchange(one, two);
        AssertFailsClosed(letter, one, [1]);
        AssertFailsClosed(other, two, [2]);
    }

    [Test]
    public void Keys_of_another_account_or_document_open_nothing()
    {
        var key = Write(letter, [1], out _);
        var stranger = NewDocument("bert", blobs.NewAccountKey("bert"), "letter");
        foreach (var keys in new[]
        {
            stranger,
            letter with { Document = "other" },
            letter with { Account = "bert" },
            letter with { WrappedDocumentKey = stranger.WrappedDocumentKey },
            letter with { WrappedAccountKey = stranger.WrappedAccountKey },
        })
        {
            Assert.That(async () => await blobs.OpenAsync(keys, key, default), Throws.InstanceOf<CryptographicException>(), keys.ToString());
        }
    }

    [Test]
    public void A_new_master_key_wraps_the_account_key_anew_and_touches_no_blob()
    {
        var key = Write(letter, [1, 2, 3], out _);
        var before = File.ReadAllBytes(PathOf(key));
        using var next = MasterKey.LoadOrCreate(Path.Combine(folder.Path, "next.key"), random);
        var rotated = new EncryptedBlobs(store, next, random);
        var keys = letter with { WrappedAccountKey = rotated.Rewrap("anna", letter.WrappedAccountKey, master) };
        using var stream = rotated.OpenAsync(keys, key, default).GetAwaiter().GetResult();
        var read = new byte[3];
        stream.ReadExactly(read);
        Assert.Multiple(() =>
        {
            Assert.That(read, Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(File.ReadAllBytes(PathOf(key)), Is.EqualTo(before));
            Assert.That(async () => await blobs.OpenAsync(keys, key, default), Throws.InstanceOf<CryptographicException>());
        });
    }

    [Test]
    public void A_reader_written_from_the_decision_record_gets_the_same_bytes()
    {
        var plain = Program.Content(Frame + 100);
        var masterKey = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        using var known = MasterKey.FromBase64(Convert.ToBase64String(masterKey));
        blobs = new EncryptedBlobs(store, known, random);
        letter = NewDocument("anna", blobs.NewAccountKey("anna"), "letter");
        var key = Write(letter, plain, out _);
        var documentKey = DocumentedFormat.Unwrap(DocumentedFormat.Unwrap(masterKey, letter.WrappedAccountKey, "7:account4:anna"), letter.WrappedDocumentKey, "8:document4:anna6:letter");
        Assert.That(DocumentedFormat.Decrypt(documentKey, "anna", "letter", key.Value, File.ReadAllBytes(PathOf(key))), Is.EqualTo(plain));
    }

    [Test]
    public void Nothing_of_the_content_is_readable_in_the_store()
    {
        var canary = "Sehr geehrte Frau Muster"u8.ToArray();
        var key = Write(letter, [.. Enumerable.Repeat(canary, 5000).SelectMany(bytes => bytes)], out _);
        Assert.That(File.ReadAllBytes(PathOf(key)).AsSpan().IndexOf(canary.AsSpan(0, 6)), Is.EqualTo(-1));
    }

    [Test]
    public async Task Memory_does_not_grow_with_the_blob()
    {
        const int length = 64 * 1024 * 1024;
        var content = Program.Content(length);
        var key = BlobKey.New("anna", random);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await blobs.WriteAsync(letter, key, new MemoryStream(content), default);
        await using (var stream = await blobs.OpenAsync(letter, key, default))
            await stream.CopyToAsync(Stream.Null);
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(length / 8));
    }

    private DocumentKeys NewDocument(string account, byte[] accountKey, string document) => new(account, document, accountKey, blobs.NewDocumentKey(account, accountKey, document));

    private BlobKey Write(DocumentKeys keys, byte[] plain, out BlobReceipt receipt)
    {
        var key = BlobKey.New(keys.Account, random);
        receipt = blobs.WriteAsync(keys, key, new MemoryStream(plain), default).GetAwaiter().GetResult();
        return key;
    }

    /// <summary>Reading throws, and what was read before is right.</summary>
    private void AssertFailsClosed(DocumentKeys keys, BlobKey key, byte[] plain)
    {
        var read = new MemoryStream();
        Assert.That(
            async () =>
            {
                await using var stream = await blobs.OpenAsync(keys, key, default);
                await stream.CopyToAsync(read);
            },
            Throws.InstanceOf<CryptographicException>());
        Assert.That(plain.AsSpan().StartsWith(read.ToArray()));
    }

    private string PathOf(BlobKey key) => Path.Combine(folder.Path, "blobs", key.Value);

    private void Rewrite(BlobKey key, Func<byte[], byte[]> change)
    {
        var bytes = change(File.ReadAllBytes(PathOf(key)));
        File.SetUnixFileMode(PathOf(key), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllBytes(PathOf(key), bytes);
    }

    private void Exchange(BlobKey one, BlobKey two)
    {
        var other = File.ReadAllBytes(PathOf(two));
        Rewrite(two, _ => File.ReadAllBytes(PathOf(one)));
        Rewrite(one, _ => other);
    }
}
