using Digitize.Pages.Recognition.Models;
using Digitize.Pages.Recognition.Networks;

namespace Digitize.Pages.Recognition.Decoding;

/// <summary>
/// Finds the text that a line's columns most likely say. Ways through the columns are drawn on code by code, some within the lists of words and some free of them;
/// of each kind only the best few live on. It takes the same ways as tesseract, with the same scores. For one thread at a time.
/// </summary>
internal sealed class BeamSearch
{
    /// <summary>What the certainty of a column is multiplied by outside of the lists of words: a word that is in no list must look so much surer.</summary>
    public const float DoubtOfUnknown = 2.25f;

    /// <summary>In the order in which tesseract looks for the best of all.</summary>
    private static readonly BeamKind[] EndingKinds =
        [new(false, Followers.Anything, 0), new(true, Followers.Anything, 0), new(false, Followers.NotTheSame, 0), new(true, Followers.NotTheSame, 0)];

    private readonly LanguageModel _model;
    private readonly ColumnCertainties _column;
    private readonly RankedCodes _codes;
    private readonly BeamColumn _next;

    public BeamSearch(LanguageModel model)
    {
        _model = model;
        Nodes = new BeamNodes();
        _column = new ColumnCertainties(model.Network.Codes.Outputs, model.NullCode);
        _codes = new RankedCodes(model.Codes, _column);
        _next = new BeamColumn(model, Nodes);
    }

    /// <summary>All ways, as they were after the last search.</summary>
    public BeamNodes Nodes { get; }

    /// <summary>Searches some columns of a batch.</summary>
    /// <returns>The nodes of the best way, from left to right; none when there is no way.</returns>
    public List<int> Search(Probabilities probabilities, int start, int width)
    {
        Nodes.Clear();
        _next.Start();
        for (var column = 0; column < width; column++)
        {
            _column.Load(probabilities.Column(start + column));
            _codes.Load();
            Advance(column == 0);
        }

        return width == 0 ? [] : BestWay();
    }

    /// <summary>All ways that were left at the end of the last search, the best first; each of them as <see cref="Search"/> gives one.</summary>
    public IEnumerable<List<int>> Ways() => Ends().OrderByDescending(end => Nodes[end].Score).Select(WayTo);

    private void Advance(bool isFirst)
    {
        _next.Clear();
        if (isFirst)
        {
            Continue(BeamNode.None, new BeamKind(false, Followers.Anything, 0), Rank.Best);
            if (_model.Words is not null)
            {
                Continue(BeamNode.None, new BeamKind(true, Followers.Anything, 0), Rank.Best);
            }
        }
        else
        {
            for (var rank = Rank.Best; rank <= Rank.Other && !_next.HasAnything; rank++)
            {
                ContinueAll(rank);
            }

            _next.PushWordStarts();
        }

        Nodes.Add(_next);
    }

    private void ContinueAll(Rank rank)
    {
        for (var kind = 0; kind < BeamKind.Count; kind++)
        {
            var (first, count) = Nodes.Last(kind);
            for (var node = first + count - 1; node >= first; node--)
            {
                Continue(node, BeamKind.At(kind), rank);
            }
        }
    }

    /// <summary>Draws a way on with all codes of a rank.</summary>
    private void Continue(int before, BeamKind kind, Rank rank)
    {
        var place = CodeBook.Root;
        var code = BeamNode.None;
        if (before != BeamNode.None)
        {
            ref readonly var last = ref Nodes[before];
            (place, code) = (last.Place, last.Code);
            ContinueSame(before, kind, rank);
            if (kind.Followers == Followers.OnlyTheSame)
            {
                return;
            }

            if (code != _model.NullCode && kind.Length > 0 && _column.RankOf(_model.NullCode) == rank)
            {
                _next.PushPart(before, kind with { Followers = Followers.Anything }, _model.NullCode, place, _column.Alone(_model.NullCode));
            }
        }

        foreach (var next in _codes.Ending(place, rank))
        {
            if (next != code)
            {
                ContinueWithEnd(before, kind, rank, place, next);
            }
        }

        foreach (var next in _codes.Leading(place, rank))
        {
            if (next != code)
            {
                ContinueWithPart(before, kind, rank, place, next);
            }
        }
    }

