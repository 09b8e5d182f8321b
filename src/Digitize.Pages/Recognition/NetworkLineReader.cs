using Digitize.Pages.Recognition.Decoding;
using Digitize.Pages.Recognition.Networks;

namespace Digitize.Pages.Recognition;

/// <summary>Reads with our own network: lines of similar width side by side.</summary>
internal sealed class NetworkLineReader : ILineReader
{
    /// <summary>Twice as many as the fastest matrix takes at once: then a batch that a line leaves still fills one of the two.</summary>
    private const int Batch = 12;

    private readonly LineNetwork _network;
    private readonly BeamSearch _search;
    private readonly WordSplit _split;

    public NetworkLineReader(LaidOutNetwork network)
    {
        _network = new LineNetwork(network);
        _search = new BeamSearch(network.Model);
        _split = new WordSplit(network.Model, _search.Nodes);
    }

    public int LinesAtOnce => 4 * Batch;

    public IReadOnlyList<List<ReadWord>> Read(IReadOnlyList<LineStrip> strips, ReadingDeadline watch)
    {
        var lines = new List<ReadWord>[strips.Count];
        var wide = Enumerable.Range(0, strips.Count).Where(line => strips[line].Pixels.Width >= LeastWidth).OrderByDescending(line => strips[line].Pixels.Width);
        foreach (var batch in wide.Chunk(Batch))
        {
            watch.Check();
            ReadBatch(batch, strips, lines);
        }

        return [.. lines.Select(line => line ?? [])];
    }

    public void Dispose()
    {
    }

    /// <summary>Of a strip that has a column, and inside and edges that are not the same pixel.</summary>
    private int LeastWidth => Math.Max(3, _network.Plan.Pool.Width);

    private void ReadBatch(int[] places, IReadOnlyList<LineStrip> strips, List<ReadWord>[] lines)
    {
        var batch = new LineBatch([.. places.Select(place => strips[place].Pixels)], _network.Plan.Pool.Width);
        _network.Run(batch);
        for (var line = 0; line < batch.Count; line++)
        {
            var way = _search.Search(_network.Probabilities, batch.Start(line), batch.Width(line));
            lines[places[batch.Order[line]]] = WordInk.Fit(_split.Split(way, batch.PoolWidth), batch.Strips[line]);
        }
    }
}
