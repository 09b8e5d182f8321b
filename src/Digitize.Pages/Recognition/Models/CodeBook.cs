namespace Digitize.Pages.Recognition.Models;

/// <summary>
/// Which outputs of the network stand for which character. Most characters have one code, some (ligatures, Han, Hangul) a sequence of several:
/// the book is a tree, walked code by code from <see cref="Root"/>.
/// </summary>
internal sealed class CodeBook
{
    public const int Root = 0;

    /// <summary>Longest sequence of codes for one character, fixed by the format.</summary>
    public const int LongestSequence = 9;

    private readonly List<Place> _places = [new()];

    private CodeBook()
    {
    }

    /// <summary>One more than the largest code.</summary>
    public int CodeCount { get; private set; }

    /// <summary>Codes that end a character here, in the order that tesseract tries them.</summary>
    public IReadOnlyList<int> EndingCodes(int place) => _places[place].Ending;

    /// <summary>Codes that lead on to another place, in the order that tesseract tries them.</summary>
    public IReadOnlyList<int> LeadingCodes(int place) => _places[place].Leading;

    /// <summary>The character that <paramref name="code"/> ends here; it must be one of <see cref="EndingCodes"/>.</summary>
    public int Character(int place, int code) => _places[place].Characters[code];

    /// <summary>Where <paramref name="code"/>, one of <see cref="LeadingCodes"/>, leads to.</summary>
    public int Next(int place, int code) => _places[place].Next[code];

    /// <exception cref="UnreadableException">The part is damaged.</exception>
    public static CodeBook Read(ModelBytes part, int characters)
    {
        var book = new CodeBook();
        var count = part.Count(9);
        if (count < 1 || count > characters + 1)
        {
            throw part.Damaged();
        }

        Span<int> codes = stackalloc int[LongestSequence];
        for (var character = 0; character < count; character++)
        {
            // Whether this is the main entry of several with the same codes; nothing needs it.
            part.Byte();
            var length = part.Int32(1, LongestSequence);
            for (var i = 0; i < length; i++)
            {
                codes[i] = part.Int32(0, ushort.MaxValue);
            }

            // The one entry that may lie behind the last character is that of the null code.
            if (character < characters)
            {
                book.Add(codes[..length], character);
            }

            foreach (var code in codes[..length])
            {
                book.CodeCount = Math.Max(book.CodeCount, code + 1);
            }
        }

        return book;
    }

    private void Add(ReadOnlySpan<int> codes, int character)
    {
        var place = Root;
        foreach (var code in codes[..^1])
        {
            if (!_places[place].Next.TryGetValue(code, out var next))
            {
                next = _places.Count;
                _places.Add(new Place());
                _places[place].Next[code] = next;
                _places[place].Leading.Add(code);
            }

            place = next;
        }

        var ends = _places[place];
        if (!ends.Characters.ContainsKey(codes[^1]))
        {
            ends.Ending.Add(codes[^1]);
        }

        // Of several characters with the same codes the last one is read: so tesseract does.
        ends.Characters[codes[^1]] = character;
    }

    private sealed class Place
    {
        public List<int> Ending { get; } = [];

        public List<int> Leading { get; } = [];

        public Dictionary<int, int> Characters { get; } = [];

        public Dictionary<int, int> Next { get; } = [];
    }
}
