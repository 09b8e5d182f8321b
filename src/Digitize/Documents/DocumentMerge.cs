using System.Text.Json;

namespace Digitize.Documents;

/// <summary>How one document is made of several: the id and title that it will have, and what it is made of, in order.</summary>
public sealed record DocumentMerge(DocumentId Result, string Title, IReadOnlyList<MergeSource> Sources)
{
    /// <summary>More are no letter that somebody scanned in pieces.</summary>
    public const int MostSources = 50;

    /// <summary><see cref="Document.Source"/> of what was made in this way.</summary>
    internal const string Source = "merge";

    internal string ToJson() => JsonSerializer.Serialize(new Stored(Result.Value, Title, [.. Sources.Select(source => new StoredSource(source.Document.Value, source.Version))]));

    /// <summary>Null when a version is to be edited (<see cref="VersionEdit.FromJson"/>).</summary>
    internal static DocumentMerge? OfJson(string json)
    {
        if (!json.StartsWith('{'))
        {
            return null;
        }

        var stored = JsonSerializer.Deserialize<Stored>(json)!;
        return new DocumentMerge(new DocumentId(stored.Result), stored.Title, [.. stored.Sources.Select(source => new MergeSource(new DocumentId(source.Document), source.Version))]);
    }

    private sealed record Stored(Guid Result, string Title, IReadOnlyList<StoredSource> Sources);

    private sealed record StoredSource(Guid Document, int Version);
}

/// <summary>A document that goes into another, as this version shows it.</summary>
public sealed record MergeSource(DocumentId Document, int Version);
