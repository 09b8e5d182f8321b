using System.Security.Cryptography;
using Digitize.Storage;
using Digitize.Tests.Storage;

namespace Digitize.Tests.Contracts;

/// <summary>What every blob store promises, on each of them.</summary>
[TestFixture("disk")]
[TestFixture("s3")]
internal sealed class BlobStoreContract(string kind)
{
    private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();
    private TemporaryFolder folder = null!;
    private S3Server? server;
    private IBlobStore store = null!;

    [SetUp]
    public async Task Open()
    {
        folder = new TemporaryFolder();
        if (kind == "disk")
        {
            store = new DiskBlobStore(folder.Path, random);
            return;
        }

        server = await S3Server.StartAsync();
        store = new S3BlobStore(new S3Options { Endpoint = server.Address, Bucket = S3Server.Bucket, AccessKey = "key", SecretKey = "secret" }, folder.Path, random);
    }

    [TearDown]
    public async Task Close()
    {
        (store as IDisposable)?.Dispose();
        if (server is not null)
            await server.DisposeAsync();
        folder.Dispose();
    }

    [OneTimeTearDown]
    public void Forget() => random.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(128 * 1024)]
    [TestCase(5_000_001)]
    public async Task What_was_written_is_read(int length)
    {
        var (key, bytes) = (NewKey(), Program.Content(length));
        var receipt = await store.WriteAsync(key, new MemoryStream(bytes), default);
        await using var stream = await store.OpenAsync(key, default);
        Assert.Multiple(() =>
        {
            Assert.That(receipt.Length, Is.EqualTo(length));
            Assert.That(receipt.Sha256, Is.EqualTo(SHA256.HashData(bytes)));
            Assert.That(stream.Length, Is.EqualTo(length));
        });
        Assert.That(await ReadAsync(stream), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Any_part_can_be_read_from_anywhere()
    {
        var (key, bytes) = (NewKey(), Program.Content(700_000));
        await store.WriteAsync(key, new MemoryStream(bytes), default);
        await using var stream = await store.OpenAsync(key, default);
        foreach (var (start, count) in new[] { (699_999, 1), (0, 10), (131_071, 2), (300_000, 300_000), (5, 5) })
        {
            stream.Seek(start, SeekOrigin.Begin);
            var part = new byte[count];
            await stream.ReadExactlyAsync(part);
            Assert.That(part, Is.EqualTo(bytes[start..(start + count)]), $"from {start}");
        }

        stream.Seek(10, SeekOrigin.End);
        Assert.That(await stream.ReadAsync(new byte[1]), Is.Zero);
    }

    [Test]
    public async Task A_stream_that_cannot_seek_is_written_as_well()
    {
        var (key, bytes) = (NewKey(), Program.Content(300_000));
        await store.WriteAsync(key, new DribblingStream(bytes, failAt: null), default);
        await using var stream = await store.OpenAsync(key, default);
        Assert.That(await ReadAsync(stream), Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_key_is_written_once()
    {
        var (key, bytes) = (NewKey(), Program.Content(1000));
        await store.WriteAsync(key, new MemoryStream(bytes), default);
        Assert.That(async () => await store.WriteAsync(key, new MemoryStream(Program.Content(2000)), default), Throws.InstanceOf<IOException>());
        Assert.That(async () => await store.WriteAsync(key, new MemoryStream(bytes), default), Throws.InstanceOf<IOException>(), "not even with the same content");
        await using var stream = await store.OpenAsync(key, default);
        Assert.That(await ReadAsync(stream), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Of_many_writers_of_one_key_one_wins()
    {
        var key = NewKey();
        var wins = await Task.WhenAll(Enumerable.Range(1, 8).Select(async i =>
        {
            try
            {
                await store.WriteAsync(key, new DribblingStream(Program.Content(50_000 + i), failAt: null), default);
                return i;
            }
            catch (IOException)
            {
                return 0;
            }
        }));
        await using var stream = await store.OpenAsync(key, default);
        Assert.That(wins.Where(i => i > 0), Is.EqualTo(new[] { (int)stream.Length - 50_000 }));
    }

    [Test]
    public async Task When_the_content_breaks_off_nothing_is_there()
    {
        var key = NewKey();
        Assert.That(async () => await store.WriteAsync(key, new DribblingStream(Program.Content(300_000), failAt: 200_000), default), Throws.InstanceOf<IOException>());
        Assert.That(async () => await store.OpenAsync(key, default), Throws.InstanceOf<FileNotFoundException>());
        Assert.That(await ListAsync(""), Is.Empty);
        Assert.That(folder.Files, Is.Empty);
    }

    [Test]
    public async Task When_the_writer_is_cancelled_nothing_is_there()
    {
        using var cancel = new CancellationTokenSource();
        var content = new DribblingStream(Program.Content(300_000), failAt: null, atHalf: cancel.Cancel);
        Assert.That(async () => await store.WriteAsync(NewKey(), content, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await ListAsync(""), Is.Empty);
        Assert.That(folder.Files, Is.Empty);
    }

    [Test]
    public void What_was_never_written_is_not_found() => Assert.That(async () => await store.OpenAsync(NewKey(), default), Throws.InstanceOf<FileNotFoundException>());

    [Test]
    public async Task Deleting_says_whether_there_was_something()
    {
        var key = NewKey();
        Assert.That(await store.DeleteAsync(key, default), Is.False);
        await store.WriteAsync(key, new MemoryStream([1]), default);
        Assert.That(await store.DeleteAsync(key, default), Is.True);
        Assert.That(await store.DeleteAsync(key, default), Is.False);
        Assert.That(async () => await store.OpenAsync(key, default), Throws.InstanceOf<FileNotFoundException>());
    }

    [Test]
    public async Task The_list_has_every_blob_under_the_prefix_and_no_other()
    {
        var mine = new List<BlobKey>();
        for (var i = 0; i < 8; i++)
            mine.Add(i % 2 == 0 ? BlobKey.New("anna", random) : BlobKey.NewTemporary("anna", random));
        foreach (var key in mine.Append(BlobKey.New("anna-lena", random)))
            await store.WriteAsync(key, new MemoryStream(new byte[7]), default);
        var listed = await ListAsync(BlobKey.PrefixOf("anna"));
        Assert.That(listed.Select(blob => blob.Key), Is.EquivalentTo(mine));
        Assert.That(listed.Select(blob => blob.Length), Is.All.EqualTo(7));
        Assert.That(listed.Select(blob => blob.WrittenAt), Is.All.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(5)));
        Assert.That(await ListAsync(""), Has.Count.EqualTo(9));
        Assert.That(await ListAsync("nobody/"), Is.Empty);
    }

    private BlobKey NewKey() => BlobKey.New("anna", random);

    private async Task<List<StoredBlob>> ListAsync(string prefix)
    {
        var list = new List<StoredBlob>();
        await foreach (var blob in store.ListAsync(prefix, default))
            list.Add(blob);
        return list;
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
