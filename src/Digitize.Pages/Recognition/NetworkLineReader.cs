using Digitize.Pages.Recognition.Decoding;
using Digitize.Pages.Recognition.Networks;

namespace Digitize.Pages.Recognition;

/// <summary>Reads with our own network: lines of similar width side by side.</summary>
internal sealed class NetworkLineReader : ILineReader
{
    private readonly LineNetwork _network;
    private readonly BeamSearch _search;
    private readonly WordSplit _split;
    private readonly OtherReadings _others;

    public NetworkLineReader(LaidOutNetwork network)
    {
        _network = new LineNetwork(network);
        _search = new BeamSearch(network.Model);
        _split = new WordSplit(network.Model, _search.Nodes);
        _others = new OtherReadings(_search, _split);
    }

    public int LinesAtOnce => 4 * LineBatches.MostLines;

    public int StripHeight => _network.Plan.Height;

    public IReadOnlyList<List<ReadWord>> Read(IReadOnlyList<LineStrip> strips, ReadingDeadline watch)
    {
        var lines = new List<ReadWord>[strips.Count];
        foreach (var batch in LineBatches.Of([.. strips.Select(strip => strip.Pixels.Width)], LeastWidth))
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

    private void ReadBatch(IReadOnlyList<int> places, IReadOnlyList<LineStrip> strips, List<ReadWord>[] lines)
    {
        var batch = new LineBatch([.. places.Select(place => strips[place].Pixels)], _network.Plan.Pool.Width);
        _network.Run(batch);
        for (var line = 0; line < batch.Count; line++)
        {
            var way = _search.Search(_network.Probabilities, batch.Start(line), batch.Width(line));
            var words = _others.Find(_split.Split(way, batch.PoolWidth), _network.Probabilities, batch.Start(line), batch.PoolWidth);
            lines[places[batch.Order[line]]] = WordInk.Fit(words, batch.Strips[line]);
        }
    }
}
