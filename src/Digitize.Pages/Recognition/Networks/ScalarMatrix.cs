using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>Whole numbers, one after the other: what all the others are tested against.</summary>
internal sealed class ScalarMatrix(Weights weights) : WholeMatrix(weights, inputsAtOnce: 1, valueBytes: 1)
{
    protected override void StoreWhole(int value, Span<byte> target) => target[0] = (byte)value;

    protected override void StoreSixteen(Vector128<short> low, Vector128<short> high, Span<byte> target) => Vector128.Narrow(low, high).AsByte().CopyTo(target);

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
