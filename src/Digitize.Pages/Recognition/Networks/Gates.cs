using System.Numerics;
using System.Runtime.CompilerServices;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// Steps of a memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000): the state forgets, takes in, and shows itself through the output gate.
/// Works on several rows, each a memory of its own. For one thread at a time.
/// </summary>
internal sealed class Gates
{
    /// <summary>How much a state may count up to, as the models were trained.</summary>
    private const float MostState = 100;

    /// <summary>Sums that are taken through the curves together: what they need stays in the first cache.</summary>
    private const int SumsAtOnce = 1536;

    private readonly int _states;
    private readonly int _stride;
    private readonly int _rowsAtOnce;
    private readonly CurveLookup? _curves;

    /// <param name="states">How many states a memory has.</param>
    /// <param name="stride">From one row's sums to the next one's.</param>
    /// <param name="withVectors">For comparison without; the results are the same.</param>
    public Gates(int states, int stride, bool withVectors)
    {
        (_states, _stride) = (states, stride);
        _rowsAtOnce = Math.Max(1, SumsAtOnce / stride);
        _curves = withVectors ? new CurveLookup(_rowsAtOnce * stride) : null;
    }

    /// <param name="sums">For each row cell input, input gate, forget gate and output gate, each as long as the state.</param>
    /// <param name="state">Of each row; changed in place.</param>
    /// <param name="shown">Takes what each memory shows, from -1 to 1.</param>
    public void Step(ReadOnlySpan<float> sums, int rows, Span<float> state, Span<float> shown)
    {
        for (var row = 0; row < rows; row += _rowsAtOnce)
        {
            var count = Math.Min(_rowsAtOnce, rows - row);
            StepSome(sums.Slice(row * _stride, count * _stride), count, state.Slice(row * _states, count * _states), shown.Slice(row * _states, count * _states));
        }
    }

    private void StepSome(ReadOnlySpan<float> sums, int rows, Span<float> state, Span<float> shown)
    {
        var whole = 0;
        if (_curves is not null)
        {
            whole = _states - (_states % Vector<float>.Count);
            StepVectors(_curves, sums, rows, state, shown);
        }

        for (var row = 0; row < rows; row++)
        {
            for (var at = whole; at < _states; at++)
            {
                StepOne(sums[((row * _stride) + at)..], ref state[(row * _states) + at], out shown[(row * _states) + at]);
            }
        }
    }

    private void StepOne(ReadOnlySpan<float> sums, ref float state, out float shown)
    {
        var kept = state * Curves.Logistic(sums[2 * _states]);
        var taken = Curves.Tanh(sums[0]) * Curves.Logistic(sums[_states]);
        state = Math.Clamp(kept + taken, -MostState, MostState);
        shown = Curves.Tanh(state) * Curves.Logistic(sums[3 * _states]);
    }

    /// <summary>All states but those of each row that do not fill a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StepVectors(CurveLookup curves, ReadOnlySpan<float> sums, int rows, Span<float> state, Span<float> shown)
    {
        var whole = _states - (_states % Vector<float>.Count);
        curves.Locate(sums);
        for (var row = 0; row < rows; row++)
        {
            curves.Fetch(Curves.TanhLines, row * _stride, _states);
            curves.Fetch(Curves.LogisticLines, (row * _stride) + _states, 3 * _states);
        }

        for (var row = 0; row < rows; row++)
        {
            var to = row * _states;
            for (var at = row * _stride; at < (row * _stride) + whole; at += Vector<float>.Count, to += Vector<float>.Count)
            {
                var kept = new Vector<float>(state[to..]) * curves.Logistic(sums, at + (2 * _states));
                var taken = curves.Tanh(sums, at) * curves.Logistic(sums, at + _states);
                Vector.MinNative(Vector.MaxNative(kept + taken, new Vector<float>(-MostState)), new Vector<float>(MostState)).CopyTo(state[to..]);
                curves.Logistic(sums, at + (3 * _states)).CopyTo(shown[to..]);
            }
        }

        curves.Locate(state);
        curves.Fetch(Curves.TanhLines, 0, state.Length);
        for (var row = 0; row < rows; row++)
        {
            for (var to = row * _states; to < (row * _states) + whole; to += Vector<float>.Count)
            {
                (curves.Tanh(state, to) * new Vector<float>(shown[to..])).CopyTo(shown[to..]);
            }
        }
    }
}
