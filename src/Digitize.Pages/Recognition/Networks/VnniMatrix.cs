using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// Whole numbers with AVX-VNNI: one instruction multiplies 32 values by 32 weights and adds each four products up. It wants the values without a sign, so they are
/// kept with <see cref="Zero"/> added, and each sum begins with what that adds too much taken away.
/// </summary>
internal sealed class VnniMatrix : WholeMatrix
{
    private const int Zero = 128;
    private const int RowsAtOnce = 6;

    public VnniMatrix(Weights weights) : base(weights, inputsAtOnce: 4, valueBytes: 1)
    {
        for (var output = 0; output < Outputs; output++)
        {
            Biases[output] -= Zero * SumOfWeights(output);
        }
    }

    public static bool IsSupported => AvxVnni.IsSupported;

    protected override void StoreWhole(int value, Span<byte> target) => target[0] = (byte)(value + Zero);

    protected override void StoreSixteen(Vector128<short> low, Vector128<short> high, Span<byte> target) =>
        (Vector128.Narrow(low, high).AsByte() ^ Vector128.Create((byte)Zero)).CopyTo(target);

    protected override void MultiplyChecked(ReadOnlySpan<byte> rows, int stride, int count, Span<float> results)
    {
        ref var source = ref MemoryMarshal.GetReference(rows);
        ref var target = ref MemoryMarshal.GetReference(results);
        for (var group = 0; group < Groups; group++)
        {
            var row = 0;
            for (; row + RowsAtOnce <= count; row += RowsAtOnce)
            {
                SixRows(group, ref Unsafe.Add(ref source, (nuint)(row * stride)), (nuint)stride, ref Unsafe.Add(ref target, (nuint)((row * RoundedOutputs) + (group * Group))));
            }

            for (; row + 2 <= count; row += 2)
            {
                TwoRows(group, ref Unsafe.Add(ref source, (nuint)(row * stride)), (nuint)stride, ref Unsafe.Add(ref target, (nuint)((row * RoundedOutputs) + (group * Group))));
            }

            if (row < count)
            {
                // The last row twice is no slower than alone.
                TwoRows(group, ref Unsafe.Add(ref source, (nuint)(row * stride)), 0, ref Unsafe.Add(ref target, (nuint)((row * RoundedOutputs) + (group * Group))));
            }
        }
    }

    /// <summary>Twelve sums in registers: six rows by two halves of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SixRows(int group, ref byte row, nuint stride, ref float target)
    {
        ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Packed), (nuint)(group * Steps * Group * 4));
        var (low0, high0) = Start(group);
        var (low1, high1, low2, high2, low3, high3, low4, high4, low5, high5) = (low0, high0, low0, high0, low0, high0, low0, high0, low0, high0);
        ref var row3 = ref Unsafe.Add(ref row, 3 * stride);
        for (nuint at = 0; at < (nuint)(Steps * 4); at += 4)
        {
            var low = Vector256.LoadUnsafe(ref weights, at * Group);
            var high = Vector256.LoadUnsafe(ref weights, (at * Group) + 32);
            var values = Four(ref row, at);
            low0 = AvxVnni.MultiplyWideningAndAdd(low0, values, low);
            high0 = AvxVnni.MultiplyWideningAndAdd(high0, values, high);
            values = Four(ref row, stride + at);
            low1 = AvxVnni.MultiplyWideningAndAdd(low1, values, low);
            high1 = AvxVnni.MultiplyWideningAndAdd(high1, values, high);
            values = Four(ref row, (2 * stride) + at);
            low2 = AvxVnni.MultiplyWideningAndAdd(low2, values, low);
            high2 = AvxVnni.MultiplyWideningAndAdd(high2, values, high);
            values = Four(ref row3, at);
            low3 = AvxVnni.MultiplyWideningAndAdd(low3, values, low);
            high3 = AvxVnni.MultiplyWideningAndAdd(high3, values, high);
            values = Four(ref row3, stride + at);
            low4 = AvxVnni.MultiplyWideningAndAdd(low4, values, low);
            high4 = AvxVnni.MultiplyWideningAndAdd(high4, values, high);
            values = Four(ref row3, (2 * stride) + at);
            low5 = AvxVnni.MultiplyWideningAndAdd(low5, values, low);
            high5 = AvxVnni.MultiplyWideningAndAdd(high5, values, high);
        }

        Finish(group, low0, high0, ref target, 0);
        Finish(group, low1, high1, ref target, 1);
        Finish(group, low2, high2, ref target, 2);
        Finish(group, low3, high3, ref target, 3);
        Finish(group, low4, high4, ref target, 4);
        Finish(group, low5, high5, ref target, 5);
    }

    /// <param name="stride">0 for one row only.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TwoRows(int group, ref byte row, nuint stride, ref float target)
    {
        ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Packed), (nuint)(group * Steps * Group * 4));
        var (low0, high0) = Start(group);
        var (low1, high1) = (low0, high0);
        for (nuint at = 0; at < (nuint)(Steps * 4); at += 4)
        {
            var low = Vector256.LoadUnsafe(ref weights, at * Group);
            var high = Vector256.LoadUnsafe(ref weights, (at * Group) + 32);
            var values = Four(ref row, at);
            low0 = AvxVnni.MultiplyWideningAndAdd(low0, values, low);
            high0 = AvxVnni.MultiplyWideningAndAdd(high0, values, high);
            values = Four(ref row, stride + at);
            low1 = AvxVnni.MultiplyWideningAndAdd(low1, values, low);
            high1 = AvxVnni.MultiplyWideningAndAdd(high1, values, high);
        }

        Finish(group, low0, high0, ref target, 0);
        if (stride > 0)
        {
            Finish(group, low1, high1, ref target, 1);
        }
    }

    /// <summary>Four values of a row, in each of the eight places of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Four(ref byte row, nuint at) => Vector256.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref row, at))).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector256<int> Low, Vector256<int> High) Start(int group)
    {
        ref var biases = ref MemoryMarshal.GetArrayDataReference(Biases);
        return (Vector256.LoadUnsafe(ref biases, (nuint)(group * Group)), Vector256.LoadUnsafe(ref biases, (nuint)((group * Group) + 8)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish(int group, Vector256<int> low, Vector256<int> high, ref float target, int row)
    {
        ref var scales = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Scales), group * Group);
        ref var at = ref Unsafe.Add(ref target, (nuint)(row * RoundedOutputs));
        (Vector256.ConvertToSingle(low) * Vector256.LoadUnsafe(ref scales)).StoreUnsafe(ref at);
        (Vector256.ConvertToSingle(high) * Vector256.LoadUnsafe(ref scales, 8)).StoreUnsafe(ref at, 8);
    }
}
