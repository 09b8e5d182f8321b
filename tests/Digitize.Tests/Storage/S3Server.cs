using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Digitize.Tests.Storage;

/// <summary>
/// The part of the S3 protocol that blobs need, over memory, on a real port: PUT with checksum and If-None-Match, GET with Range and If-Match, HEAD, DELETE, ListObjectsV2 in pages.
/// It can be told to fail in the ways that networks and stores fail.
/// </summary>
internal sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "letters";
    private const int PageSize = 3;

    private readonly WebApplication web;
    private readonly ConcurrentDictionary<string, Stored> objects = new(StringComparer.Ordinal);

    private S3Server(WebApplication web) => this.web = web;

    public Uri Address => new(web.Urls.First());

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Taken from one by one; each spoils the request it meets.</summary>
    public ConcurrentQueue<Fault> Faults { get; } = new();

    public ICollection<string> Keys => objects.Keys;

    public static async Task<S3Server> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var server = new S3Server(builder.Build());
        server.web.Run(server.AnswerAsync);
        await server.web.StartAsync();
        return server;
    }

    public void Replace(string key, byte[] bytes) => objects[key] = new Stored(bytes, "\"replaced\"", DateTimeOffset.UnixEpoch, "");

    public async ValueTask DisposeAsync() => await web.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Requests.Enqueue($"{http.Request.Method} {http.Request.Headers.Range}".TrimEnd());
        Faults.TryDequeue(out var fault);
        if (fault == Fault.Unavailable)
        {
            await ProblemAsync(http, 503, "SlowDown");
            return;
        }

        if (!http.Request.Headers.Authorization.ToString().StartsWith("AWS4-HMAC-SHA256 Credential=key/", StringComparison.Ordinal))
        {
            await ProblemAsync(http, 403, "AccessDenied");
            return;
        }

        var path = http.Request.Path.Value!.TrimStart('/').Split('/', 2);
        if (path[0] != Bucket)
            await ProblemAsync(http, 404, "NoSuchBucket");
        else if (path.Length == 1 || path[1].Length == 0)
            await ListAsync(http);
        else if (HttpMethods.IsPut(http.Request.Method))
            await PutAsync(http, path[1], fault);
        else if (HttpMethods.IsDelete(http.Request.Method))
            Delete(http, path[1]);
        else
            await GetAsync(http, path[1], fault);
    }

    private async Task PutAsync(HttpContext http, string key, Fault fault)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (fault == Fault.ChangedOnTheWay)
            body.GetBuffer()[0] ^= 1;
        var bytes = body.ToArray();
        if (http.Request.Headers["x-amz-checksum-sha256"] != Convert.ToBase64String(SHA256.HashData(bytes)))
        {
            await ProblemAsync(http, 400, "BadDigest");
            return;
        }

        var stored = new Stored(bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"", DateTimeOffset.UtcNow, http.Request.Headers["x-amz-meta-write-token"].ToString());
        if (http.Request.Headers.IfNoneMatch != "*" || !objects.TryAdd(key, stored))
            await ProblemAsync(http, 412, "PreconditionFailed");
        else if (fault == Fault.AnswerLost)
            http.Abort();
        else
            http.Response.Headers.ETag = stored.ETag;
    }

    private async Task GetAsync(HttpContext http, string key, Fault fault)
    {
        if (!objects.TryGetValue(key, out var stored))
        {
            await ProblemAsync(http, 404, "NoSuchKey");
            return;
        }

        if (http.Request.Headers.IfMatch.ToString() is { Length: > 0 } expected && expected != stored.ETag)
        {
            await ProblemAsync(http, 412, "PreconditionFailed");
            return;
        }

        var (from, to) = (0L, stored.Bytes.Length - 1L);
        if (http.Request.GetTypedHeaders().Range?.Ranges.First() is { } range)
        {
            (from, to) = (range.From!.Value, Math.Min(range.To!.Value, to));
            http.Response.StatusCode = 206;
            http.Response.Headers.ContentRange = $"bytes {from}-{to}/{stored.Bytes.Length}";
        }

        http.Response.Headers.ETag = stored.ETag;
        http.Response.Headers.LastModified = stored.WrittenAt.ToString("R", CultureInfo.InvariantCulture);
        http.Response.Headers["x-amz-meta-write-token"] = stored.Token;
        http.Response.ContentLength = to - from + 1;
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        var part = stored.Bytes.AsMemory((int)from, (int)(to - from + 1));
        if (fault == Fault.BrokenOff)
        {
            await http.Response.Body.WriteAsync(part[..(part.Length / 2)]);
            await http.Response.Body.FlushAsync();
            http.Abort();
            return;
        }

        await http.Response.Body.WriteAsync(part);
    }

    private void Delete(HttpContext http, string key)
    {
        objects.TryRemove(key, out _);
        http.Response.StatusCode = 204;
    }

    private async Task ListAsync(HttpContext http)
    {
        var prefix = http.Request.Query["prefix"].ToString();
        var after = http.Request.Query["continuation-token"].ToString();
        var found = objects.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(item.Key, after) > 0).OrderBy(item => item.Key, StringComparer.Ordinal).Take(PageSize + 1).ToList();
        XNamespace s3 = "http://s3.amazonaws.com/doc/2006-03-01/";
        var page = new XElement(s3 + "ListBucketResult",
            new XElement(s3 + "Name", Bucket),
            new XElement(s3 + "IsTruncated", found.Count > PageSize),
            found.Take(PageSize).Select(item => new XElement(s3 + "Contents",
                new XElement(s3 + "Key", item.Key),
                new XElement(s3 + "LastModified", item.Value.WrittenAt.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
                new XElement(s3 + "Size", item.Value.Bytes.Length))));
        if (found.Count > PageSize)
            page.Add(new XElement(s3 + "NextContinuationToken", found[PageSize - 1].Key));
        http.Response.ContentType = "application/xml";
        await http.Response.WriteAsync(page.ToString());
    }

    private static async Task ProblemAsync(HttpContext http, int status, string code)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml";
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.WriteAsync(new XElement("Error", new XElement("Code", code), new XElement("Message", code)).ToString());
    }

    internal enum Fault
    {
        None,
        Unavailable,
        ChangedOnTheWay,
        AnswerLost,
        BrokenOff,
    }

    private sealed record Stored(byte[] Bytes, string ETag, DateTimeOffset WrittenAt, string Token);
}
