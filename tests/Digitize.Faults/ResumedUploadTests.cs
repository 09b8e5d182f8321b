using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Digitize.Scaled.Tests.EndToEnd;

namespace Digitize.Faults;

/// <summary>P2: a process that dies during a resumable upload takes nothing with it of what it has acknowledged.</summary>
[SupportedOSPlatform("linux")]
[Parallelizable]
public sealed class ResumedUploadTests
{
    /// <summary>After so many bytes the first part of a long request is made durable: 8 MiB.</summary>
    private const int Part = 8 * 1024 * 1024;

    private const int MostOnTheWay = 12_000_000;

    /// <summary>Left for the two at once.</summary>
    private const int Reserve = 100_000;

    private static int Kills => LongForm.IsAsked ? 200 : 2;

    [TestCase(20261127)]
    [CancelAfter(3_600_000)]
    public async Task An_upload_goes_on_after_each_kill_where_it_was_acknowledged(int seed, CancellationToken cancel)
    {
        var random = new Random(seed);
        var sent = Letter(random, LongForm.IsAsked ? 96_000_000 : 24_000_000);
        await using var service = await ServiceUnderFire.CreateAsync();
        await service.StartAsync();
        var place = await BeginAsync(service, sent.Length, cancel);
        var (acknowledged, kept) = (0L, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            acknowledged = await SendPieceAsync(service, place, sent, acknowledged, random.Next(1, 60_000), cancel);
            var rest = sent.Length - Reserve - acknowledged;
            await SendAndKillAsync(service, place, sent, acknowledged, rest, KillAt(random, kill, rest), cancel);
            await service.StartAsync();
            var offset = await OffsetAsync(service, place, cancel);
            Assert.That(offset, Is.GreaterThanOrEqualTo(acknowledged), $"kill {kill} of seed {seed}");
            kept += offset > acknowledged ? 1 : 0;
            acknowledged = offset;
        }

        acknowledged = await OneOfTwoAsync(service, place, sent, acknowledged, cancel);
        using var client = service.Client();
        using var last = await client.SendAsync(Piece(place, acknowledged, new ByteArrayContent(sent, (int)acknowledged, sent.Length - (int)acknowledged)), cancel);
        Assert.That(last.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await using (var original = await client.GetStreamAsync(last.Headers.GetValues("Digitize-Document").Single() + "/original", cancel))
        {
            Assert.That(await SHA256.HashDataAsync(original, cancel), Is.EqualTo(SHA256.HashData(sent)));
        }

        TestContext.Out.WriteLine($"{Kills} kills, {kept} of them after a part of the piece was durable");
        await service.SettledAsync(1);
        await service.StopAsync();
        await Invariants.AssertAsync(service, new Dictionary<string, int> { ["brief"] = 2 });
    }

    /// <summary>Mostly before anything of the request is durable, and every eighth time about when a part of it is: some megabytes are on their way between sender and disk.</summary>
    private static long KillAt(Random random, int kill, long rest) =>
        kill % 8 == 1 && rest > Part + MostOnTheWay ? random.NextInt64(Part, Part + MostOnTheWay) : random.NextInt64(0, Math.Min(rest, Part));

    private static byte[] Letter(Random random, int length)
    {
        var rest = new byte[length];
        random.NextBytes(rest);
        return [.. QuickRunner.Letter("brief", 2), .. rest];
    }

    private static async Task<string> BeginAsync(ServiceUnderFire service, long length, CancellationToken cancel)
    {
        using var client = service.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String("brief.pdf"u8)}");
        using var begun = await client.SendAsync(request, cancel);
        Assert.That(begun.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        return begun.Headers.Location!.ToString();
    }

    private static HttpRequestMessage Piece(string place, long offset, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, place) { Content = content };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        content.Headers.ContentType = new("application/offset+octet-stream");
        return request;
    }

    /// <returns>What was acknowledged.</returns>
    private static async Task<long> SendPieceAsync(ServiceUnderFire service, string place, byte[] sent, long offset, int length, CancellationToken cancel)
    {
        using var client = service.Client();
        using var answer = await client.SendAsync(Piece(place, offset, new ByteArrayContent(sent, (int)offset, length)), cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await answer.Content.ReadAsStringAsync(cancel));
        Assert.That(answer.Headers.GetValues("Upload-Offset").Single(), Is.EqualTo($"{offset + length}"));
        return offset + length;
    }

    private static async Task SendAndKillAsync(ServiceUnderFire service, string place, byte[] sent, long offset, long length, long killAt, CancellationToken cancel)
    {
        using var client = service.Client();
        using var cut = new CutContent(sent.AsMemory((int)offset, (int)length), (int)killAt, service.KillAsync);
        Assert.That(async () => await client.SendAsync(Piece(place, offset, cut), cancel), Throws.InstanceOf<HttpRequestException>());
    }

    private static async Task<long> OffsetAsync(ServiceUnderFire service, string place, CancellationToken cancel)
    {
        using var client = service.Client();
        using var request = new HttpRequestMessage(HttpMethod.Head, place);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        using var answer = await client.SendAsync(request, cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }

    /// <summary>Two pieces for the same place at the same time.</summary>
    private static async Task<long> OneOfTwoAsync(ServiceUnderFire service, string place, byte[] sent, long offset, CancellationToken cancel)
    {
        using var client = service.Client();
        int[] lengths = [40_000, 50_000];
        var answers = await Task.WhenAll(lengths.Select(length => client.SendAsync(Piece(place, offset, new ByteArrayContent(sent, (int)offset, length)), cancel)));
        Assert.That(answers.Select(answer => (int)answer.StatusCode).Order(), Is.EqualTo(new[] { 204, 409 }));
        var winner = lengths[Array.FindIndex(answers, answer => answer.StatusCode == HttpStatusCode.NoContent)];
        Assert.That(await OffsetAsync(service, place, cancel), Is.EqualTo(offset + winner));
        return offset + winner;
    }

    /// <summary>A body during which the service is killed.</summary>
    private sealed class CutContent(ReadOnlyMemory<byte> bytes, int killAt, Func<Task> kill) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var at = 0; at < killAt;)
            {
                var next = Math.Min(64 * 1024, killAt - at);
                await stream.WriteAsync(bytes.Slice(at, next));
                at += next;
            }

            await stream.FlushAsync();
            await kill();
            await stream.WriteAsync(bytes[killAt..]);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
