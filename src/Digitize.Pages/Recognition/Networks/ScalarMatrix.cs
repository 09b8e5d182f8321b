using System.Runtime.InteropServices;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>Whole numbers, one after the other: what all the others are tested against.</summary>
internal sealed class ScalarMatrix(Weights weights) : WholeMatrix(weights, inputsAtOnce: 1)
{
    public override int ValueBytes => 1;

    protected override void StoreWhole(ReadOnlySpan<int> values, Span<byte> target)
    {
        target = target[..values.Length];
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (byte)values[i];
        }
    }

    protected override void MultiplyChecked(ReadOnlySpan<byte> rows, int stride, int count, Span<float> results)
    {
        for (var row = 0; row < count; row++)
        {
            var values = MemoryMarshal.Cast<byte, sbyte>(rows.Slice(row * stride, RowBytes));
            for (var output = 0; output < Outputs; output++)
            {
                var sum = Biases[output];
                var at = (output / Group * Steps * Group) + (output % Group);
                for (var input = 0; input < Inputs; input++)
                {
                    sum += values[input] * Packed[at + (input * Group)];
                }

                results[(row * RoundedOutputs) + output] = sum * Scales[output];
            }
        }
    }
}
