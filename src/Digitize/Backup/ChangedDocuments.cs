using Digitize.Database;
using Digitize.Documents;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>Where in a database's changes a run began: what came later is new to the next.</summary>
internal sealed record ChangePosition(string DatabaseId, long Value);

/// <summary>Which documents changed since a position, by the stamps that the database keeps itself (migration 0010).</summary>
internal static class ChangedDocuments
{
    /// <summary>Read before any row: whatever changes while the run goes on is changed for the next one as well.</summary>
    internal static async Task<ChangePosition> PositionAsync(DigitizeDb db, CancellationToken cancel)
    {
        var id = await db.Database.SqlQuery<string>($"SELECT database_id AS \"Value\" FROM change_clock").SingleAsync(cancel);

        // On PostgreSQL the oldest transaction that is still under way: its stamps are not to be seen yet, and those of later ones are.
        var value = db.IsPostgres
            ? await db.Database.SqlQuery<long>($"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS \"Value\"").SingleAsync(cancel)
            : await db.Database.SqlQuery<long>($"SELECT value AS \"Value\" FROM change_clock").SingleAsync(cancel);
        return new ChangePosition(id, value);
    }

    /// <summary>The shards in which something changed, in order; all that have documents when <paramref name="since"/> is null.</summary>
    internal static async Task<List<string>> ShardsAsync(DigitizeDb db, long? since, CancellationToken cancel) => since is { } position
        ? await db.Database.SqlQuery<string>($"SELECT DISTINCT shard AS \"Value\" FROM document_stamps WHERE stamp > {position} ORDER BY 1").ToListAsync(cancel)
        : await db.Database.SqlQuery<string>($"SELECT DISTINCT shard AS \"Value\" FROM document_stamps ORDER BY 1").ToListAsync(cancel);

    /// <summary>The documents of a shard that changed, also those that are gone.</summary>
    internal static async Task<List<DocumentId>> InShardAsync(DigitizeDb db, string shard, long? since, CancellationToken cancel)
    {
        var after = since ?? long.MinValue;
        var ids = await db.Database.SqlQuery<Guid>($"SELECT DISTINCT document_id AS \"Value\" FROM document_stamps WHERE shard = {shard} AND stamp > {after}").ToListAsync(cancel);
        return [.. ids.Select(id => new DocumentId(id))];
    }

    /// <summary>Forgets stamps that no vault asks for any more: of documents that are gone, and on PostgreSQL all but the last of each.</summary>
    internal static Task ForgetAsync(DigitizeDb db, long before, CancellationToken cancel) => db.IsPostgres
        ? db.Database.ExecuteSqlAsync($"""
            DELETE FROM document_stamps AS old WHERE stamp <= {before} AND (
                EXISTS (SELECT 1 FROM document_stamps AS later WHERE later.document_id = old.document_id AND later.stamp > old.stamp)
                OR NOT EXISTS (SELECT 1 FROM documents WHERE documents.id = old.document_id))
            """, cancel)
        : db.Database.ExecuteSqlAsync($"DELETE FROM document_stamps WHERE stamp <= {before} AND document_id NOT IN (SELECT id FROM documents)", cancel);
}
