using System.Numerics;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// The curves between layers, for one value and for as many as fit into a vector; both come to the same bits, as each is the same row of operations.
/// Tesseract looks its curves up in a table with 256 values for each 1 of the argument and draws a straight line between two; <see cref="Tanh(float)"/> gives the
/// value of that line and not of the curve, so that a result is rounded the same way.
/// </summary>
internal static class Curves
{
    /// <summary>From here on both curves are flat in tesseract's table.</summary>
    private const float Flat = 15.99609375f;

    private const float StepsPerOne = 256;

    /// <summary>By how much a straight line over a step h lies off the curve: half the second derivative times h² t (1 - t). That of tanh is -2 y (1 - y²).</summary>
    private const float Sag = 1 / (StepsPerOne * StepsPerOne);

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

    /// <summary>The hyperbolic tangent, on tesseract's line.</summary>
    public static float Tanh(float x)
    {
        var size = MathF.Min(MathF.Abs(x), Flat);
        var e = Exp(size * -2);
        var y = (1 - e) / (1 + e);
        var steps = size * StepsPerOne;
        var t = steps - MathF.Floor(steps);
        var off = MathF.FusedMultiplyAdd(-t, t, t) * Sag * y;
        y = MathF.FusedMultiplyAdd(off, MathF.FusedMultiplyAdd(y, y, -1), y);
        return MathF.CopySign(y, x);
    }

    /// <summary><see cref="Tanh(float)"/> of each.</summary>
    public static Vector<float> Tanh(Vector<float> x)
    {
        var size = Vector.MinNative(Vector.Abs(x), new Vector<float>(Flat));
        var e = Exp(size * new Vector<float>(-2));
        var y = (Vector<float>.One - e) / (Vector<float>.One + e);
        var steps = size * new Vector<float>(StepsPerOne);
        var t = steps - Vector.Floor(steps);
        var off = Vector.FusedMultiplyAdd(-t, t, t) * new Vector<float>(Sag) * y;
        y = Vector.FusedMultiplyAdd(off, Vector.FusedMultiplyAdd(y, y, -Vector<float>.One), y);
        return WithSign(y, x);
    }

    /// <summary>The logistic curve, 1 / (1 + e^-x). Its line lies nowhere off it by more than a float can tell.</summary>
    public static float Logistic(float x)
    {
        var e = Exp(-MathF.Min(MathF.Abs(x), Flat));
        var below = e / (1 + e);
        return x < 0 ? below : 1 - below;
    }

    /// <summary><see cref="Logistic(float)"/> of each.</summary>
    public static Vector<float> Logistic(Vector<float> x)
    {
        var e = Exp(-Vector.MinNative(Vector.Abs(x), new Vector<float>(Flat)));
        var below = e / (Vector<float>.One + e);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), below, Vector<float>.One - below);
    }

    /// <summary>The nearest whole number, halves away from zero: as tesseract rounds what goes from layer to layer.</summary>
    public static Vector<int> Round(Vector<float> x) => Vector.ConvertToInt32Native(x + WithSign(new Vector<float>(0.5f), x));

    /// <summary><see cref="Round(Vector{float})"/> of one.</summary>
    public static int Round(float x) => (int)(x + MathF.CopySign(0.5f, x));

    private static Vector<float> WithSign(Vector<float> size, Vector<float> sign)
    {
        var signBit = new Vector<int>(int.MinValue);
        return Vector.AsVectorSingle((Vector.AsVectorInt32(sign) & signBit) | (Vector.AsVectorInt32(size) & ~signBit));
    }
}
