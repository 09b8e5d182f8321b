namespace Digitize.Pages.Recognition.Models;

/// <summary>
/// The network of a model of tessdata, tessdata_fast and tessdata_best: strokes are found in squares of 3×3 pixels, the strongest of a small area is kept,
/// each column is read from top to bottom into one vector, rows of vectors are read forth and back, and each column's result is weighed against all codes.
/// </summary>
/// <param name="Height">Of the strip, in pixels.</param>
/// <param name="Strokes">From the 9 pixels, column by column, to the features of a stroke.</param>
/// <param name="Pool">Width and height of the area whose strongest features are kept.</param>
/// <param name="Columns">The four gates of the memory that reads a column, stacked.</param>
/// <param name="Codes">To the codes of the model.</param>
internal sealed record NetworkPlan(int Height, Weights Strokes, (int Width, int Height) Pool, Weights Columns, IReadOnlyList<RowPlan> Rows, Weights Codes)
{
    private const int StrokePixels = 9;

    /// <exception cref="UnreadableException">The network is built in another way, or its layers do not fit together.</exception>
    public static NetworkPlan From(NetworkTree tree)
    {
        var layers = Flatten(tree).ToArray();
        if (layers.Length < 6 || layers[0] is not { Kind: "Input", Numbers: (var height and > 0, 1) }
            || layers[1] is not { Kind: "Convolve", Numbers: (1, 1) } || layers[2] is not { Kind: "Tanh" } strokes
            || layers[3] is not { Kind: "Maxpool", Numbers: (var width and > 0, var rows and > 0) }
            || layers[4] is not { Kind: "XYTranspose", Parts: [{ Kind: "SummLSTM" } columns] } || layers[^1] is not { Kind: "Softmax" } codes)
        {
            throw NetworkTree.Unknown();
        }

        var plan = new NetworkPlan(height, strokes.Weights[0], (width, rows), Gates(columns), [.. layers[5..^1].Select(Row)], codes.Weights[0]);
        return plan.Fits() ? plan : throw new UnreadableException(FailureCode.NotSupported, "The language model is damaged: the layers of its network do not fit together.");
    }

    private static IEnumerable<NetworkTree> Flatten(NetworkTree tree) => tree.Kind == "Series" ? tree.Parts.SelectMany(Flatten) : [tree];

    private static RowPlan Row(NetworkTree layer) => layer switch
    {
        { Kind: "LSTM" } => new RowPlan(Gates(layer), FromRight: false),
        { Kind: "RTLReversed", Parts: [{ Kind: "LSTM" } memory] } => new RowPlan(Gates(memory), FromRight: true),
        _ => throw NetworkTree.Unknown(),
    };

    private static Weights Gates(NetworkTree memory) =>
        memory.Weights.All(gate => gate.Inputs == memory.Weights[0].Inputs && gate.Outputs == memory.Weights[0].Outputs && gate.IsWhole == memory.Weights[0].IsWhole)
            ? Models.Weights.Stack(memory.Weights) : throw NetworkTree.Unknown();

    private bool Fits()
    {
        var features = Strokes.Outputs;
        var fits = Strokes.Inputs == StrokePixels && Height % Pool.Height == 0 && Strokes.IsWhole == Codes.IsWhole;
        foreach (var memory in Rows.Select(row => row.Gates).Prepend(Columns))
        {
            fits &= memory.Outputs % 4 == 0 && memory.Inputs == features + (memory.Outputs / 4) && memory.IsWhole == Codes.IsWhole;
            features = memory.Outputs / 4;
        }

        return fits && Codes.Inputs == features;
    }
}

/// <summary>A memory that reads along the row of columns, from left to right or from right to left.</summary>
/// <param name="Gates">Cell input, input gate, forget gate and output gate, stacked; each with the layer's inputs and then its own states.</param>
internal sealed record RowPlan(Weights Gates, bool FromRight);
