using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Screens.Frame;

/// <summary>
/// Style sheet, modules and icons of the screens, out of the program itself. They live under one fingerprint of all of them: an address never changes what it gives, so browsers keep it for good,
/// and a module that imports its neighbor gets the one that it was made with.
/// </summary>
public sealed class Assets
{
    private const string Prefix = "wwwroot/";

    private readonly Dictionary<string, Asset> _files = new(StringComparer.Ordinal);

    public Assets()
    {
        var assembly = typeof(Assets).Assembly;
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            all.AppendData(bytes.ToArray());
            _files[resource[Prefix.Length..]] = new Asset(TypeOf(resource), bytes.ToArray(), Compress(bytes.ToArray()));
        }

        Root = $"/assets/{Convert.ToHexStringLower(all.GetHashAndReset())[..12]}/";
    }

    /// <summary>The folder of this version, with a slash at the end.</summary>
    public string Root { get; }

    public IEnumerable<string> Names => _files.Keys.Order(StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">There is no such file.</exception>
    public string TextOf(string name) => Encoding.UTF8.GetString(_files[name].Bytes);

    /// <exception cref="ArgumentException">There is no such file.</exception>
    public string AddressOf(string name) => _files.ContainsKey(name) ? Root + name : throw new ArgumentException("No file of the screens has this name.", nameof(name));

    /// <summary>Before anybody asks who the caller is: these are the same for everyone, and no limit counts them.</summary>
    internal Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsGet(request.Method) || request.Path.Value is not { } path || !path.StartsWith(Root, StringComparison.Ordinal) || !_files.TryGetValue(path[Root.Length..], out var file))
        {
            return next(context);
        }

        var isPacked = request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        response.ContentType = file.Type;
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.Vary = "Accept-Encoding";
        if (isPacked)
        {
            response.Headers.ContentEncoding = "br";
        }

        var body = isPacked ? file.Packed : file.Bytes;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        var other => throw new InvalidOperationException($"Files of the screens do not end in {other}."),
    };

    private static byte[] Compress(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal))
        {
            brotli.Write(bytes);
        }

        return packed.ToArray();
    }

    private sealed record Asset(string Type, byte[] Bytes, byte[] Packed);
}
