using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>A document whose blobs are back in the store, on its way into the database.</summary>
internal sealed record RestoredDocument(VaultedDocument Vaulted, byte[] WrappedKey, JsonObject Tables)
{
    private const string Documents = "documents", Pages = "pages";

    /// <summary>In the caller's transaction. A document whose first reading was under way is read from its beginning; one that had a version shows it.</summary>
    internal async Task InsertAsync(DigitizeDb db, WorkItems work, DateTimeOffset now, CancellationToken cancel)
    {
        var row = (JsonObject)Tables[Documents]!.AsArray()[0]!.DeepClone();
        row["wrapped_key"] = Convert.ToBase64String(WrappedKey);
        var isUnderWay = Enum.Parse<DocumentState>(row["state"]!.GetValue<string>()) is DocumentState.Received or DocumentState.Recognizing or DocumentState.Assembling;
        var version = row["current_version"]?.GetValue<int>();
        var mustBeRead = isUnderWay && version is null;
        if (isUnderWay)
        {
            // Work of the reading that was under way is void.
            row["reading"] = row["reading"]!.GetValue<int>() + 1;
            row["state"] = version is null ? nameof(DocumentState.Received) : nameof(DocumentState.Completed);
        }

        if (mustBeRead)
        {
            BeginAgain(row);
        }

        foreach (var table in BackupTables.OfDocuments)
        {
            var type = db.Model.FindEntityType(table.Type)!;
            var name = DocumentRecords.EntityTable(db, table);
            IEnumerable<JsonObject> rows = name == Documents ? [row] : mustBeRead && name == Pages ? [] : (Tables[name] as JsonArray ?? []).OfType<JsonObject>();
            foreach (var each in rows)
            {
                await PortableRows.InsertAsync(db, type, each, cancel);
            }
        }

        // What search looks through.
        db.Add(new PageText { AccountId = Vaulted.Account, DocumentId = Vaulted.Id, Text = row["title"]!.GetValue<string>() });
        await db.SaveChangesAsync(cancel);
        if (version is { } number)
        {
            await Versions.ShowTextAsync(db, Vaulted.Id, await Versions.PagesAsync(db, Vaulted.Id, number, cancel));
        }

        if (mustBeRead)
        {
            await work.AddAsync(db, WorkKind.Prepare, Vaulted.Account, Vaulted.Id, row["reading"]!.GetValue<int>(), []);
        }

        await ChangeFeed.AppendAsync(db, Vaulted.Account, Vaulted.Id, ChangeKind.Restored, now);
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
