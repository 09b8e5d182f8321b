using Digitize.Pages.Recognition.Networks;

namespace Digitize.Pages.Tests.Recognition.Networks;

public sealed class CurvesTests
{
    [Test]
    public void Curves_are_near_the_true_ones()
    {
        for (var x = -20f; x < 20; x += 0.0137f)
        {
            Assert.That(Curves.Tanh(x), Is.EqualTo(Math.Tanh(x)).Within(2e-6));
            Assert.That(Curves.Logistic(x), Is.EqualTo(1 / (1 + Math.Exp(-x))).Within(1e-6));
        }

        for (var x = -86f; x <= 0; x += 0.113f)
        {
            Assert.That(Curves.Exp(x), Is.EqualTo(Math.Exp(x)).Within(3e-7 * Math.Exp(x)));
        }
    }

    [Test]
    public void A_memory_takes_the_same_step_with_vectors_and_without()
    {
        const int States = 21;
        var random = new Random(5);
        float[] sums = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, .. Enumerable.Range(0, (4 * States) - 5).Select(_ => (float)(random.NextDouble() * 40) - 20)];
        var (state, shown) = Step(sums, States, withVectors: true);
        var (sameState, sameShown) = Step(sums, States, withVectors: false);
        Assert.That(state[1..], Is.EqualTo(sameState[1..]));
        Assert.That(shown[1..], Is.EqualTo(sameShown[1..]));
    }

    private static (float[] State, float[] Shown) Step(float[] sums, int states, bool withVectors)
    {
        var (state, shown) = (Enumerable.Range(0, states).Select(i => (i * 11f) - 100).ToArray(), new float[states]);
        new Gates(states, 4 * states, withVectors).Step(sums, 1, state, shown);
        return (state, shown);
    }
}
