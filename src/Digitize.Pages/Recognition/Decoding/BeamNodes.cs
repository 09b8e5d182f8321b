namespace Digitize.Pages.Recognition.Decoding;

/// <summary>Which nodes of a column compete with each other.</summary>
/// <param name="InWords">Whether the way is within the lists of words.</param>
/// <param name="Length">How many codes of a sequence were taken; 0 between characters.</param>
internal readonly record struct BeamKind(bool InWords, Followers Followers, int Length)
{
    private const int Lengths = Models.CodeBook.LongestSequence + 1;
    private const int FollowerKinds = 3;

    public const int Count = 2 * FollowerKinds * Lengths;

    public int Index => ((((InWords ? 1 : 0) * FollowerKinds) + (int)Followers) * Lengths) + Length;

    public static BeamKind At(int index) => new(index >= FollowerKinds * Lengths, (Followers)(index / Lengths % FollowerKinds), index % Lengths);
}

/// <summary>All nodes of a line that were kept, column after column, and where those of the last column are.</summary>
internal sealed class BeamNodes
{
    private readonly (int First, int Count)[] _last = new (int First, int Count)[BeamKind.Count];
    private BeamNode[] _nodes = new BeamNode[1024];

    public int Count { get; private set; }

    public ref readonly BeamNode this[int node] => ref _nodes[node];

    public void Clear()
    {
        Count = 0;
        Array.Clear(_last);
    }

    /// <summary>The nodes of a kind in the last column.</summary>
    public (int First, int Count) Last(int kind) => _last[kind];

    /// <summary>Keeps a column's nodes as the last ones.</summary>
    public void Add(BeamColumn column)
    {
        for (var kind = 0; kind < BeamKind.Count; kind++)
        {
            var nodes = column.Nodes(kind);
            _last[kind] = (Count, nodes.Length);
            if (Count + nodes.Length > _nodes.Length)
            {
                Array.Resize(ref _nodes, 2 * (Count + nodes.Length));
            }

            nodes.CopyTo(_nodes.AsSpan(Count));
            Count += nodes.Length;
        }
    }

    /// <summary>The node, or the nearest before it, that ends a character; <see cref="BeamNode.None"/> when none does.</summary>
    public int LastCharacter(int node)
    {
        while (node != BeamNode.None && (_nodes[node].Character == BeamNode.None || _nodes[node].IsRepeated))
        {
            node = _nodes[node].Before;
        }

        return node;
    }
}
