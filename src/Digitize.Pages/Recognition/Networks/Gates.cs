using System.Numerics;
using System.Runtime.CompilerServices;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// One step of a memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000): the state forgets, takes in, and shows itself through the output gate.
/// For one thread at a time.
/// </summary>
/// <param name="states">How many states the memory has.</param>
/// <param name="withVectors">For comparison without; the results are the same.</param>
internal sealed class Gates(int states, bool withVectors)
{
    /// <summary>How much a state may count up to, as the models were trained.</summary>
    private const float MostState = 100;

    private readonly CurveLookup _curves = new(4 * states);

    /// <param name="sums">Cell input, input gate, forget gate and output gate, each as long as the state.</param>
    /// <param name="state">Changed in place.</param>
    /// <param name="shown">Takes what the memory shows, from -1 to 1.</param>
    public void Step(ReadOnlySpan<float> sums, Span<float> state, Span<float> shown)
    {
        var first = withVectors ? StepVectors(sums, state, shown) : 0;
        for (var at = first; at < states; at++)
        {
            var kept = state[at] * Curves.Logistic(sums[(2 * states) + at]);
            var taken = Curves.Tanh(sums[at]) * Curves.Logistic(sums[states + at]);
            state[at] = Math.Clamp(kept + taken, -MostState, MostState);
            shown[at] = Curves.Tanh(state[at]) * Curves.Logistic(sums[(3 * states) + at]);
        }
    }

    /// <returns>How many states were taken a step on; fewer than fill a vector are left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int StepVectors(ReadOnlySpan<float> sums, Span<float> state, Span<float> shown)
    {
        var whole = states - (states % Vector<float>.Count);
        _curves.Locate(sums);
        _curves.Fetch(Curves.TanhLines, 0, states);
        _curves.Fetch(Curves.LogisticLines, states, 3 * states);
        for (var at = 0; at < whole; at += Vector<float>.Count)
        {
            var kept = new Vector<float>(state[at..]) * _curves.Logistic(sums, (2 * states) + at);
            var taken = _curves.Tanh(sums, at) * _curves.Logistic(sums, states + at);
            Vector.MinNative(Vector.MaxNative(kept + taken, new Vector<float>(-MostState)), new Vector<float>(MostState)).CopyTo(state[at..]);
            _curves.Logistic(sums, (3 * states) + at).CopyTo(shown[at..]);
        }

        _curves.Locate(state[..whole]);
        _curves.Fetch(Curves.TanhLines, 0, whole);
        for (var at = 0; at < whole; at += Vector<float>.Count)
        {
            (_curves.Tanh(state, at) * new Vector<float>(shown[at..])).CopyTo(shown[at..]);
        }

        return whole;
    }
}
