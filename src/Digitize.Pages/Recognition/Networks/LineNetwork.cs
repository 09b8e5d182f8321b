using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>A model's network, laid out for one way of calculating, with the memory that it runs in. Reads batches of strips; for one thread at a time.</summary>
internal sealed class LineNetwork
{
    private readonly StrokeLayer _strokes;
    private readonly ColumnLayer _columns;
    private readonly RowLayer[] _rows;
    private readonly CodeLayer _codes;
    private readonly Activations _features;
    private readonly Activations[] _between;

    public LineNetwork(LaidOutNetwork network)
    {
        var plan = network.Model.Network;
        var withVectors = network.Arithmetic != Arithmetic.Scalar;
        Plan = plan;
        _strokes = new StrokeLayer(network.Strokes, plan, network.Model.Seed, withVectors);
        _columns = new ColumnLayer(network.Columns, _strokes.Areas, withVectors);
        _rows = [.. network.Rows.Zip(plan.Rows, (matrix, row) => new RowLayer(matrix, row.FromRight, withVectors))];
        _codes = new CodeLayer(network.Codes, withVectors);
        _features = new Activations(_strokes.Areas * network.Strokes.Outputs, network.Strokes.ValueBytes);
        _between = [new Activations(_columns.Values, network.Columns.ValueBytes), .. _rows.Select(row => new Activations(row.Values, network.Columns.ValueBytes))];
        Probabilities = new Probabilities(network.Codes.Outputs);
    }

    public NetworkPlan Plan { get; }

    /// <summary>What the last batch came to, column by column; written over by the next.</summary>
    public Probabilities Probabilities { get; }

    /// <param name="batch">Strips of the plan's height, each at least as wide as a column.</param>
    public void Run(LineBatch batch)
    {
        _strokes.Run(batch, _features);
        _columns.Run(_features, _between[0]);
        for (var row = 0; row < _rows.Length; row++)
        {
            _rows[row].Run(batch, _between[row], _between[row + 1]);
        }

        _codes.Run(_between[^1], Probabilities);
    }
}

/// <summary>The matrices of a model for one way of calculating. Immutable; may be shared by threads.</summary>
internal sealed class LaidOutNetwork(LanguageModel model, Arithmetic arithmetic)
{
    public LanguageModel Model => model;

    public Arithmetic Arithmetic => arithmetic;

    /// <summary>For squares whose columns have a fourth pixel that does not count.</summary>
    public Matrix Strokes { get; } = arithmetic.LayOut(model.Network.Strokes.WithGaps(StrokeLayer.Side));

    public Matrix Columns { get; } = arithmetic.LayOut(model.Network.Columns);

    public IReadOnlyList<Matrix> Rows { get; } = [.. model.Network.Rows.Select(row => arithmetic.LayOut(row.Gates))];

    public Matrix Codes { get; } = arithmetic.LayOut(model.Network.Codes);
}
