using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>Ways to calculate, all with the same results.</summary>
internal enum Arithmetic
{
    /// <summary>One number after the other; for comparison.</summary>
    Scalar,

    /// <summary>Vectors of 128 bits, on any processor.</summary>
    Portable,
    Avx2,
    Avx512,
    AvxVnni,
}

/// <summary>Which ways this processor has, and the matrices for them.</summary>
internal static class Arithmetics
{
    /// <summary>The fastest that this processor has.</summary>
    public static Arithmetic Best { get; } = Enum.GetValues<Arithmetic>().Where(IsSupported).Max();

    /// <summary>Asked of the processor when it runs, also in code that was compiled ahead for older ones.</summary>
    public static bool IsSupported(Arithmetic arithmetic) => arithmetic switch
    {
        Arithmetic.AvxVnni => VnniMatrix.IsSupported,
        Arithmetic.Avx512 => Avx512Matrix.IsSupported,
        Arithmetic.Avx2 => Avx2Matrix.IsSupported,
        Arithmetic.Portable => PortableMatrix.IsSupported,
        _ => true,
    };

    public static Matrix LayOut(this Arithmetic arithmetic, Weights weights) => weights.IsWhole ? arithmetic switch
    {
        Arithmetic.AvxVnni => new VnniMatrix(weights),
        Arithmetic.Avx512 => new Avx512Matrix(weights),
        Arithmetic.Avx2 => new Avx2Matrix(weights),
        Arithmetic.Portable => new PortableMatrix(weights),
        _ => new ScalarMatrix(weights),
    } : new FractionMatrix(weights, arithmetic != Arithmetic.Scalar);
}
