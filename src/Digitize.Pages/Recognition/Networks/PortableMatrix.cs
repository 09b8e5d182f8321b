using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>Whole numbers with vectors of 128 bits and nothing that is only on one kind of processor.</summary>
internal sealed class PortableMatrix(Weights weights) : WholeMatrix(weights, inputsAtOnce: 1, valueBytes: 2)
{
    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    protected override void StoreWhole(int value, Span<byte> target) => StoreShort(value, target);

    protected override void StoreSixteen(Vector128<short> low, Vector128<short> high, Span<byte> target) => StoreShorts(low, high, target);

    protected override void MultiplyChecked(ReadOnlySpan<byte> rows, int stride, int count, Span<float> results)
    {
        for (var group = 0; group < Groups; group++)
        {
            var row = 0;
            for (; row + 2 <= count; row += 2)
            {
                TwoRows(group, rows[(row * stride)..], stride, results[((row * RoundedOutputs) + (group * Group))..]);
            }

            if (row < count)
            {
                TwoRows(group, rows[(row * stride)..], 0, results[((row * RoundedOutputs) + (group * Group))..]);
            }
        }
    }

    /// <param name="stride">0 for one row only.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TwoRows(int group, ReadOnlySpan<byte> rows, int stride, Span<float> target)
    {
        var first = MemoryMarshal.Cast<byte, short>(rows[..RowBytes]);
        var second = MemoryMarshal.Cast<byte, short>(rows.Slice(stride, RowBytes));
        ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Packed), (nuint)(group * Steps * Group));
        var (a0, a1, a2, a3) = (Bias(group, 0), Bias(group, 1), Bias(group, 2), Bias(group, 3));
        var (b0, b1, b2, b3) = (a0, a1, a2, a3);
        for (var step = 0; step < Steps; step++)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref weights, (nuint)(step * Group)));
            var (w0, w1) = Vector128.Widen(low);
            var (w2, w3) = Vector128.Widen(high);
            var a = Vector128.Create((int)first[step]);
            var b = Vector128.Create((int)second[step]);
            a0 += a * w0;
            a1 += a * w1;
            a2 += a * w2;
            a3 += a * w3;
            b0 += b * w0;
            b1 += b * w1;
            b2 += b * w2;
            b3 += b * w3;
        }

        Finish(group, target, a0, a1, a2, a3);
        if (stride > 0)
        {
            Finish(group, target[RoundedOutputs..], b0, b1, b2, b3);
        }
    }

    private Vector128<int> Bias(int group, int part) => Vector128.Create<int>(Biases.AsSpan((group * Group) + (part * 4)));

    private void Finish(int group, Span<float> target, Vector128<int> sum0, Vector128<int> sum1, Vector128<int> sum2, Vector128<int> sum3)
    {
        var scales = Scales.AsSpan(group * Group, Group);
        (Vector128.ConvertToSingle(sum0) * Vector128.Create<float>(scales)).CopyTo(target);
        (Vector128.ConvertToSingle(sum1) * Vector128.Create<float>(scales[4..])).CopyTo(target[4..]);
        (Vector128.ConvertToSingle(sum2) * Vector128.Create<float>(scales[8..])).CopyTo(target[8..]);
        (Vector128.ConvertToSingle(sum3) * Vector128.Create<float>(scales[12..])).CopyTo(target[12..]);
    }
}
