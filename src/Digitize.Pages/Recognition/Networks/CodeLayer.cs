using System.Numerics;
using System.Runtime.CompilerServices;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>Weighs each column against all codes and makes probabilities of the weights: the exponential of each, divided by their sum.</summary>
internal sealed class CodeLayer(Matrix matrix, bool withVectors)
{
    private const int SideBySide = 24;

    /// <summary>What is less likely than e to the minus this is as good as impossible.</summary>
    private const float Unlikely = 86;

    private readonly float[] _sums = new float[SideBySide * matrix.RoundedOutputs];

    public void Run(Activations source, Probabilities target)
    {
        target.Resize(source.Columns);
        for (var first = 0; first < source.Columns; first += SideBySide)
        {
            var count = Math.Min(SideBySide, source.Columns - first);
            matrix.Multiply(source.Rows(first, count), source.Stride, count, _sums);
            for (var row = 0; row < count; row++)
            {
                var column = target.Column(first + row);
                _sums.AsSpan(row * matrix.RoundedOutputs, matrix.Outputs).CopyTo(column);
                MakeProbable(column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MakeProbable(Span<float> weights)
    {
        var most = weights[0];
        foreach (var weight in weights)
        {
            most = Math.Max(most, weight);
        }

        var at = 0;
        for (; withVectors && at + Vector<float>.Count <= weights.Length; at += Vector<float>.Count)
        {
            var below = Vector.MaxNative(new Vector<float>(weights[at..]) - new Vector<float>(most), new Vector<float>(-Unlikely));
            Curves.Exp(below).CopyTo(weights[at..]);
        }

        for (; at < weights.Length; at++)
        {
            weights[at] = Curves.Exp(MathF.Max(weights[at] - most, -Unlikely));
        }

        // One after the other, so that the sum does not depend on the width of vectors.
        float sum = 0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] /= sum;
        }
    }
}

/// <summary>For each column of a batch how likely each code is. Memory is used again from batch to batch.</summary>
internal sealed class Probabilities(int codes)
{
    private float[] _values = [];

    public void Resize(int columns)
    {
        if (_values.Length < columns * codes)
        {
            _values = new float[columns * codes];
        }
    }

    public Span<float> Column(int column) => _values.AsSpan(column * codes, codes);
}
