using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Tests.Storage;

internal sealed class S3BlobStoreTests
{
    private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();
    private TemporaryFolder spool = null!;
    private S3Server server = null!;
    private S3BlobStore store = null!;

    [SetUp]
    public async Task Open()
    {
        spool = new TemporaryFolder();
        server = await S3Server.StartAsync();
        store = Store(server.Address);
    }

    [TearDown]
    public async Task Close()
    {
        store.Dispose();
        await server.DisposeAsync();
        spool.Dispose();
    }

    [OneTimeTearDown]
    public void Forget() => random.Dispose();

    [Test]
    public async Task A_busy_store_is_asked_again()
    {
        server.Faults.Enqueue(S3Server.Fault.Unavailable);
        server.Faults.Enqueue(S3Server.Fault.Unavailable);
        var key = BlobKey.New("anna", random);
        await store.WriteAsync(key, new MemoryStream([1, 2, 3]), default);
        Assert.That(server.Keys, Is.EqualTo(new[] { key.Value }));
        Assert.That(server.Requests, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task When_the_answer_to_a_write_is_lost_the_blob_is_still_ours()
    {
        server.Faults.Enqueue(S3Server.Fault.AnswerLost);
        var receipt = await store.WriteAsync(BlobKey.New("anna", random), new MemoryStream([1, 2, 3]), default);
        Assert.That(receipt.Length, Is.EqualTo(3));
        Assert.That(server.Keys, Has.Count.EqualTo(1));
        Assert.That(server.Requests, Is.EqualTo(new[] { "PUT", "PUT", "HEAD" }));
    }

    [Test]
    public void Bytes_changed_on_the_way_are_not_stored()
    {
        server.Faults.Enqueue(S3Server.Fault.ChangedOnTheWay);
        Assert.That(async () => await store.WriteAsync(BlobKey.New("anna", random), new MemoryStream([1, 2, 3]), default), Throws.InstanceOf<IOException>());
        Assert.That(server.Keys, Is.Empty);
        Assert.That(spool.Files, Is.Empty);
    }

    [Test]
    public async Task An_answer_that_breaks_off_is_asked_for_again()
    {
        var (key, bytes) = (BlobKey.New("anna", random), Program.Content(400_000));
        await store.WriteAsync(key, new MemoryStream(bytes), default);
        await using var stream = await store.OpenAsync(key, default);
        server.Faults.Enqueue(S3Server.Fault.BrokenOff);
        var read = new byte[bytes.Length];
        await stream.ReadExactlyAsync(read);
        Assert.That(read, Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_small_part_of_a_large_blob_costs_one_small_request()
    {
        var key = BlobKey.New("anna", random);
        await store.WriteAsync(key, new MemoryStream(Program.Content(3_000_000)), default);
        server.Requests.Clear();
        await using var stream = await store.OpenAsync(key, default);
        stream.Position = 2_000_000;
        await stream.ReadExactlyAsync(new byte[1000]);
        Assert.That(server.Requests, Is.EqualTo(new[] { "HEAD", "GET bytes=2000000-2131071" }));
    }

    [Test]
    public async Task An_object_replaced_while_it_is_read_is_noticed()
    {
        var key = BlobKey.New("anna", random);
        await store.WriteAsync(key, new MemoryStream(Program.Content(300_000)), default);
        await using var stream = await store.OpenAsync(key, default);
        server.Replace(key.Value, new byte[300_000]);
        Assert.That(async () => await stream.ReadAsync(new byte[10]), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task A_store_that_cannot_be_reached_is_an_io_problem()
    {
        await server.DisposeAsync();
        using var gone = Store(new Uri("http://127.0.0.1:9"));
        var key = BlobKey.New("anna", random);
        Assert.That(async () => await gone.WriteAsync(key, new MemoryStream([1]), default), Throws.InstanceOf<IOException>());
        Assert.That(async () => await gone.OpenAsync(key, default), Throws.InstanceOf<IOException>().And.Not.InstanceOf<FileNotFoundException>());
        Assert.That(async () => await gone.DeleteAsync(key, default), Throws.InstanceOf<IOException>());
    }

    private S3BlobStore Store(Uri address) =>
        new(new S3Options { Endpoint = address, Bucket = S3Server.Bucket, AccessKey = "key", SecretKey = "secret", Retries = 2 }, spool.Path, random);
}
