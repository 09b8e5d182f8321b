using System.Linq.Expressions;

namespace Digitize.Documents;

/// <summary>A document with what its title is sorted by.</summary>
internal sealed class TitledDocument
{
    public required Document Row { get; init; }

    public required string Key { get; init; }
}

/// <summary>
/// What titles are sorted by: small letters, as the database makes them. PostgreSQL compares by its collation; SQLite compares bytes, where umlauts and accents would stand behind Z, so there they become the letters that they stand with
/// (DIN 5007-1). Each is the expression of an index, to the letter: a list is read from it and not sorted.
/// </summary>
internal static class TitleOrder
{
    internal static Expression<Func<Document, TitledDocument>> ByCollation { get; } = row => new TitledDocument { Row = row, Key = row.Title.ToLower() };

    internal static Expression<Func<Document, TitledDocument>> ByLetters { get; } = row => new TitledDocument
    {
        Row = row,
        Key = row.Title.ToLower()
            .Replace("Ä", "a")
            .Replace("ä", "a")
            .Replace("Ö", "o")
            .Replace("ö", "o")
            .Replace("Ü", "u")
            .Replace("ü", "u")
            .Replace("ß", "ss")
            .Replace("ẞ", "ss")
            .Replace("À", "a")
            .Replace("à", "a")
            .Replace("Á", "a")
            .Replace("á", "a")
            .Replace("Â", "a")
            .Replace("â", "a")
            .Replace("Ç", "c")
            .Replace("ç", "c")
            .Replace("É", "e")
            .Replace("é", "e")
            .Replace("È", "e")
            .Replace("è", "e")
            .Replace("Ê", "e")
            .Replace("ê", "e")
            .Replace("Î", "i")
            .Replace("î", "i")
            .Replace("Ô", "o")
            .Replace("ô", "o")
            .Replace("Ø", "o")
            .Replace("ø", "o")
            .Replace("Å", "a")
            .Replace("å", "a"),
    };
}