    /// <summary>The same code once more: the character is wider than a column.</summary>
    private void ContinueSame(int before, BeamKind kind, Rank rank)
    {
        ref readonly var last = ref Nodes[before];
        if (_column.RankOf(last.Code) != rank)
        {
            return;
        }

        if (kind.Followers != Followers.NotTheSame)
        {
            _next.PushRepeated(before, kind with { Followers = Followers.Anything }, _column.Alone(last.Code));
        }

        if (kind.Followers == Followers.Anything && rank == Rank.Best && last.Code != _model.NullCode)
        {
            _next.PushRepeated(before, kind with { Followers = Followers.NotTheSame }, _column.WithNull(last.Code));
        }
    }

    private void ContinueWithEnd(int before, BeamKind kind, Rank rank, int place, int code)
    {
        var certainty = _column.Alone(code);
        if (certainty < ColumnCertainties.Least && code != _model.NullCode)
        {
            return;
        }

        var isNull = kind.Length == 0 && code == _model.NullCode;
        var character = isNull ? BeamNode.None : _model.Codes.Character(place, code);
        _next.PushCharacter(before, kind.InWords, Followers.Anything, code, character, certainty);
        if (rank == Rank.Best && code != _model.NullCode)
        {
            _next.PushCharacter(before, kind.InWords, Followers.OnlyTheSame, code, character, Shared(before, kind, code));
        }
    }

    private void ContinueWithPart(int before, BeamKind kind, Rank rank, int place, int code)
    {
        var next = _model.Codes.Next(place, code);
        _next.PushPart(before, new BeamKind(kind.InWords, Followers.Anything, kind.Length + 1), code, next, _column.Alone(code));
        if (rank == Rank.Best && code != _model.NullCode)
        {
            _next.PushPart(before, new BeamKind(kind.InWords, Followers.OnlyTheSame, kind.Length + 1), code, next, Shared(before, kind, code));
        }
    }

    /// <summary>The certainty of a column that a code shares with the null code, and where the best two follow each other with the one before it, too.</summary>
    private float Shared(int before, BeamKind kind, int code)
    {
        if (before == BeamNode.None || kind.Followers != Followers.Anything || Nodes[before].Code == _model.NullCode)
        {
            return _column.WithNull(code);
        }

        var last = Nodes[before].Code;
        var areBest = (last == _column.First && code == _column.Second) || (code == _column.First && last == _column.Second);
        return areBest ? _column.WithNullAnd(code, last) : _column.WithNull(code);
    }

    /// <summary>The way with the best score; of several the first.</summary>
    private List<int> BestWay()
    {
        var best = BeamNode.None;
        foreach (var end in Ends())
        {
            if (best == BeamNode.None || Nodes[end].Score > Nodes[best].Score)
            {
                best = end;
            }
        }

        return WayTo(best);
    }

    /// <summary>Where a way may end: free of the lists, or at the end of one of their words.</summary>
    private IEnumerable<int> Ends()
    {
        foreach (var kind in EndingKinds)
        {
            var (first, count) = Nodes.Last(kind.Index);
            for (var node = first; node < first + count; node++)
            {
                if (!kind.InWords || IsAtEndOfWord(node))
                {
                    yield return node;
                }
            }
        }
    }

    private List<int> WayTo(int node)
    {
        var way = new List<int>();
        for (; node != BeamNode.None; node = Nodes[node].Before)
        {
            way.Add(node);
        }

        way.Reverse();
        return way;
    }

    private bool IsAtEndOfWord(int node)
    {
        var last = Nodes.LastCharacter(node);
        return last != BeamNode.None && (Nodes[last].EndsWord || Nodes[last].Character == CharacterSet.Space);
    }
}
