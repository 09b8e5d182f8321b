using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>A file that is named by its SHA-256, and how many lines are in it.</summary>
internal sealed record ShardFile(string Shard, string Sha256, int Documents);

/// <summary>
/// One backup: which documents there were, and which files hold them. It is written last, after all that it names was read back, so a backup that can be seen is whole.
/// A file of JSON on one line, a line feed, the signature in Base64, a line feed.
/// </summary>
internal sealed record Manifest
{
    internal const int FormatOfToday = 1;

    public required int Format { get; init; }

    /// <summary>The number of the last migration of the database that was backed up.</summary>
    public required int Schema { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Seconds that are believed to have passed since the first backup in this vault (<see cref="KeepPolicy"/>).</summary>
    public required long ElapsedSeconds { get; init; }

    /// <summary>Counts the backups in this vault.</summary>
    public required int Sequence { get; init; }

    /// <summary>The SHA-256 of the manifest before, which shows when one was taken out from between.</summary>
    public string? Previous { get; init; }

    /// <summary>Where in which database the run began to look: what the next one goes on from.</summary>
    public required string DatabaseId { get; init; }

    public required long Position { get; init; }

    public required long Documents { get; init; }

    public required long Blobs { get; init; }

    /// <summary>Of the blobs, whether they were copied in this run or before.</summary>
    public required long Bytes { get; init; }

    /// <summary>Blobs that could not be copied because they were missing or damaged in the store.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required IReadOnlyList<ShardFile> Shards { get; init; }

    /// <summary>The audit, and with it its anchors.</summary>
    public required IReadOnlyList<AuditFile> Audit { get; init; }

    /// <summary>Files named by their hash that belong to no shard.</summary>
    internal IEnumerable<string> OtherFiles => Audit.Select(file => file.Sha256).Append(Installation);

    /// <summary>SHA-256 of the file with accounts, people and keys, encrypted.</summary>
    public required string Installation { get; init; }

    /// <summary>HMAC of what is in that file, by which the next run sees that nothing changed.</summary>
    public required string InstallationMark { get; init; }

    internal TakenBackup Taken(string name) => new(name, TakenAt, TimeSpan.FromSeconds(ElapsedSeconds));

    internal byte[] ToFile(InstallationSigner signer)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, VaultJson.Default.Manifest);
        return [.. json, (byte)'\n', .. Encoding.ASCII.GetBytes(Convert.ToBase64String(signer.Sign(json))), (byte)'\n'];
    }

    /// <exception cref="DamagedVaultException">It was cut or changed, signed by another installation, or is of a later format.</exception>
    internal static Manifest Read(string name, byte[] file, InstallationSigner signer)
    {
        var json = SignedJson.Open(name, file, signer);
        try
        {
            var format = JsonDocument.Parse(json).RootElement.GetProperty("format").GetInt32();
            if (format > FormatOfToday)
            {
                throw new DamagedVaultException($"The backup {name} has format {format}, and this program knows {FormatOfToday}. Use the program that made it, or a later one.");
            }

            return JsonSerializer.Deserialize(json, VaultJson.Default.Manifest) ?? throw new JsonException();
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DamagedVaultException($"The backup {name} is signed and cannot be read all the same: {broken.GetType().Name}.");
        }
    }
}

/// <summary>Which keys open what a backup holds. Kept apart from the vault, and for days only: a document whose key is in no bag any more cannot be read from any copy.</summary>
internal sealed record KeyBag
{
    public required int Format { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Secrets of the installation by name, each wrapped by the master key, in Base64.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>SHA-256 of the file with the accounts' keys, each wrapped by the master key.</summary>
    public required string Accounts { get; init; }

    /// <summary>Files with the documents' keys, each wrapped by its account's.</summary>
    public required IReadOnlyList<ShardFile> Shards { get; init; }

    internal byte[] ToFile(InstallationSigner signer)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, VaultJson.Default.KeyBag);
        return [.. json, (byte)'\n', .. Encoding.ASCII.GetBytes(Convert.ToBase64String(signer.Sign(json))), (byte)'\n'];
    }

    /// <summary>Not checked against its signature yet: the key for that lies in it, wrapped.</summary>
    /// <exception cref="DamagedVaultException">It is no key bag.</exception>
    internal static KeyBag ReadUnchecked(string name, byte[] file)
    {
        try
        {
            return JsonSerializer.Deserialize(SignedJson.Parts(name, file).Json, VaultJson.Default.KeyBag) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new DamagedVaultException($"The key bag {name} was cut or changed.");
        }
    }
}

internal static class SignedJson
{
    /// <exception cref="DamagedVaultException">It was cut or changed, or signed by another installation.</exception>
    internal static byte[] Open(string name, byte[] file, InstallationSigner signer)
    {
        var (json, signature) = Parts(name, file);
        return signer.IsSignedByUs(json, signature) ? json : throw new DamagedVaultException($"The signature of {name} is not right: it was changed, or another installation made it.");
    }

    internal static (byte[] Json, byte[] Signature) Parts(string name, byte[] file)
    {
        var end = Array.IndexOf(file, (byte)'\n');
        if (end > 0 && file[^1] == '\n' && file.Length - 1 > end)
        {
            try
            {
                return (file[..end], Convert.FromBase64String(Encoding.ASCII.GetString(file, end + 1, file.Length - end - 2)));
            }
            catch (FormatException)
            {
                // Told below.
            }
        }

        throw new DamagedVaultException($"{name} was cut.");
    }
}

/// <summary>The names of manifests and key bags: their count first, which sorts them as they were made, also when the clock was set back; then their time, by which a person finds them.</summary>
internal static class BackupName
{
    private const string Form = "yyyyMMdd'T'HHmmss'Z'";

    internal static string New(DateTimeOffset at, int sequence) => string.Create(CultureInfo.InvariantCulture, $"{sequence:D8}-{at.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture)}");
}

[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(KeyBag))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class VaultJson : JsonSerializerContext;
