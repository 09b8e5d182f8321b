using System.Numerics;
using System.Runtime.InteropServices;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>Weights that are whole numbers. Sums are exact, whatever the order, so every way of calculating gives the same.</summary>
/// <param name="weights">To be laid out: group by group, and in it for so many inputs at a time their weights for each output.</param>
/// <param name="inputsAtOnce">How many inputs one operation takes for each output.</param>
internal abstract class WholeMatrix : Matrix
{
    /// <summary>Values between layers lie within this, as tesseract keeps them.</summary>
    private const int Most = Models.Weights.One;

    private readonly int _inputsAtOnce;

    protected WholeMatrix(Weights weights, int inputsAtOnce) : base(weights)
    {
        _inputsAtOnce = inputsAtOnce;
        Steps = (Inputs + inputsAtOnce - 1) / inputsAtOnce;
        Packed = new sbyte[RoundedOutputs * Steps * inputsAtOnce];
        Biases = new int[RoundedOutputs];
        Scales = new float[RoundedOutputs];
        for (var output = 0; output < Outputs; output++)
        {
            var row = weights.Whole(output);
            Biases[output] = row[^1] * Models.Weights.One;
            Scales[output] = weights.Scale(output);
            for (var input = 0; input < Inputs; input++)
            {
                Packed[PlaceOf(output, input)] = row[input];
            }
        }
    }

    public override int RowBytes => Steps * _inputsAtOnce * ValueBytes;

    /// <summary>How often a group goes on to its next inputs.</summary>
    protected int Steps { get; }

    /// <summary>For each group and step: <see cref="Matrix.Group"/> outputs with their weights for the step's inputs. Zero for inputs that are not there.</summary>
    protected sbyte[] Packed { get; }

    /// <summary>What a sum begins with.</summary>
    protected int[] Biases { get; }

    protected float[] Scales { get; }

    public override void StorePixel(float value, Span<byte> target) => StoreWhole([Math.Clamp(Curves.Round(value * (Most + 1)), -Most, Most)], target);

    public override void StoreNoise(Noise noise, Span<byte> target)
    {
        var value = noise.Next(Most);
        StoreWhole([value >= 0 ? (int)(value + 0.5) : -(int)(0.5 - value)], target);
    }

    public override void Store(ReadOnlySpan<float> values, Span<byte> target)
    {
        Span<int> whole = stackalloc int[64];
        while (values.Length > 0)
        {
            var count = Math.Min(values.Length, whole.Length);
            Round(values[..count], whole);
            StoreWhole(whole[..count], target);
            values = values[count..];
            target = target[(count * ValueBytes)..];
        }
    }

    /// <summary>Puts whole numbers from -127 to 127 into the form in which they are kept.</summary>
    protected abstract void StoreWhole(ReadOnlySpan<int> values, Span<byte> target);

    protected static void StoreShorts(ReadOnlySpan<int> values, Span<byte> target)
    {
        var shorts = MemoryMarshal.Cast<byte, short>(target)[..values.Length];
        for (var i = 0; i < shorts.Length; i++)
        {
            shorts[i] = (short)values[i];
        }
    }

    private static void Round(ReadOnlySpan<float> values, Span<int> whole)
    {
        var at = 0;
        for (; at + Vector<float>.Count <= values.Length; at += Vector<float>.Count)
        {
            Curves.Round(new Vector<float>(values[at..]) * new Vector<float>(Most)).CopyTo(whole[at..]);
        }

        for (; at < values.Length; at++)
        {
            whole[at] = Curves.Round(values[at] * Most);
        }
    }

    /// <summary>The sum of an output's weights.</summary>
    protected int SumOfWeights(int output)
    {
        var sum = 0;
        for (var input = 0; input < Inputs; input++)
        {
            sum += Packed[PlaceOf(output, input)];
        }

        return sum;
    }

    private int PlaceOf(int output, int input) =>
        ((((output / Group * Steps) + (input / _inputsAtOnce)) * Group) + (output % Group)) * _inputsAtOnce + (input % _inputsAtOnce);
}
