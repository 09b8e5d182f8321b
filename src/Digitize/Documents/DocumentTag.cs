using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Documents;

/// <summary>One tag of one document.</summary>
public sealed class DocumentTag
{
    public required DocumentId DocumentId { get; init; }

    /// <summary><see cref="TagName.Key"/>.</summary>
    public required string Key { get; init; }

    /// <summary><see cref="TagName.Text"/>.</summary>
    public required string Name { get; init; }

    public required AccountId AccountId { get; init; }
}

/// <summary>A tag of an account, and how many documents outside the trash have it.</summary>
public sealed record TagCount(string Name, int Documents);

internal sealed class StoredTag : IEntityTypeConfiguration<DocumentTag>
{
    public void Configure(EntityTypeBuilder<DocumentTag> builder) => builder.ToTable("tags").HasKey(row => new { row.DocumentId, row.Key });
}

/// <summary>Writes the tags of a document inside the caller's transaction.</summary>
internal static class DocumentTags
{
    internal const int MostOfOne = 50;

    /// <summary>Without repetitions, as they were first written; null when there are too many or one of them cannot be.</summary>
    internal static IReadOnlyList<TagName>? Clean(IEnumerable<string?> tags)
    {
        var clean = new List<TagName>();
        foreach (var text in tags)
        {
            if (TagName.TryParse(text) is not { } tag)
            {
                return null;
            }

            if (!clean.Contains(tag))
            {
                clean.Add(tag);
            }

            if (clean.Count > MostOfOne)
            {
                return null;
            }
        }

        return clean;
    }

    /// <summary>The document's row is there, and this transaction has changed it: two who set tags at once wait for each other.</summary>
    /// <returns>False when it has these already, spelled the same.</returns>
    internal static async Task<bool> SetAsync(DigitizeDb db, AccountId account, DocumentId document, IReadOnlyList<TagName> tags, CancellationToken cancel)
    {
        var before = await db.Tags.Where(row => row.DocumentId == document).Select(row => row.Name).ToListAsync(cancel);
        if (before.ToHashSet().SetEquals(tags.Select(tag => tag.Text)))
        {
            return false;
        }

        await db.Tags.Where(row => row.DocumentId == document).ExecuteDeleteAsync(cancel);
        db.AddRange(tags.Select(tag => new DocumentTag { DocumentId = document, Key = tag.Key, Name = tag.Text, AccountId = account }));
        await db.SaveChangesAsync(cancel);
        return true;
    }
}
