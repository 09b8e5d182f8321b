using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Decoding;

/// <summary>The nodes of the column that is being worked on. Makes nodes of codes, follows the lists of words, and lets the best of each kind live.</summary>
internal sealed class BeamColumn(LanguageModel model, BeamNodes nodes)
{
    /// <summary>How many nodes of a kind live, by the number of codes that were taken of a sequence.</summary>
    private static readonly int[] Widths = [5, 10, 16, 16, 16, 16, 16, 16, 16, 16];

    /// <summary>A column less certain than this is in no word of the lists.</summary>
    private const float LeastInWord = -25f / 7f;

    private readonly Beam[] _beams = [.. Enumerable.Range(0, BeamKind.Count).Select(kind => new Beam(Widths[BeamKind.At(kind).Length]))];

    /// <summary>The best start of a word, one for each kind of followers: words begin at few places, and one at each is enough.</summary>
    private readonly BeamNode[] _wordStarts = new BeamNode[3];
    private WordPositions _positions = new(new WordPosition[256]);
    private int _startsAt;

    /// <summary>Whether any way can go on freely from here.</summary>
    public bool HasAnything { get; private set; }

    public ReadOnlySpan<BeamNode> Nodes(int kind) => _beams[kind].Nodes;

    /// <summary>Begins a line.</summary>
    public void Start()
    {
        _positions.Clear();
        _startsAt = _positions.Start;
        foreach (var position in model.Words?.Starts ?? [])
        {
            _positions.Add(position);
        }

        _positions.Keep();
    }

    /// <summary>Begins a column.</summary>
    public void Clear()
    {
        foreach (var beam in _beams)
        {
            beam.Clear();
        }

        for (var i = 0; i < _wordStarts.Length; i++)
        {
            _wordStarts[i].Code = BeamNode.None;
        }

        HasAnything = false;
    }

    /// <summary>The same code again.</summary>
    public void PushRepeated(int before, BeamKind kind, float certainty)
    {
        ref readonly var last = ref nodes[before];
        Push(kind, Weigh(kind.InWords, certainty), new BeamNode { Code = last.Code, Character = last.Character, Place = last.Place, Before = before, IsRepeated = true });
    }

    /// <summary>A code within a sequence of several.</summary>
    public void PushPart(int before, BeamKind kind, int code, int place, float certainty) =>
        Push(kind, Weigh(kind.InWords, certainty), new BeamNode { Code = code, Character = BeamNode.None, Place = place, Before = before });

    /// <summary>A code that ends a character, or the null code between characters.</summary>
    public void PushCharacter(int before, bool inWords, Followers followers, int code, int character, float certainty)
    {
        var node = new BeamNode { Code = code, Character = character, Before = before, Certainty = certainty };
        if (inWords)
        {
            if (certainty > LeastInWord)
            {
                PushInWords(node, followers);
            }

            return;
        }

        PushNode(new BeamKind(false, followers, 0), node with { Source = WordSource.Network, Certainty = certainty * BeamSearch.DoubtOfUnknown });
        if (model.Words is null)
        {
            return;
        }

        if (character == CharacterSet.Space && certainty > LeastInWord)
        {
            // The nulls before this space were weighed with the doubt already; None says that its certainty must not take them in.
            PushWordStart(followers, node);
        }
        else if (!model.Characters.IsSpaced(character))
        {
            PushWordStart(followers, node with { Source = WordSource.Network, Certainty = certainty * BeamSearch.DoubtOfUnknown });
        }
    }

    /// <summary>Lets the best starts of words live where they are good enough; to be called when all ways were drawn on.</summary>
    public void PushWordStarts()
    {
        for (var followers = Followers.Anything; followers <= Followers.NotTheSame; followers++)
        {
            if (_wordStarts[(int)followers].Code != BeamNode.None)
            {
                PushScored(new BeamKind(true, followers, 0), _wordStarts[(int)followers]);
            }
        }
    }

