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

    public override void Store(ReadOnlySpan<float> values, Span<byte> target) => MemoryMarshal.AsBytes(values).CopyTo(target);

    public override void StorePixel(float value, Span<byte> target) => MemoryMarshal.Write(target, in value);

    public override void StoreNoise(Noise noise, Span<byte> target) => StorePixel((float)noise.Next(1), target);

    protected override void MultiplyChecked(ReadOnlySpan<byte> rows, int stride, int count, Span<float> results)
    {
        for (var group = 0; group < Groups; group++)
        {
            for (var row = 0; row < count; row++)
            {
                var values = MemoryMarshal.Cast<byte, float>(rows.Slice(row * stride, RowBytes));
                var target = results.Slice((row * RoundedOutputs) + (group * Group), Group);
                if (_withVectors)
                {
                    WithVectors(group, values, target);
                }
                else
                {
                    OneByOne(group, values, target);
                }
            }
        }
    }

    private void WithVectors(int group, ReadOnlySpan<float> values, Span<float> target)
    {
        var weights = MemoryMarshal.Cast<float, Vector256<float>>(_packed.AsSpan(group * Inputs * Group, Inputs * Group));
        var (low, high) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var input = 0; input < values.Length; input++)
        {
            var value = Vector256.Create(values[input]);
            low = Vector256.FusedMultiplyAdd(value, weights[2 * input], low);
            high = Vector256.FusedMultiplyAdd(value, weights[(2 * input) + 1], high);
        }

        (low + Vector256.Create<float>(_biases.AsSpan(group * Group))).CopyTo(target);
        (high + Vector256.Create<float>(_biases.AsSpan((group * Group) + 8))).CopyTo(target[8..]);
    }

    private void OneByOne(int group, ReadOnlySpan<float> values, Span<float> target)
    {
        for (var place = 0; place < Group; place++)
        {
            float sum = 0;
            for (var input = 0; input < values.Length; input++)
            {
                sum = MathF.FusedMultiplyAdd(values[input], _packed[(((group * Inputs) + input) * Group) + place], sum);
            }

            target[place] = sum + _biases[(group * Group) + place];
        }
    }
}
