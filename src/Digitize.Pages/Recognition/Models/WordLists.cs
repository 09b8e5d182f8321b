namespace Digitize.Pages.Recognition.Models;

/// <summary>Which list a word, or the beginning of one, is from. A higher number is a better sign.</summary>
internal enum WordSource : byte
{
    None = 0,
    Punctuation = 1,

    /// <summary>From no list: what the network itself thought best.</summary>
    Network = 2,
    Number = 6,
    Word = 8,
}

/// <summary>A way in which the letters so far can be the beginning of a word: where in a list of words or numbers, and where in the list of marks around it.</summary>
/// <param name="List">-1 while only marks were seen.</param>
/// <param name="Edge">The last edge taken in that list, or <see cref="WordGraph.None"/>.</param>
/// <param name="HasMarks">Whether there is a list of marks to go back to.</param>
/// <param name="MarkEdge">The last edge taken in the list of marks.</param>
/// <param name="IsBehind">Whether the word is over and only marks may follow.</param>
internal readonly record struct WordPosition(sbyte List, int Edge, bool HasMarks, int MarkEdge, bool IsBehind);

/// <summary>What a letter made of the ways in which a word was possible.</summary>
/// <param name="Source">The best list that still has a word; <see cref="WordSource.None"/> when none has.</param>
/// <param name="EndsWord">Whether a word may end with this letter.</param>
internal readonly record struct WordStep(WordSource Source, bool EndsWord);

/// <summary>
/// The words, numbers and marks of a language. Numbers are written with the pattern sign for each figure, marks with the pattern sign for the word they stand around.
/// </summary>
internal sealed class WordLists
{
    /// <summary>Stands for a figure in a number, and for a word among marks; the same number as the space.</summary>
    private const int Pattern = CharacterSet.Space;

    private readonly WordGraph? _marks;
    private readonly (WordGraph Graph, WordSource Source)[] _lists;

    private WordLists(WordGraph? marks, (WordGraph Graph, WordSource Source)[] lists)
    {
        (_marks, _lists) = (marks, lists);
        var coversWords = marks is not null && marks.Follow(WordGraph.None, Pattern) is var edge and not WordGraph.None && marks.EndsWord(edge);
        var starts = new List<WordPosition>();
        if (marks is not null)
        {
            starts.Add(new WordPosition(-1, WordGraph.None, true, WordGraph.None, false));
        }

        for (sbyte list = 0; list < lists.Length && !coversWords; list++)
        {
            starts.Add(new WordPosition(list, WordGraph.None, false, WordGraph.None, false));
        }

        Starts = [.. starts];
    }

    /// <summary>The ways in which a word can begin.</summary>
    public WordPosition[] Starts { get; }

    /// <summary>Null when the model has none of the lists.</summary>
    /// <exception cref="UnreadableException">A list is damaged.</exception>
    public static WordLists? Read(ModelFile file)
    {
        var marks = file.Has(ModelFile.Punctuation) ? WordGraph.Read(file.Part(ModelFile.Punctuation, "list of punctuation")) : null;
        var lists = new List<(WordGraph, WordSource)>();
        if (file.Has(ModelFile.Words))
        {
            lists.Add((WordGraph.Read(file.Part(ModelFile.Words, "list of words")), WordSource.Word));
        }

        if (file.Has(ModelFile.Numbers))
        {
            lists.Add((WordGraph.Read(file.Part(ModelFile.Numbers, "list of numbers")), WordSource.Number));
        }

        return marks is null && lists.Count == 0 ? null : new WordLists(marks, [.. lists]);
    }

    /// <summary>Goes on from each of <paramref name="from"/> with a letter; <paramref name="to"/> takes the ways that are left.</summary>
    public WordStep Step(ReadOnlySpan<WordPosition> from, int letter, bool isDigit, ref WordPositions to)
    {
        if (letter == Pattern)
        {
            return default;
        }

        var source = WordSource.None;
        var endsWord = false;
        foreach (var position in from)
        {
            if (position.List < 0)
            {
                BeginWord(position, letter, isDigit, ref to, ref source, ref endsWord);
                GoOnInMarks(position, letter, WordSource.Punctuation, ref to, ref source, ref endsWord);
                continue;
            }

            var (graph, ofList) = _lists[position.List];
            if (position.HasMarks && graph.EndsWord(position.Edge))
            {
                GoOnInMarks(position with { IsBehind = true }, letter, ofList, ref to, ref source, ref endsWord);
            }

            if (!position.IsBehind && graph.Follow(position.Edge, Letter(ofList, letter, isDigit)) is var edge and not WordGraph.None)
            {
                source = Better(source, ofList);
                endsWord |= graph.EndsWord(edge) && (!position.HasMarks || _marks!.EndsWord(position.MarkEdge));
                to.Add(position with { Edge = edge });
            }
        }

        return new WordStep(source, endsWord);
    }

    private static int Letter(WordSource list, int letter, bool isDigit) => list == WordSource.Number && isDigit ? Pattern : letter;

    private static WordSource Better(WordSource one, WordSource other) => one > other ? one : other;

    /// <summary>After marks, or none, a word begins with this letter.</summary>
    private void BeginWord(WordPosition position, int letter, bool isDigit, ref WordPositions to, ref WordSource source, ref bool endsWord)
    {
        var markEdge = _marks!.Follow(position.MarkEdge, Pattern);
        if (markEdge == WordGraph.None)
        {
            return;
        }

        for (sbyte list = 0; list < _lists.Length; list++)
        {
            var (graph, ofList) = _lists[list];
            if (graph.Follow(WordGraph.None, Letter(ofList, letter, isDigit)) is var edge and not WordGraph.None)
            {
                source = Better(source, ofList);
                endsWord |= graph.EndsWord(edge) && _marks.EndsWord(markEdge);
                to.Add(new WordPosition(list, edge, true, markEdge, false));
            }
        }
    }

    private void GoOnInMarks(WordPosition position, int letter, WordSource ofMarks, ref WordPositions to, ref WordSource source, ref bool endsWord)
    {
        var edge = _marks!.Follow(position.MarkEdge, letter);
        if (edge != WordGraph.None)
        {
            source = Better(source, ofMarks);
            endsWord |= _marks.EndsWord(edge);
            to.Add(position with { MarkEdge = edge });
        }
    }
}

/// <summary>Ways in which words are possible, all of a line in one array; a set is a part of it.</summary>
internal struct WordPositions(WordPosition[] array)
{
    private WordPosition[] _array = array;
    private int _start;

    public int Count { get; private set; }

    public int Start => _start;

    public readonly ReadOnlySpan<WordPosition> Set(int start, int count) => _array.AsSpan(start, count);

    /// <summary>Forgets all sets.</summary>
    public void Clear() => (_start, Count) = (0, 0);

    /// <summary>Begins a new set behind all that were kept.</summary>
    public void Begin() => Count = 0;

    /// <summary>The set that was begun stays.</summary>
    public void Keep() => (_start, Count) = (_start + Count, 0);

    /// <summary>Adds to the set that was begun, unless it has the same already.</summary>
    public void Add(WordPosition position)
    {
        if (_array.AsSpan(_start, Count).Contains(position))
        {
            return;
        }

        if (_start + Count == _array.Length)
        {
            Array.Resize(ref _array, _array.Length * 2);
        }

        _array[_start + Count++] = position;
    }
}
