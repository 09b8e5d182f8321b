using System.Numerics;
using System.Runtime.CompilerServices;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// Takes many values through the <see cref="Curves"/>, in three passes: where each lies in the table, then the table's lines for all of them, then the points on the
/// lines. Only the pass in the middle goes value by value; a processor's own instruction for such a fetch was measured at twice the time.
/// </summary>
internal sealed class CurveLookup(int most)
{
    private readonly int[] _places = new int[most];
    private readonly float[] _parts = new float[most];
    private readonly float[] _starts = new float[most];
    private readonly float[] _ends = new float[most];

    /// <summary>The first pass. The values must not change before the last one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Locate(ReadOnlySpan<float> values)
    {
        var at = 0;
        for (; at + Vector<float>.Count <= values.Length; at += Vector<float>.Count)
        {
            var steps = Vector.MinNative(Vector.Abs(new Vector<float>(values[at..])) * new Vector<float>(Curves.StepsPerOne), new Vector<float>(Curves.LastPlace));

            // Also what is not a number has a place in the table.
            var place = Vector.ConvertToInt32Native(steps) & new Vector<int>(Curves.LastPlace);
            place.CopyTo(_places, at);
            (steps - Vector.ConvertToSingle(place)).CopyTo(_parts, at);
        }

        for (; at < values.Length; at++)
        {
            var steps = MathF.Min(MathF.Abs(values[at]) * Curves.StepsPerOne, Curves.LastPlace);
            _places[at] = (int)steps & Curves.LastPlace;
            _parts[at] = steps - _places[at];
        }
    }

    /// <summary>The second pass, for some of the values.</summary>
    /// <param name="lines">Of the curve that these go through.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fetch(Curves.Line[] lines, int first, int count)
    {
        var places = _places.AsSpan(first, count);
        var starts = _starts.AsSpan(first, count);
        var ends = _ends.AsSpan(first, count);
        for (var i = 0; i < places.Length; i++)
        {
            var line = lines[places[i]];
            starts[i] = line.Start;
            ends[i] = line.End;
        }
    }

    /// <summary>The last pass, for a vector of values that went through the hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Tanh(ReadOnlySpan<float> values, int at)
    {
        var sign = Vector.AsVectorInt32(new Vector<float>(values[at..])) & new Vector<int>(int.MinValue);
        return Vector.AsVectorSingle(Vector.AsVectorInt32(Point(at)) | sign);
    }

    /// <summary>The last pass, for a vector of values that went through the logistic curve.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Logistic(ReadOnlySpan<float> values, int at)
    {
        var point = Point(at);
        return Vector.ConditionalSelect(Vector.LessThan(new Vector<float>(values[at..]), Vector<float>.Zero), Vector<float>.One - point, point);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<float> Point(int at)
    {
        var start = new Vector<float>(_starts, at);
        return start + ((new Vector<float>(_ends, at) - start) * new Vector<float>(_parts, at));
    }
}