    private void PushInWords(BeamNode node, Followers followers)
    {
        var words = new BeamKind(true, followers, 0);
        var free = new BeamKind(false, followers, 0);
        if (node.Character == BeamNode.None)
        {
            PushNode(words, node);
            return;
        }

        // The lists need not be asked where the score is a total loss.
        var score = ScoreOf(node);
        if (!_beams[words.Index].Takes(score) && !_beams[free.Index].Takes(score))
        {
            return;
        }

        var last = node.Before == BeamNode.None ? BeamNode.None : nodes.LastCharacter(node.Before);
        if (node.Character == CharacterSet.Space)
        {
            EndWord(node, last, followers);
        }
        else if (last == BeamNode.None)
        {
            GoOnInWord(node, _startsAt, model.Words!.Starts.Length, true, followers);
        }
        else if (nodes[last].PositionsCount > 0 && !Breaks(last, node.Character))
        {
            GoOnInWord(node, nodes[last].PositionsStart, nodes[last].PositionsCount, nodes[last].IsBeforeWord, followers);
        }
    }

    /// <summary>A space behind a word of the lists: another may begin, or the way goes on without the lists.</summary>
    private void EndWord(BeamNode node, int last, Followers followers)
    {
        if (last != BeamNode.None && nodes[last].EndsWord)
        {
            node.Source = nodes[last].Source;
            PushWordStart(followers, node);
            PushNode(new BeamKind(false, followers, 0), node);
        }
    }

    /// <summary>Words cannot be broken between two characters of a script that has spaces.</summary>
    private bool Breaks(int last, int character)
    {
        ref readonly var node = ref nodes[last];
        return node.IsBeforeWord && node.Character != CharacterSet.Space && model.Characters.IsSpaced(node.Character) && model.Characters.IsSpaced(character);
    }

    private void GoOnInWord(BeamNode node, int start, int count, bool startsWord, Followers followers)
    {
        _positions.Begin();
        var step = model.Words!.Step(_positions.Set(start, count), node.Character, model.Characters.IsDigit(node.Character), ref _positions);
        if (step.Source == WordSource.None)
        {
            return;
        }

        (node.Source, node.StartsWord, node.EndsWord) = (step.Source, startsWord, step.EndsWord);
        if (PushNode(new BeamKind(true, followers, 0), node with { PositionsStart = _positions.Start, PositionsCount = _positions.Count }))
        {
            _positions.Keep();
        }

        if (step.EndsWord && !model.Characters.HasSpaces)
        {
            PushWordStart(followers, node);
            PushNode(new BeamKind(false, followers, 0), node);
        }
    }

    private void PushWordStart(Followers followers, BeamNode node)
    {
        ref var best = ref _wordStarts[(int)followers];
        node.Score = ScoreOf(node);
        if (best.Code == BeamNode.None || node.Score > best.Score)
        {
            node.IsBeforeWord = true;
            (node.PositionsStart, node.PositionsCount) = (_startsAt, model.Words!.Starts.Length);
            node.Hash = HashOf(node);
            best = node;
        }
    }

    private static float Weigh(bool inWords, float certainty) => inWords ? certainty : certainty * BeamSearch.DoubtOfUnknown;

    private void Push(BeamKind kind, float certainty, BeamNode node)
    {
        var isPossible = kind.InWords ? certainty > LeastInWord : certainty >= ColumnCertainties.Least || node.Code == model.NullCode;
        if (!isPossible)
        {
            return;
        }

        node.Certainty = certainty;
        node.Source = node.Before != BeamNode.None ? nodes[node.Before].Source : kind.InWords ? WordSource.None : WordSource.Network;
        PushNode(kind, node);
    }

    private bool PushNode(BeamKind kind, BeamNode node)
    {
        node.Score = ScoreOf(node);
        if (!_beams[kind.Index].Takes(node.Score))
        {
            return false;
        }

        node.Hash = HashOf(node);
        return PushScored(kind, node);
    }

    private bool PushScored(BeamKind kind, in BeamNode node)
    {
        var isIn = _beams[kind.Index].Push(node);
        HasAnything |= isIn && kind.Followers == Followers.Anything;
        return isIn;
    }

    private float ScoreOf(in BeamNode node) => node.Before == BeamNode.None ? node.Certainty : node.Certainty + nodes[node.Before].Score;

    /// <summary>All codes of a way but nulls and repetitions, as the digits of one number; what does not fit is folded in from the top.</summary>
    private ulong HashOf(in BeamNode node)
    {
        var hash = node.Before == BeamNode.None ? 0 : nodes[node.Before].Hash;
        if (node.IsRepeated || node.Code == model.NullCode)
        {
            return hash;
        }

        var codes = (ulong)model.Codes.CodeCount;
        var carry = ((hash >> 32) * codes) >> 32;
        return (hash * codes) + carry + (ulong)node.Code;
    }
}
