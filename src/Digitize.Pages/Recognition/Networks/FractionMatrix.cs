using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// Weights that are fractions, as in tessdata_best. Each sum is made input by input, with one rounding for each, and the bias comes last: with vectors or without,
/// the same bits.
/// </summary>
internal sealed class FractionMatrix : Matrix
{
    private const int RowsAtOnce = 4;

    private readonly bool _withVectors;
    private readonly float[] _packed;
    private readonly float[] _biases;

    public FractionMatrix(Weights weights, bool withVectors) : base(weights, inputsAtOnce: 1, valueBytes: sizeof(float))
    {
        _withVectors = withVectors;
        _packed = new float[RoundedOutputs * Inputs];
        _biases = new float[RoundedOutputs];
        for (var output = 0; output < Outputs; output++)
        {
            var row = weights.Fractions(output);
            _biases[output] = row[^1];
            for (var input = 0; input < Inputs; input++)
            {
                _packed[(((output / Group * Inputs) + input) * Group) + (output % Group)] = row[input];
            }
        }
    }

    private static Vector256<float> Zero => Vector256<float>.Zero;

    public override void Store(ReadOnlySpan<float> values, Span<byte> target) => MemoryMarshal.AsBytes(values).CopyTo(target);

    public override void StorePixel(float value, Span<byte> target) => MemoryMarshal.Write(target, in value);

    public override void StoreNoise(Noise noise, Span<byte> target) => StorePixel((float)noise.Next(1), target);

    protected override void MultiplyChecked(ReadOnlySpan<byte> rows, int stride, int count, Span<float> results)
    {
        if (!_withVectors)
        {
            OneByOne(rows, stride, count, results);
            return;
        }

        ref var source = ref MemoryMarshal.GetReference(rows);
        ref var target = ref MemoryMarshal.GetReference(results);
        for (var group = 0; group < Groups; group++)
        {
            var row = 0;
            for (; row + RowsAtOnce <= count; row += RowsAtOnce)
            {
                FourRows(group, ref Unsafe.Add(ref source, (nuint)(row * stride)), (nuint)stride, ref Unsafe.Add(ref target, (nuint)((row * RoundedOutputs) + (group * Group))));
            }

            for (; row < count; row++)
            {
                OneRow(group, ref Unsafe.Add(ref source, (nuint)(row * stride)), ref Unsafe.Add(ref target, (nuint)((row * RoundedOutputs) + (group * Group))));
            }
        }
    }

    /// <summary>Eight sums in registers: a sum waits for the one before it, and so they wait side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FourRows(int group, ref byte row, nuint stride, ref float target)
    {
        ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_packed), (nuint)(group * Inputs * Group));
        var (low0, high0, low1, high1, low2, high2, low3, high3) = (Zero, Zero, Zero, Zero, Zero, Zero, Zero, Zero);
        for (nuint input = 0; input < (nuint)Inputs; input++)
        {
            var low = Vector256.LoadUnsafe(ref weights, input * Group);
            var high = Vector256.LoadUnsafe(ref weights, (input * Group) + 8);
            var at = input * sizeof(float);
            var value = Value(ref row, at);
            (low0, high0) = (Vector256.FusedMultiplyAdd(value, low, low0), Vector256.FusedMultiplyAdd(value, high, high0));
            value = Value(ref row, at + stride);
            (low1, high1) = (Vector256.FusedMultiplyAdd(value, low, low1), Vector256.FusedMultiplyAdd(value, high, high1));
            value = Value(ref row, at + (2 * stride));
            (low2, high2) = (Vector256.FusedMultiplyAdd(value, low, low2), Vector256.FusedMultiplyAdd(value, high, high2));
            value = Value(ref row, at + (3 * stride));
            (low3, high3) = (Vector256.FusedMultiplyAdd(value, low, low3), Vector256.FusedMultiplyAdd(value, high, high3));
        }

        Finish(group, low0, high0, ref target, 0);
        Finish(group, low1, high1, ref target, 1);
        Finish(group, low2, high2, ref target, 2);
        Finish(group, low3, high3, ref target, 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneRow(int group, ref byte row, ref float target)
    {
        ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_packed), (nuint)(group * Inputs * Group));
        var (sum0, sum1) = (Zero, Zero);
        for (nuint input = 0; input < (nuint)Inputs; input++)
        {
            var value = Value(ref row, input * sizeof(float));
            sum0 = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref weights, input * Group), sum0);
            sum1 = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref weights, (input * Group) + 8), sum1);
        }

        Finish(group, sum0, sum1, ref target, 0);
    }

    /// <summary>A value of a row, in each of the eight places of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Value(ref byte row, nuint at) => Vector256.Create(Unsafe.ReadUnaligned<float>(ref Unsafe.Add(ref row, at)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish(int group, Vector256<float> low, Vector256<float> high, ref float target, int row)
    {
        ref var biases = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_biases), group * Group);
        ref var at = ref Unsafe.Add(ref target, (nuint)(row * RoundedOutputs));
        (low + Vector256.LoadUnsafe(ref biases)).StoreUnsafe(ref at);
        (high + Vector256.LoadUnsafe(ref biases, 8)).StoreUnsafe(ref at, 8);
    }

    private void OneByOne(ReadOnlySpan<byte> rows, int stride, int count, Span<float> results)
    {
        for (var row = 0; row < count; row++)
        {
            var values = MemoryMarshal.Cast<byte, float>(rows.Slice(row * stride, RowBytes));
            for (var output = 0; output < RoundedOutputs; output++)
            {
                float sum = 0;
                for (var input = 0; input < values.Length; input++)
                {
                    sum = MathF.FusedMultiplyAdd(values[input], _packed[(((output / Group * Inputs) + input) * Group) + (output % Group)], sum);
                }

                results[(row * RoundedOutputs) + output] = sum + _biases[output];
            }
        }
    }
}
