using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    protected WholeMatrix(Weights weights, int inputsAtOnce, int valueBytes) : base(weights, inputsAtOnce, valueBytes)
    {
        _inputsAtOnce = inputsAtOnce;
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

    /// <summary>For each group and step: <see cref="Matrix.Group"/> outputs with their weights for the step's inputs. Zero for inputs that are not there.</summary>
    protected sbyte[] Packed { get; }

    /// <summary>What a sum begins with.</summary>
    protected int[] Biases { get; }

    protected float[] Scales { get; }

    public override void StorePixel(float value, Span<byte> target) => StoreWhole(Math.Clamp(Curves.Round(value * (Most + 1)), -Most, Most), target);

    public override void StoreNoise(Noise noise, Span<byte> target)
    {
        var value = noise.Next(Most);
        StoreWhole(value >= 0 ? (int)(value + 0.5) : -(int)(0.5 - value), target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Store(ReadOnlySpan<float> values, Span<byte> target)
    {
        var at = 0;
        for (; at + 16 <= values.Length; at += 16)
        {
            var low = Vector128.Narrow(Round(values[at..]), Round(values[(at + 4)..]));
            var high = Vector128.Narrow(Round(values[(at + 8)..]), Round(values[(at + 12)..]));
            StoreSixteen(low, high, target[(at * ValueBytes)..]);
        }

        for (; at < values.Length; at++)
        {
            StoreWhole(Curves.Round(values[at] * Most), target[(at * ValueBytes)..]);
        }
    }

    /// <summary>Puts a whole number from -127 to 127 into the form in which they are kept.</summary>
    protected abstract void StoreWhole(int value, Span<byte> target);

    /// <summary>Puts sixteen of them there.</summary>
    protected abstract void StoreSixteen(Vector128<short> low, Vector128<short> high, Span<byte> target);

    protected static void StoreShort(int value, Span<byte> target) => BinaryPrimitives.WriteInt16LittleEndian(target, (short)value);

    protected static void StoreShorts(Vector128<short> low, Vector128<short> high, Span<byte> target)
    {
        low.AsByte().CopyTo(target);
        high.AsByte().CopyTo(target[16..]);
    }

    /// <summary>As <see cref="Curves.Round(float)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Round(ReadOnlySpan<float> values)
    {
        var x = Vector128.Create(values) * Most;
        var half = (x.AsInt32() & Vector128.Create(int.MinValue)) | Vector128.Create(0.5f).AsInt32();
        return Vector128.ConvertToInt32Native(x + half.AsSingle());
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
