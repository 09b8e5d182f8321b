using System.Numerics;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// One step of a memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000): the state forgets, takes in, and shows itself through the output gate.
/// </summary>
internal static class Gates
{
    /// <summary>How much a state may count up to, as the models were trained.</summary>
    private const float MostState = 100;

    /// <param name="sums">Cell input, input gate, forget gate and output gate, each as long as the state.</param>
    /// <param name="state">Changed in place.</param>
    /// <param name="shown">Takes what the memory shows, from -1 to 1.</param>
    /// <param name="withVectors">For comparison without; the results are the same.</param>
    public static void Step(ReadOnlySpan<float> sums, Span<float> state, Span<float> shown, bool withVectors)
    {
        var count = state.Length;
        var input = sums[..count];
        var inputGate = sums.Slice(count, count);
        var forgetGate = sums.Slice(2 * count, count);
        var outputGate = sums.Slice(3 * count, count);
        shown = shown[..count];
        var at = 0;
        for (; withVectors && at + Vector<float>.Count <= count; at += Vector<float>.Count)
        {
            var kept = new Vector<float>(state[at..]) * Curves.Logistic(new Vector<float>(forgetGate[at..]));
            var taken = Curves.Tanh(new Vector<float>(input[at..])) * Curves.Logistic(new Vector<float>(inputGate[at..]));
            var now = Vector.MinNative(Vector.MaxNative(kept + taken, new Vector<float>(-MostState)), new Vector<float>(MostState));
            now.CopyTo(state[at..]);
            (Curves.Tanh(now) * Curves.Logistic(new Vector<float>(outputGate[at..]))).CopyTo(shown[at..]);
        }

        for (; at < count; at++)
        {
            var kept = state[at] * Curves.Logistic(forgetGate[at]);
            var taken = Curves.Tanh(input[at]) * Curves.Logistic(inputGate[at]);
            state[at] = Math.Clamp(kept + taken, -MostState, MostState);
            shown[at] = Curves.Tanh(state[at]) * Curves.Logistic(outputGate[at]);
        }
    }
}
