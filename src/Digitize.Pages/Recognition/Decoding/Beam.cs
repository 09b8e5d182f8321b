namespace Digitize.Pages.Recognition.Decoding;

/// <summary>
/// The best nodes of one kind in a column: a binary heap with the worst at the top. Among nodes of the same score it keeps those that tesseract keeps, and in the
/// same order, as it moves them in the same steps.
/// </summary>
internal sealed class Beam(int width)
{
    private readonly BeamNode[] _nodes = new BeamNode[width + 1];

    public int Count { get; private set; }

    public ReadOnlySpan<BeamNode> Nodes => _nodes.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>Whether a node of this score would be kept.</summary>
    public bool Takes(float score) => Count < width || score > _nodes[0].Score;

    /// <summary>Keeps the node if <see cref="Takes"/> says so. Of two that are the same text from the same list, the better one stays.</summary>
    /// <returns>Whether it was put in.</returns>
    public bool Push(in BeamNode node)
    {
        if (!Takes(node.Score))
        {
            return false;
        }

        var same = Find(node);
        if (same >= 0)
        {
            if (node.Score <= _nodes[same].Score)
            {
                return false;
            }

            Place(SiftUp(SiftDown(same, node.Score), node.Score), node);
            return true;
        }

        Count++;
        Place(SiftUp(Count - 1, node.Score), node);
        if (Count > width)
        {
            var last = _nodes[--Count];
            Place(SiftDown(0, last.Score), last);
        }

        return true;
    }

    private void Place(int hole, in BeamNode node) => _nodes[hole] = node;

    private int Find(in BeamNode node)
    {
        for (var at = 0; at < Count; at++)
        {
            ref var kept = ref _nodes[at];
            if (kept.Hash == node.Hash && kept.Code == node.Code && kept.Source == node.Source && kept.IsBeforeWord == node.IsBeforeWord)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Moves better nodes' parents down until a node of this score may stand in the hole.</summary>
    private int SiftUp(int hole, float score)
    {
        while (hole > 0 && score < _nodes[((hole + 1) / 2) - 1].Score)
        {
            var parent = ((hole + 1) / 2) - 1;
            _nodes[hole] = _nodes[parent];
            hole = parent;
        }

        return hole;
    }

    private int SiftDown(int hole, float score)
    {
        for (var child = (2 * hole) + 1; child < Count; child = (2 * hole) + 1)
        {
            if (child + 1 < Count && _nodes[child + 1].Score < _nodes[child].Score)
            {
                child++;
            }

            if (_nodes[child].Score >= score)
            {
                break;
            }

            _nodes[hole] = _nodes[child];
            hole = child;
        }

        return hole;
    }
}
