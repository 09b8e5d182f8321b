using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>All rows of one document, and the blobs that they name.</summary>
internal sealed record DocumentRows(Document Document, byte[] AccountKey, JsonObject Tables, IReadOnlyList<BlobKey> Blobs)
{
    internal DocumentKeys Keys => new(Document.AccountId.ToString(), Document.Id.ToString(), AccountKey, Document.WrappedKey);
}

/// <summary>
/// Rows of documents to records of a backup and back: JSON <c>{table: [row, …]}</c>, compressed (zlib), and sealed with the document's key for the purpose <c>record</c>.
/// The document's own key is not in it, and neither are blobs of work under way.
/// </summary>
internal static class DocumentRecords
{
    private const string Purpose = "record";

    /// <summary>More is not the record of a document of two thousand pages.</summary>
    private const int MostBytes = 256 * 1024 * 1024;

    private const string WrappedKey = "wrapped_key", FinishedBlob = "finished_blob";

    /// <summary>Those of the documents that are there.</summary>
    internal static async Task<List<DocumentRows>> ReadAsync(DigitizeDb db, IReadOnlyList<DocumentId> ids, CancellationToken cancel)
    {
        var tables = new List<(DocumentTable Table, ILookup<DocumentId, object> Rows)>();
        foreach (var table in BackupTables.OfDocuments)
        {
            tables.Add((table, await table.ReadAsync(db, ids, cancel)));
        }

        var documents = tables[0].Rows.SelectMany(group => group).Cast<Document>().ToList();
        var accounts = documents.Select(document => document.AccountId).Distinct().ToList();
        var accountKeys = await db.Accounts.Where(row => accounts.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.WrappedKey, cancel);
        return [.. documents.Where(document => accountKeys.ContainsKey(document.AccountId)).Select(document => RowsOf(db, document, accountKeys[document.AccountId], tables))];
    }

    internal static byte[] Seal(UnlockedDocument document, DocumentRows rows, RandomNumberGenerator random)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new Utf8JsonWriter(zlib))
        {
            rows.Tables.WriteTo(writer);
        }

        return document.Seal(Purpose, packed.GetBuffer().AsSpan(0, (int)packed.Length), random);
    }

    /// <exception cref="CryptographicException">The keys are not this document's, or the record was changed.</exception>
    internal static JsonObject Open(UnlockedDocument document, byte[] record)
    {
        using var packed = new MemoryStream(document.Unseal(Purpose, record));
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[8 * 1024];
        int read;
        while ((read = zlib.Read(buffer)) > 0)
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > MostBytes)
            {
                throw new DamagedVaultException($"The record of the document {document.Keys.Document} is larger than any can be.");
            }
        }

        plain.Position = 0;
        return JsonNode.Parse(plain) as JsonObject ?? throw new DamagedVaultException($"The record of the document {document.Keys.Document} is none.");
    }

    private static DocumentRows RowsOf(DigitizeDb db, Document document, byte[] accountKey, List<(DocumentTable Table, ILookup<DocumentId, object> Rows)> tables)
    {
        var json = new JsonObject();
        var blobs = new List<BlobKey>();
        foreach (var (table, rows) in tables)
        {
            var type = db.Model.FindEntityType(table.Type)!;
            var list = new JsonArray();
            foreach (var row in rows[document.Id])
            {
                var columns = PortableRows.Of(type, row);
                columns.Remove(WrappedKey);
                columns.Remove(FinishedBlob);
                blobs.AddRange(columns.Select(column => column.Key.EndsWith("_blob", StringComparison.Ordinal) ? BlobKey.TryParse(column.Value?.GetValue<string>()) : null).OfType<BlobKey>());
                list.Add(columns);
            }

            json[EntityTable(db, table)] = list;
        }

        // Versions share renditions and readings.
        return new DocumentRows(document, accountKey, json, [.. blobs.Distinct()]);
    }

    internal static string EntityTable(DigitizeDb db, DocumentTable table) => db.Model.FindEntityType(table.Type)!.GetTableName()!;
}
