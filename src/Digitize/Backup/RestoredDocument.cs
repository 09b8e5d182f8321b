using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>A document whose blobs are back in the store, on its way into the database.</summary>
/// <param name="Texts">By the key of the words' blob.</param>
internal sealed record RestoredDocument(VaultedDocument Vaulted, byte[] WrappedKey, JsonObject Tables, IReadOnlyDictionary<string, string> Texts)
{
    private const string Documents = "documents", Pages = "pages";

    internal static IEnumerable<BlobKey> WordsBlobs(JsonObject tables) =>
        (tables[Pages] as JsonArray ?? []).Select(page => BlobKey.TryParse(page?["words_blob"]?.GetValue<string>())).OfType<BlobKey>();

    /// <summary>In the caller's transaction. A document whose reading was under way is read from its beginning.</summary>
    internal async Task InsertAsync(DigitizeDb db, WorkItems work, DateTimeOffset now, CancellationToken cancel)
    {
        var row = (JsonObject)Tables[Documents]!.AsArray()[0]!.DeepClone();
        row["wrapped_key"] = Convert.ToBase64String(WrappedKey);
        var state = Enum.Parse<DocumentState>(row["state"]!.GetValue<string>());
        var isUnderWay = state is DocumentState.Received or DocumentState.Recognizing or DocumentState.Assembling;
        if (isUnderWay)
        {
            BeginAgain(row);
        }

        foreach (var table in BackupTables.OfDocuments)
        {
            var type = db.Model.FindEntityType(table.Type)!;
            var name = DocumentRecords.EntityTable(db, table);
            IEnumerable<JsonObject> rows = name == Documents ? [row] : isUnderWay && name == Pages ? [] : (Tables[name] as JsonArray ?? []).OfType<JsonObject>();
            foreach (var each in rows)
            {
                await PortableRows.InsertAsync(db, type, each, cancel);
            }
        }

        await AddTextsAsync(db, row["title"]!.GetValue<string>(), isUnderWay, cancel);
        if (isUnderWay)
        {
            await work.AddAsync(db, WorkKind.Prepare, Vaulted.Account, Vaulted.Id, row["reading"]!.GetValue<int>(), []);
        }

        await ChangeFeed.AppendAsync(db, Vaulted.Account, Vaulted.Id, ChangeKind.Restored, now);
    }

    /// <summary>What search looks through.</summary>
    private async Task AddTextsAsync(DigitizeDb db, string title, bool isUnderWay, CancellationToken cancel)
    {
        db.Add(new PageText { AccountId = Vaulted.Account, DocumentId = Vaulted.Id, Text = title });
        foreach (var page in isUnderWay ? [] : (Tables[Pages] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (page["words_blob"]?.GetValue<string>() is { } words && Texts.TryGetValue(words, out var text) && text.Length > 0)
            {
                db.Add(new PageText { AccountId = Vaulted.Account, DocumentId = Vaulted.Id, Page = new Digitize.Pages.PageNumber(page["number"]!.GetValue<int>()), Text = text });
            }
        }

        await db.SaveChangesAsync(cancel);
    }

    private static void BeginAgain(JsonObject row)
    {
        row["state"] = nameof(DocumentState.Received);
        row["reading"] = row["reading"]!.GetValue<int>() + 1;
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
