namespace Digitize.Pages.Recognition.Models;

/// <summary>
/// The weights of a layer, a row for each output: its inputs' and last the bias. Either whole numbers from -128 to 127 with a scale for each output,
/// where an input or a bias of 127 stands for 1, or fractions.
/// </summary>
internal sealed class Weights
{
    /// <summary>The value that stands for 1 among whole numbers.</summary>
    public const int One = 127;

    /// <summary>No layer of any published model has as many.</summary>
    private const int MostOutputs = 1 << 17;
    private const int MostInputs = 1 << 14;

    private const int WholeFlag = 1;
    private const int DoubleFlag = 128;

    private readonly sbyte[] _whole;
    private readonly float[] _fractions;
    private readonly float[] _scales;

    private Weights(int outputs, int inputs, sbyte[] whole, float[] scales, float[] fractions) =>
        (Outputs, Inputs, _whole, _scales, _fractions) = (outputs, inputs, whole, scales, fractions);

    public int Outputs { get; }

    /// <summary>Without the bias.</summary>
    public int Inputs { get; }

    public bool IsWhole => _whole.Length > 0;

    /// <summary>The weights of an output, the bias last; only where they are whole.</summary>
    public ReadOnlySpan<sbyte> Whole(int output) => _whole.AsSpan(output * (Inputs + 1), Inputs + 1);

    /// <summary>The weights of an output, the bias last; only where they are fractions.</summary>
    public ReadOnlySpan<float> Fractions(int output) => _fractions.AsSpan(output * (Inputs + 1), Inputs + 1);

    /// <summary>What a sum of products of whole numbers is multiplied by.</summary>
    public float Scale(int output) => _scales[output];

    /// <summary>The outputs of several layers with the same inputs, one behind the other.</summary>
    public static Weights Stack(IReadOnlyList<Weights> parts) => new(
        parts.Sum(part => part.Outputs),
        parts[0].Inputs,
        [.. parts.SelectMany(part => part._whole)],
        [.. parts.SelectMany(part => part._scales)],
        [.. parts.SelectMany(part => part._fractions)]);

    /// <summary>The same with an input that counts for nothing behind each <paramref name="run"/> inputs.</summary>
    public Weights WithGaps(int run)
    {
        var inputs = Inputs / run * (run + 1);
        return new Weights(Outputs, inputs, Spread(_whole, run, inputs), _scales, Spread(_fractions, run, inputs));
    }

    private T[] Spread<T>(T[] values, int run, int inputs)
    {
        var spread = new T[values.Length / (Inputs + 1) * (inputs + 1)];
        for (var at = 0; at < values.Length; at++)
        {
            var (output, input) = (at / (Inputs + 1), at % (Inputs + 1));
            spread[(output * (inputs + 1)) + (input == Inputs ? inputs : input / run * (run + 1) + (input % run))] = values[at];
        }

        return spread;
    }

    /// <exception cref="UnreadableException">They are damaged, or of the kind that models had before 2017.</exception>
    public static Weights Read(ModelBytes part)
    {
        var mode = part.Byte();
        if ((mode & DoubleFlag) == 0)
        {
            throw new UnreadableException(FailureCode.NotSupported, "The language model is of a kind older than tesseract 4.0.");
        }

        var outputs = part.Int32(1, MostOutputs);
        var columns = part.Int32(2, MostInputs + 1);
        return (mode & WholeFlag) != 0 ? ReadWhole(part, outputs, columns) : ReadFractions(part, outputs, columns);
    }

    private static Weights ReadWhole(ModelBytes part, int outputs, int columns)
    {
        // The value that an array has where nothing was put; the format writes it out.
        part.Byte();
        var whole = new sbyte[CheckedSize(part, outputs, columns, 1)];
        part.Take(whole.Length).CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(whole.AsSpan()));
        var count = part.Count(8);
        if (count < outputs)
        {
            throw part.Damaged();
        }

        var scales = new float[outputs];
        for (var output = 0; output < count; output++)
        {
            // Inputs are 127 times what they stand for.
            var scale = (float)(part.Double() / One);
            if (!(scale >= 0 && float.IsFinite(scale)))
            {
                throw part.Damaged();
            }

            if (output < outputs)
            {
                scales[output] = scale;
            }
        }

        return new Weights(outputs, columns - 1, whole, scales, []);
    }

    private static Weights ReadFractions(ModelBytes part, int outputs, int columns)
    {
        part.Double();
        var fractions = new float[CheckedSize(part, outputs, columns, 8)];
        for (var i = 0; i < fractions.Length; i++)
        {
            fractions[i] = (float)part.Double();
            if (!float.IsFinite(fractions[i]))
            {
                throw part.Damaged();
            }
        }

        return new Weights(outputs, columns - 1, [], [], fractions);
    }

    /// <summary>Nothing is allocated that the file has no bytes for.</summary>
    private static int CheckedSize(ModelBytes part, int outputs, int columns, int bytesEach)
    {
        var size = (long)outputs * columns;
        return size <= part.Left / bytesEach ? (int)size : throw part.Damaged();
    }
}
