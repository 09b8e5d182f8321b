using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// Whole numbers with AVX2: values are kept as 16 bits, weights are widened to 16 when they are loaded, once for four rows, and one instruction multiplies 16 pairs
/// and adds each two products up. Multiplying 8 bits by 8 is no faster: its sums of two do not fit into 16 bits without a sign.
/// </summary>
internal sealed class Avx2Matrix(Weights weights) : WholeMatrix(weights, inputsAtOnce: 2, valueBytes: 2)
{
    private const int RowsAtOnce = 4;

    public static bool IsSupported => Avx2.IsSupported;

    protected override void StoreWhole(int value, Span<byte> target) => StoreShort(value, target);

    protected override void StoreSixteen(Vector128<short> low, Vector128<short> high, Span<byte> target) => StoreShorts(low, high, target);

    protected override void MultiplyChecked(ReadOnlySpan<byte> rows, int stride, int count, Span<float> results)
    {
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FourRows(int group, ref byte row, nuint stride, ref float target)
    {
        ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Packed), (nuint)(group * Steps * Group * 2));
        var (low0, high0) = Start(group);
        var (low1, high1, low2, high2, low3, high3) = (low0, high0, low0, high0, low0, high0);
        for (nuint at = 0; at < (nuint)(Steps * 4); at += 4)
        {
            var low = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref weights, at * 8));
            var high = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref weights, (at * 8) + 16));
            var values = Two(ref row, at);
            low0 += Avx2.MultiplyAddAdjacent(values, low);
            high0 += Avx2.MultiplyAddAdjacent(values, high);
            values = Two(ref row, stride + at);
            low1 += Avx2.MultiplyAddAdjacent(values, low);
            high1 += Avx2.MultiplyAddAdjacent(values, high);
            values = Two(ref row, (2 * stride) + at);
            low2 += Avx2.MultiplyAddAdjacent(values, low);
            high2 += Avx2.MultiplyAddAdjacent(values, high);
            values = Two(ref row, (3 * stride) + at);
            low3 += Avx2.MultiplyAddAdjacent(values, low);
            high3 += Avx2.MultiplyAddAdjacent(values, high);
        }

        Finish(group, low0, high0, ref target, 0);
        Finish(group, low1, high1, ref target, 1);
        Finish(group, low2, high2, ref target, 2);
        Finish(group, low3, high3, ref target, 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneRow(int group, ref byte row, ref float target)
    {
        ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Packed), (nuint)(group * Steps * Group * 2));
        var (low, high) = Start(group);
        for (nuint at = 0; at < (nuint)(Steps * 4); at += 4)
        {
            var values = Two(ref row, at);
            low += Avx2.MultiplyAddAdjacent(values, Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref weights, at * 8)));
            high += Avx2.MultiplyAddAdjacent(values, Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref weights, (at * 8) + 16)));
        }

        Finish(group, low, high, ref target, 0);
    }

    /// <summary>Two values of a row, in each of the eight places of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Two(ref byte row, nuint at) => Vector256.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref row, at))).AsInt16();

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
