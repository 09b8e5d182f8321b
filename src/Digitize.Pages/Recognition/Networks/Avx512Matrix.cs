using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>Whole numbers with AVX-512: as <see cref="Avx2Matrix"/>, a whole group in one vector and eight rows at once, as there are registers for it.</summary>
internal sealed class Avx512Matrix(Weights weights) : WholeMatrix(weights, inputsAtOnce: 2, valueBytes: 2)
{
    private const int RowsAtOnce = 8;

    public static bool IsSupported => Avx512BW.IsSupported;

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
                EightRows(group, ref Unsafe.Add(ref source, (nuint)(row * stride)), (nuint)stride, ref Unsafe.Add(ref target, (nuint)((row * RoundedOutputs) + (group * Group))));
            }

            for (; row < count; row++)
            {
                OneRow(group, ref Unsafe.Add(ref source, (nuint)(row * stride)), ref Unsafe.Add(ref target, (nuint)((row * RoundedOutputs) + (group * Group))));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void EightRows(int group, ref byte row, nuint stride, ref float target)
    {
        ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Packed), (nuint)(group * Steps * Group * 2));
        var sum0 = Start(group);
        var (sum1, sum2, sum3, sum4, sum5, sum6, sum7) = (sum0, sum0, sum0, sum0, sum0, sum0, sum0);
        ref var row4 = ref Unsafe.Add(ref row, 4 * stride);
        for (nuint at = 0; at < (nuint)(Steps * 4); at += 4)
        {
            var wide = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref weights, at * 8));
            sum0 += Avx512BW.MultiplyAddAdjacent(Two(ref row, at), wide);
            sum1 += Avx512BW.MultiplyAddAdjacent(Two(ref row, stride + at), wide);
            sum2 += Avx512BW.MultiplyAddAdjacent(Two(ref row, (2 * stride) + at), wide);
            sum3 += Avx512BW.MultiplyAddAdjacent(Two(ref row, (3 * stride) + at), wide);
            sum4 += Avx512BW.MultiplyAddAdjacent(Two(ref row4, at), wide);
            sum5 += Avx512BW.MultiplyAddAdjacent(Two(ref row4, stride + at), wide);
            sum6 += Avx512BW.MultiplyAddAdjacent(Two(ref row4, (2 * stride) + at), wide);
            sum7 += Avx512BW.MultiplyAddAdjacent(Two(ref row4, (3 * stride) + at), wide);
        }

        Finish(group, sum0, ref target, 0);
        Finish(group, sum1, ref target, 1);
        Finish(group, sum2, ref target, 2);
        Finish(group, sum3, ref target, 3);
        Finish(group, sum4, ref target, 4);
        Finish(group, sum5, ref target, 5);
        Finish(group, sum6, ref target, 6);
        Finish(group, sum7, ref target, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneRow(int group, ref byte row, ref float target)
    {
        ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Packed), (nuint)(group * Steps * Group * 2));
        var sum = Start(group);
        for (nuint at = 0; at < (nuint)(Steps * 4); at += 4)
        {
            sum += Avx512BW.MultiplyAddAdjacent(Two(ref row, at), Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref weights, at * 8)));
        }

        Finish(group, sum, ref target, 0);
    }

    /// <summary>Two values of a row, in each of the sixteen places of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Two(ref byte row, nuint at) => Vector512.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref row, at))).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<int> Start(int group) => Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Biases), (nuint)(group * Group));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish(int group, Vector512<int> sum, ref float target, int row) =>
        (Vector512.ConvertToSingle(sum) * Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Scales), (nuint)(group * Group)))
            .StoreUnsafe(ref Unsafe.Add(ref target, (nuint)(row * RoundedOutputs)));
}
