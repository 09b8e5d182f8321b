using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>
/// What belongs to no document: accounts, people, their factors and keys, as JSON lines <c>{table, row}</c>, compressed and sealed under a secret of the installation. Accounts' keys are not in it: they are in the key bag.
/// </summary>
internal sealed class InstallationRecord(byte[] secret, RandomNumberGenerator random)
{
    /// <summary>The name of its secret.</summary>
    internal const string SecretName = "backup";

    private const int NonceBytes = 12, TagBytes = 16, KeyBytes = 32;
    private const string WrappedKey = "wrapped_key";

    internal static async Task<byte[]> ReadAsync(DigitizeDb db, CancellationToken cancel)
    {
        var lines = new StringBuilder();
        foreach (var type in BackupTables.OfInstallation)
        {
            var entity = db.Model.FindEntityType(type)!;
            await foreach (var row in RowsOf(db, type).WithCancellation(cancel))
            {
                var columns = PortableRows.Of(entity, row);
                if (type == typeof(Account))
                {
                    columns.Remove(WrappedKey);
                }

                lines.Append(new JsonObject { ["table"] = entity.GetTableName(), ["row"] = columns }.ToJsonString()).Append('\n');
            }
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    internal byte[] MarkOf(byte[] lines) => HMACSHA256.HashData(Derive("digitize installation mark v1"), lines);

    internal byte[] Seal(byte[] lines)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(lines);
        }

        var plain = packed.ToArray();
        var result = new byte[NonceBytes + plain.Length + TagBytes];
        random.GetBytes(result.AsSpan(0, NonceBytes));
        using var gcm = new AesGcm(Derive("digitize installation record v1"), TagBytes);
        gcm.Encrypt(result.AsSpan(0, NonceBytes), plain, result.AsSpan(NonceBytes, plain.Length), result.AsSpan(NonceBytes + plain.Length));
        return result;
    }

    /// <exception cref="DamagedVaultException">It was changed, cut, or sealed by another installation.</exception>
    internal byte[] Open(byte[] file)
    {
        try
        {
            var packed = new byte[Math.Max(0, file.Length - NonceBytes - TagBytes)];
            using var gcm = new AesGcm(Derive("digitize installation record v1"), TagBytes);
            gcm.Decrypt(file.AsSpan(0, NonceBytes), file.AsSpan(NonceBytes, packed.Length), file.AsSpan(NonceBytes + packed.Length), packed);
            using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            zlib.CopyTo(plain);
            return plain.ToArray();
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentOutOfRangeException or InvalidDataException)
        {
            throw new DamagedVaultException("The list of accounts in the vault was changed, or another installation made it.");
        }
    }

    private byte[] Derive(string purpose)
    {
        var key = new byte[KeyBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, key, Encoding.UTF8.GetBytes(purpose));
        return key;
    }

    private static IAsyncEnumerable<object> RowsOf(DigitizeDb db, Type type) =>
        (IAsyncEnumerable<object>)typeof(InstallationRecord).GetMethod(nameof(Rows), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, [db])!;

    /// <summary>By key, so that the same rows give the same text.</summary>
    private static IAsyncEnumerable<object> Rows<T>(DigitizeDb db)
        where T : class
    {
        IQueryable<T> rows = db.Set<T>();
        var isFirst = true;
        foreach (var part in db.Model.FindEntityType(typeof(T))!.FindPrimaryKey()!.Properties)
        {
            rows = isFirst ? rows.OrderBy(row => EF.Property<object>(row, part.Name)) : ((IOrderedQueryable<T>)rows).ThenBy(row => EF.Property<object>(row, part.Name));
            isFirst = false;
        }

        return rows.AsAsyncEnumerable();
    }
}
