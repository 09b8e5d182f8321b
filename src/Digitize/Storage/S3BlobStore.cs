using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Digitize.Storage;

/// <summary>
/// Blobs as objects of an S3 store, Amazon's or a self-hosted one. An object is sent in one request with its SHA-256, which the store checks, and with <c>If-None-Match: *</c>, so it is there whole or not at all and never replaced.
/// The content is first written to a file, because its length and hash must be known before it is sent and a failed request is sent again; what comes here is encrypted already.
/// </summary>
public sealed class S3BlobStore : IBlobStore, IDisposable
{
    private const string TokenName = "x-amz-meta-write-token";

    private readonly AmazonS3Client client;
    private readonly string bucket;
    private readonly string spoolFolder;
    private readonly RandomNumberGenerator random;

    /// <param name="options">Where the store is.</param>
    /// <param name="spoolFolder">For the file of a blob while it is sent.</param>
    /// <param name="random">For names of spool files and tokens of writes.</param>
    public S3BlobStore(S3Options options, string spoolFolder, RandomNumberGenerator random)
    {
        this.spoolFolder = spoolFolder;
        this.random = random;
        bucket = options.Bucket;
        Directory.CreateDirectory(spoolFolder, DurableFiles.OwnerOnlyFolder);
        client = options is { AccessKey: { } access, SecretKey: { } secret }
            ? new AmazonS3Client(new BasicAWSCredentials(access, secret), Configuration(options))
            : new AmazonS3Client(Configuration(options));
    }

    public long? FreeBytes => null;

    public async Task<BlobReceipt> WriteAsync(BlobKey key, Stream content, CancellationToken cancel)
    {
        await using var spool = NewSpoolFile();
        var receipt = await SpoolAsync(content, spool, cancel);
        var token = RandomText();
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key.Value,
            InputStream = spool,
            AutoCloseStream = false,
            ChecksumSHA256 = Convert.ToBase64String(receipt.Sha256),
            IfNoneMatch = "*",
            // Signed in pieces is what many self-hosted stores do not understand.
            UseChunkEncoding = false,
        };
        request.Metadata.Add(TokenName, token);
        try
        {
            await client.PutObjectAsync(request, cancel);
        }
        catch (AmazonS3Exception problem) when (problem.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            // The first answer may have been lost and this be the answer to sending again: then the object is ours.
            if (!await HasTokenAsync(key, token, cancel))
                throw new IOException($"The blob {key} exists already.", problem);
        }
        catch (Exception problem) when (IsTheStore(problem))
        {
            throw new IOException($"The store did not take the blob {key}.", problem);
        }

        return receipt;
    }

    public async Task<Stream> OpenAsync(BlobKey key, CancellationToken cancel)
    {
        var head = await HeadAsync(key, cancel) ?? throw new FileNotFoundException($"There is no blob {key}.");
        return new S3Stream(client, bucket, key, head.ContentLength, head.ETag);
    }

    public async Task<bool> DeleteAsync(BlobKey key, CancellationToken cancel)
    {
        // S3 answers the same whether the object was there or not.
        if (await HeadAsync(key, cancel) is null)
            return false;
        await AskAsync($"delete the blob {key}", () => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = key.Value }, cancel));
        return true;
    }

    public async IAsyncEnumerable<StoredBlob> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
        do
        {
            var page = await AskAsync("list its blobs", () => client.ListObjectsV2Async(request, cancel));
            foreach (var item in page.S3Objects ?? [])
            {
                if (BlobKey.TryParse(item.Key) is { } key)
                    yield return new StoredBlob(key, item.Size ?? 0, new DateTimeOffset((item.LastModified ?? DateTime.MaxValue).ToUniversalTime()));
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public void Dispose() => client.Dispose();

    /// <summary>Turns what the SDK throws into what the seam promises; missing objects are the caller's to handle.</summary>
    internal static async Task<T> AskAsync<T>(string what, Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception problem) when (IsTheStore(problem) && problem is not AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            throw new IOException($"The store did not {what}.", problem);
        }
    }

    private static bool IsTheStore(Exception problem) => problem is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException or TaskCanceledException { InnerException: TimeoutException };

    private static AmazonS3Config Configuration(S3Options options)
    {
        var configuration = new AmazonS3Config
        {
            AuthenticationRegion = options.Region,
            ForcePathStyle = options.Endpoint is not null,
            Timeout = options.RequestTimeout,
            ConnectTimeout = options.ConnectTimeout,
            MaxErrorRetry = options.Retries,
            RetryMode = RequestRetryMode.Standard,
            // We send our own SHA-256; the SDK's CRC in a trailer is unknown to older self-hosted stores.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
            configuration.ServiceURL = endpoint.ToString();
        else
            configuration.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.Region);
        return configuration;
    }

    private static async Task<BlobReceipt> SpoolAsync(Stream content, FileStream spool, CancellationToken cancel)
    {
        await content.CopyToAsync(spool, cancel);
        spool.Position = 0;
        var sha = await StreamHash.Sha256Async(spool, cancel);
        spool.Position = 0;
        return new BlobReceipt(spool.Length, sha);
    }

    private async Task<bool> HasTokenAsync(BlobKey key, string token, CancellationToken cancel) => await HeadAsync(key, cancel) is { } head && head.Metadata[TokenName] == token;

    private async Task<GetObjectMetadataResponse?> HeadAsync(BlobKey key, CancellationToken cancel)
    {
        try
        {
            return await AskAsync($"tell about the blob {key}", () => client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = bucket, Key = key.Value }, cancel));
        }
        catch (AmazonS3Exception problem) when (problem.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Its name is taken away at once, so that it goes with the process however that ends.</summary>
    private FileStream NewSpoolFile()
    {
        var path = Path.Combine(spoolFolder, RandomText());
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        File.Delete(path);
        return file;
    }

    private string RandomText()
    {
        var bytes = new byte[16];
        random.GetBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
