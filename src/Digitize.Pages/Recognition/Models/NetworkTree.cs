namespace Digitize.Pages.Recognition.Models;

/// <summary>A part of a network as the file holds it: what it is, what lies within it, and its weights.</summary>
/// <param name="Numbers">Sizes: of an input its height and depth, of a convolution and a pooling their two sides.</param>
/// <param name="Weights">One for a fully connected layer, one for each gate of a memory.</param>
internal sealed record NetworkTree(string Kind, int Inputs, int Outputs, IReadOnlyList<NetworkTree> Parts, (int First, int Second) Numbers, IReadOnlyList<Weights> Weights)
{
    /// <summary>Deeper than any network is.</summary>
    private const int Deepest = 16;
    private const int MostParts = 64;
    private const int LargestSize = 1 << 17;
    private const int LearningRates = 64;

    /// <exception cref="UnreadableException">The part is damaged or holds something that no published model has.</exception>
    public static NetworkTree Read(ModelBytes part) => Read(part, 0);

    private static NetworkTree Read(ModelBytes part, int depth)
    {
        if (depth > Deepest || part.Byte() != 0)
        {
            throw part.Damaged();
        }

        var kind = part.Text();
        const int Training = 1;
        if (part.Byte() == Training)
        {
            throw new UnreadableException(FailureCode.NotSupported, "The language model is a checkpoint of a training and not a finished model.");
        }

        part.Byte();
        var flags = part.Int32();
        var inputs = part.Int32(0, LargestSize);
        var outputs = part.Int32(0, LargestSize);
        part.Int32();
        part.Text();
        var tree = new NetworkTree(kind, inputs, outputs, [], (0, 0), []);
        return kind switch
        {
            "Input" => tree with { Numbers = InputSize(part) },
            "Convolve" or "Maxpool" => tree with { Numbers = (part.Int32(0, 64), part.Int32(0, 64)) },
            "Series" or "Parallel" or "RTLReversed" or "XYTranspose" => tree with { Parts = Several(part, depth, (flags & LearningRates) != 0) },
            "LSTM" or "SummLSTM" => tree with { Weights = Gates(part) },
            "Tanh" or "Softmax" => tree with { Weights = [Models.Weights.Read(part)] },
            _ => throw Unknown(),
        };
    }

    /// <summary>What a network says that is built of other layers than the models of tessdata.</summary>
    public static UnreadableException Unknown() =>
        new(FailureCode.NotSupported, "The language model's network is built in another way than those that this reader knows.");

    private static (int Height, int Depth) InputSize(ModelBytes part)
    {
        part.Int32();
        var height = part.Int32(0, 1024);
        part.Int32();
        var depth = part.Int32(0, 1024);
        part.Int32();
        return (height, depth);
    }

    private static List<NetworkTree> Several(ModelBytes part, int depth, bool withRates)
    {
        var parts = new List<NetworkTree>();
        for (var left = part.Int32(1, MostParts); left > 0; left--)
        {
            parts.Add(Read(part, depth + 1));
        }

        if (withRates)
        {
            part.Take(4 * part.Count(4));
        }

        return parts;
    }

    /// <summary>Four gates; a fifth would mean a memory in two dimensions, which has more inputs than the states and the inputs of the layer.</summary>
    private static List<Weights> Gates(ModelBytes part)
    {
        part.Int32();
        return [.. Enumerable.Range(0, 4).Select(_ => Models.Weights.Read(part))];
    }
}
