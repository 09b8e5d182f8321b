using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// A layer's weights, laid out for one way of calculating, and the form in which the values between layers are kept for it. A row is the values of one place:
/// <see cref="RowBytes"/> bytes. All of these come to the same results for the same weights, bit by bit, and a row's results do not depend on the rows beside it.
/// </summary>
internal abstract class Matrix
{
    /// <summary>Outputs are worked on in groups of so many.</summary>
    protected const int Group = 16;

    /// <param name="inputsAtOnce">How many inputs one operation takes for each output.</param>
    protected Matrix(Weights weights, int inputsAtOnce, int valueBytes)
    {
        (Outputs, Inputs, ValueBytes) = (weights.Outputs, weights.Inputs, valueBytes);
        Groups = (Outputs + Group - 1) / Group;
        Steps = (Inputs + inputsAtOnce - 1) / inputsAtOnce;
        RowBytes = Steps * inputsAtOnce * valueBytes;
    }

    public int Outputs { get; }

    /// <summary>Without the bias.</summary>
    public int Inputs { get; }

    /// <summary>Outputs with those that fill the last group.</summary>
    public int RoundedOutputs => Groups * Group;

    /// <summary>Of a row's inputs; what lies behind the last of them may be anything.</summary>
    public int RowBytes { get; }

    /// <summary>Of one value between layers.</summary>
    public int ValueBytes { get; }

    protected int Groups { get; }

    /// <summary>How often a group goes on to its next inputs.</summary>
    protected int Steps { get; }

    /// <summary>Calculates all outputs of several rows.</summary>
    /// <param name="rows">One row every <paramref name="stride"/> bytes.</param>
    /// <param name="results">For each row <see cref="RoundedOutputs"/> numbers; those behind the last output mean nothing.</param>
    public void Multiply(ReadOnlySpan<byte> rows, int stride, int count, Span<float> results)
    {
        // The loops below walk without looking at bounds; these are all that they rely on.
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, RowBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan((long)rows.Length, count == 0 ? 0 : ((long)(count - 1) * stride) + RowBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan((long)results.Length, (long)count * RoundedOutputs);
        MultiplyChecked(rows, stride, count, results);
    }

    /// <summary>Puts values, each from -1 to 1, into the form in which they are kept.</summary>
    public abstract void Store(ReadOnlySpan<float> values, Span<byte> target);

    /// <summary>Puts a grey level of the strip, where black is -1 and white 1 before it is cut off there, into that form.</summary>
    public abstract void StorePixel(float value, Span<byte> target);

    /// <summary>Puts noise into that form.</summary>
    public abstract void StoreNoise(Noise noise, Span<byte> target);

    protected abstract void MultiplyChecked(ReadOnlySpan<byte> rows, int stride, int count, Span<float> results);
}
