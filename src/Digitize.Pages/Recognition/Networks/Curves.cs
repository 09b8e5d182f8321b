using System.Numerics;
using System.Runtime.CompilerServices;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// The curves between layers, as tesseract has them: a table with 256 values for each 1 of the argument, and a straight line between two. The same table, so that
/// what goes from layer to layer is rounded the same way: with the true curves, which lie a millionth beside, one line in two hundred read differently.
/// These take one value; <see cref="CurveLookup"/> takes many, with the same results.
/// </summary>
internal static class Curves
{
    /// <summary>From here on the curves are flat: the last place of the tables.</summary>
    public const int LastPlace = 4095;

    public const float StepsPerOne = 256;

    private const float LogOfTwoInverse = 1.44269504f;
    private const float LogOfTwoHigh = 0.693359375f;
    private const float LogOfTwoLow = -2.12194440e-4f;

    /// <summary>Added and taken away again, it rounds to a whole number, which stands in the lowest bits in between.</summary>
    private const float Rounder = 12582912f;

    // e^r for |r| up to half the logarithm of 2, as r² p(r) + r + 1; a minimax polynomial, relative error 1e-7 (Cephes, expf).
    private const float P0 = 1.9875691500e-4f;
    private const float P1 = 1.3981999507e-3f;
    private const float P2 = 8.3334519073e-3f;
    private const float P3 = 4.1665795894e-2f;
    private const float P4 = 1.6666665459e-1f;
    private const float P5 = 5.0000001201e-1f;

    /// <summary>The line between two values of a curve: where it begins and where it ends.</summary>
    public readonly record struct Line(float Start, float End);

    public static Line[] TanhLines { get; } = Tabulate(Math.Tanh);

    public static Line[] LogisticLines { get; } = Tabulate(x => 1 / (1 + Math.Exp(-x)));

    /// <summary>The hyperbolic tangent.</summary>
    public static float Tanh(float x) => x < 0 ? -On(TanhLines, -x) : On(TanhLines, x);

    /// <summary>1 / (1 + e^-x).</summary>
    public static float Logistic(float x) => x < 0 ? 1 - On(LogisticLines, -x) : On(LogisticLines, x);

    /// <summary>e^x for x from -86 to 0.</summary>
    public static float Exp(float x)
    {
        var rounded = MathF.FusedMultiplyAdd(x, LogOfTwoInverse, Rounder);
        var power = rounded - Rounder;
        var r = MathF.FusedMultiplyAdd(power, -LogOfTwoHigh, x);
        r = MathF.FusedMultiplyAdd(power, -LogOfTwoLow, r);
        var p = MathF.FusedMultiplyAdd(P0, r, P1);
        p = MathF.FusedMultiplyAdd(p, r, P2);
        p = MathF.FusedMultiplyAdd(p, r, P3);
        p = MathF.FusedMultiplyAdd(p, r, P4);
        p = MathF.FusedMultiplyAdd(p, r, P5);
        p = MathF.FusedMultiplyAdd(p, r * r, r) + 1;
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(p) + (BitConverter.SingleToInt32Bits(rounded) << 23));
    }

    /// <summary><see cref="Exp(float)"/> of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        var rounded = Vector.FusedMultiplyAdd(x, new Vector<float>(LogOfTwoInverse), new Vector<float>(Rounder));
        var power = rounded - new Vector<float>(Rounder);
        var r = Vector.FusedMultiplyAdd(power, new Vector<float>(-LogOfTwoHigh), x);
        r = Vector.FusedMultiplyAdd(power, new Vector<float>(-LogOfTwoLow), r);
        var p = Vector.FusedMultiplyAdd(new Vector<float>(P0), r, new Vector<float>(P1));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(P2));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(P3));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(P4));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(P5));
        p = Vector.FusedMultiplyAdd(p, r * r, r) + Vector<float>.One;
        return Vector.AsVectorSingle(Vector.AsVectorInt32(p) + Vector.ShiftLeft(Vector.AsVectorInt32(rounded), 23));
    }

    /// <summary>The nearest whole number, halves away from zero.</summary>
    public static int Round(float x) => (int)(x + MathF.CopySign(0.5f, x));

    private static float On(Line[] lines, float x)
    {
        var at = Math.Min(x * StepsPerOne, LastPlace);
        var place = (int)at;
        var (start, end) = lines[place];
        return start + ((end - start) * (at - place));
    }

    private static Line[] Tabulate(Func<double, double> curve)
    {
        var lines = new Line[LastPlace + 1];
        for (var place = 0; place < LastPlace; place++)
        {
            lines[place] = new Line((float)curve(place / StepsPerOne), (float)curve((place + 1) / StepsPerOne));
        }

        lines[LastPlace] = new Line(1, 1);
        return lines;
    }
}
