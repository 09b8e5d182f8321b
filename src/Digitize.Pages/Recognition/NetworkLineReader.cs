using Digitize.Pages.Recognition.Decoding;
using Digitize.Pages.Recognition.Networks;

namespace Digitize.Pages.Recognition;

/// <summary>Reads with our own network: lines of similar width side by side.</summary>
internal sealed class NetworkLineReader : ILineReader
{
    /// <summary>Twice as many as the fastest matrix takes at once: then a batch that a line leaves still fills one of the two.</summary>
    private const int Batch = 12;

    /// <summary>Of all lines of a batch together: what they need stays below 30 MB, and a line that is as long as a page of noise is read alone.</summary>
    private const int MostPixels = 60_000;

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
        foreach (var batch in Batches(strips))
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

    /// <summary>Lines of similar width, which end together.</summary>
    private List<List<int>> Batches(IReadOnlyList<LineStrip> strips)
    {
        var batches = new List<List<int>>();
        var pixels = 0;
        foreach (var line in Enumerable.Range(0, strips.Count).Where(line => strips[line].Pixels.Width >= LeastWidth).OrderByDescending(line => strips[line].Pixels.Width))
        {
            pixels += strips[line].Pixels.Width;
            if (batches.Count == 0 || batches[^1].Count == Batch || pixels > MostPixels)
            {
                batches.Add([]);
                pixels = strips[line].Pixels.Width;
            }

            batches[^1].Add(line);
        }

        return batches;
    }

    private void ReadBatch(List<int> places, IReadOnlyList<LineStrip> strips, List<ReadWord>[] lines)
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
