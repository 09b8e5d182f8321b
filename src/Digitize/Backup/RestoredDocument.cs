using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>A document whose blobs are back in the store, on its way into the database.</summary>
internal sealed class RestoredDocument
{
    private const string Documents = "documents", Pages = "pages";

    private readonly VaultedDocument _vaulted;
    private readonly JsonObject _tables;
    private readonly JsonObject _row;
    private readonly bool _mustBeRead;

    /// <param name="wrappedKey">The document's key, wrapped by its account's.</param>
    /// <param name="tables">All its rows; from now on this object's.</param>
    internal RestoredDocument(VaultedDocument vaulted, byte[] wrappedKey, JsonObject tables)
    {
        (_vaulted, _tables) = (vaulted, tables);
        _row = (JsonObject)tables[Documents]!.AsArray()[0]!;
        _row["wrapped_key"] = Convert.ToBase64String(wrappedKey);
        var isUnderWay = Enum.Parse<DocumentState>(_row["state"]!.GetValue<string>()) is DocumentState.Received or DocumentState.Recognizing or DocumentState.Assembling;
        var hasVersion = _row["current_version"] is not null;
        _mustBeRead = isUnderWay && !hasVersion;
        if (isUnderWay)
        {
            // Work of the reading that was under way is void.
            _row["reading"] = _row["reading"]!.GetValue<int>() + 1;
            _row["state"] = hasVersion ? nameof(DocumentState.Completed) : nameof(DocumentState.Received);
        }

        if (_mustBeRead)
        {
            BeginAgain(_row);
        }
    }

    /// <summary>
    /// In the caller's transaction, table by table: one statement writes many rows. A document whose first reading was under way is read from its beginning; one that had a version shows it.
    /// </summary>
    internal static async Task InsertAllAsync(DigitizeDb db, IReadOnlyCollection<RestoredDocument> documents, WorkItems work, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var table in BackupTables.OfDocuments)
        {
            var name = DocumentRecords.EntityTable(db, table);
            await PortableRows.InsertAllAsync(db, db.Model.FindEntityType(table.Type)!, documents.SelectMany(document => document.Rows(name)), cancel);
        }

        await ShowTextsAsync(db, documents, cancel);
        foreach (var document in documents.Where(document => document._mustBeRead))
        {
            await work.AddAsync(db, WorkKind.Prepare, document._vaulted.Account, document._vaulted.Id, document._row["reading"]!.GetValue<int>(), []);
        }

        foreach (var account in documents.GroupBy(document => document._vaulted.Account))
        {
            await ChangeFeed.AppendAsync(db, account.Key, [.. account.Select(document => document._vaulted.Id)], ChangeKind.Restored, now);
        }
    }

    private IEnumerable<JsonObject> Rows(string table) => _mustBeRead && table == Pages ? [] : (_tables[table] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>What search looks through: titles, and the pages of the versions that are shown.</summary>
    private static async Task ShowTextsAsync(DigitizeDb db, IReadOnlyCollection<RestoredDocument> documents, CancellationToken cancel)
    {
        db.AddRange(documents.Select(document => new PageText { AccountId = document._vaulted.Account, DocumentId = document._vaulted.Id, Text = document._row["title"]!.GetValue<string>() }));
        db.AddRange(await Versions.ShownTextsAsync(db, [.. documents.Select(document => document._vaulted.Id)], cancel));
        await db.SaveChangesAsync(cancel);
    }

    private static void BeginAgain(JsonObject row)
    {
        row["page_count"] = null;
        row["pages_done"] = 0;
        row["failed_pages"] = 0;
        row["mean_confidence"] = null;
        row["finished_at"] = null;
    }
}

/// <summary>Accounts and people, back into the database.</summary>
internal static class InstallationRows
{
    /// <param name="only">One account and its people, where they are missing; null for all into an empty database.</param>
    internal static async Task InsertAsync(DigitizeDb db, IReadOnlyList<JsonObject> lines, VaultKeys keys, AccountId? only, CancellationToken cancel)
    {
        if (only is { } account)
        {
            if (db.Accounts.Any(row => row.Id == account))
            {
                return;
            }

            lines = OfAccount(lines, account);
        }

        foreach (var type in BackupTables.OfInstallation.Select(type => db.Model.FindEntityType(type)!))
        {
            foreach (var line in lines.Where(line => line["table"]!.GetValue<string>() == type.GetTableName()))
            {
                var row = (JsonObject)line["row"]!.DeepClone();
                if (type.ClrType == typeof(Account))
                {
                    var id = AccountId.TryParse(row["id"]!.GetValue<string>())!.Value;
                    row["wrapped_key"] = Convert.ToBase64String(keys.Accounts.TryGetValue(id, out var wrapped) ? wrapped : throw new DamagedVaultException($"The newest key bag lacks the key of the account {id}."));
                }

                if (only is null || type.ClrType != typeof(User) || !db.Set<User>().Any(user => user.Login == row["login"]!.GetValue<string>()))
                {
                    await PortableRows.InsertAsync(db, type, row, cancel);
                }
            }
        }
    }

    /// <summary>The account itself, its API keys, and the places of people who still are there. People who are gone stay gone: they are made again by their administrator.</summary>
    private static List<JsonObject> OfAccount(IReadOnlyList<JsonObject> lines, AccountId account)
    {
        var id = account.ToString();
        return [.. lines.Where(line => line["table"]!.GetValue<string>() is "accounts" && line["row"]!["id"]!.GetValue<string>() == id)];
    }
}
