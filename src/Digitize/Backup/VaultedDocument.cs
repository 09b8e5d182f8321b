using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>A copy of a blob in the vault, under the key that it has in the store: its length and SHA-256 as it lies there, encrypted.</summary>
internal sealed record VaultedBlob(BlobKey Key, long Length, byte[] Sha256)
{
    public bool Equals(VaultedBlob? other) => other is not null && Key == other.Key && Length == other.Length && Sha256.AsSpan().SequenceEqual(other.Sha256);

    public override int GetHashCode() => Key.GetHashCode();
}

/// <summary>One document in a backup: its rows, which only its key opens, and its blobs. What can be seen without the key is ids, lengths and hashes.</summary>
internal sealed record VaultedDocument(DocumentId Id, AccountId Account, byte[] Record, IReadOnlyList<VaultedBlob> Blobs)
{
    /// <summary>One line of a file of records.</summary>
    internal string ToLine()
    {
        var blobs = new JsonArray();
        foreach (var blob in Blobs)
        {
            blobs.Add(new JsonArray(blob.Key.Value, blob.Length, Convert.ToHexStringLower(blob.Sha256)));
        }

        return new JsonObject { ["document"] = Id.ToString(), ["account"] = Account.ToString(), ["record"] = Convert.ToBase64String(Record), ["blobs"] = blobs }.ToJsonString();
    }

    /// <exception cref="DamagedVaultException">It is no such line.</exception>
    internal static VaultedDocument Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var blobs = root.GetProperty("blobs").EnumerateArray().Select(blob => new VaultedBlob(
                BlobKey.TryParse(blob[0].GetString()) ?? throw new FormatException("no key"), blob[1].GetInt64(), Convert.FromHexString(blob[2].GetString()!)));
            return new VaultedDocument(
                DocumentId.TryParse(root.GetProperty("document").GetString()) ?? throw new FormatException("no id"),
                AccountId.TryParse(root.GetProperty("account").GetString()) ?? throw new FormatException("no id"),
                root.GetProperty("record").GetBytesFromBase64(), [.. blobs]);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new DamagedVaultException("A list of documents in the vault has a line that is none.");
        }
    }
}

/// <summary>Lines sorted by their text and joined: the same documents always give the same file, which is named by its hash.</summary>
internal static class VaultLines
{
    internal static byte[] Join(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Order(StringComparer.Ordinal).Select(line => line + "\n")));

    internal static IEnumerable<string> Split(byte[] file) => Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>What lies in a vault is not what was put there, or cannot be read by this program; the message is a sentence for the operator.</summary>
public sealed class DamagedVaultException(string message) : Exception(message);
