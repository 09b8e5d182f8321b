using Digitize.Database;
using Digitize.Documents;

namespace Digitize.Processing;

/// <summary>A document that was made of finished ones, with its only version and its pages.</summary>
internal sealed record MadeDocument(Document Row, DocumentVersion Version, IReadOnlyList<ShownPage> Pages)
{
    /// <summary>Its rows, in the caller's transaction. Its blobs are on the disk.</summary>
    /// <param name="tags">Of those that it was made of, each once.</param>
    internal async Task AddAsync(DigitizeDb db, IEnumerable<DocumentTag> tags)
    {
        db.Add(Row);
        db.Add(new PageText { AccountId = Row.AccountId, DocumentId = Row.Id, Text = Row.Title });
        db.AddRange(tags.Select(tag => new DocumentTag { AccountId = Row.AccountId, DocumentId = Row.Id, Key = tag.Key, Name = tag.Name }));
        await db.SaveChangesAsync();
        await Versions.AddAsync(db, Version, Pages);
        await Versions.ShowTextAsync(db, Row.Id, Pages);
    }
}
