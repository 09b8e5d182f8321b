using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Decoding;

/// <summary>How a code stands among the others of a column. Ways go on with the first two; with more only when that leaves none.</summary>
internal enum Rank : byte
{
    /// <summary>The best, the second, and always the null code.</summary>
    Best,

    /// <summary>Among the <see cref="ColumnCertainties.Ranked"/> best.</summary>
    Good,
    Other,
}

/// <summary>The codes of a column in the order of their probabilities, with the logarithms of those that ways may go on with.</summary>
internal sealed class ColumnCertainties
{
    /// <summary>How many codes have a rank above <see cref="Rank.Other"/>.</summary>
    public const int Ranked = 5;

    /// <summary>The logarithm of the smallest probability that is told apart from none.</summary>
    public const float Least = -20;

    /// <summary>Taken off every column, so that a word of the lists, which is not weighed by <see cref="BeamSearch.DoubtOfUnknown"/>, has the better start.</summary>
    private const double Offset = -0.085;

    private static readonly float LeastProbability = (float)Math.Exp(Least);

    private readonly int _nullCode;
    private readonly Rank[] _ranks;
    private readonly int[] _ranked = new int[Ranked + 1];
    private readonly int[] _best = new int[Ranked];
    private readonly float[] _alone;
    private readonly float[] _withNull;
    private readonly float[] _probabilities;

    public ColumnCertainties(int codes, int nullCode)
    {
        _nullCode = nullCode;
        _ranks = new Rank[codes];
        _alone = new float[codes];
        _withNull = new float[codes];
        _probabilities = new float[codes];
        Array.Fill(_ranks, Rank.Other);
    }

    public int First { get; private set; }

    public int Second { get; private set; }

    /// <summary>The codes that have a rank above <see cref="Rank.Other"/>, in no order.</summary>
    public ReadOnlySpan<int> RankedCodes => _ranked.AsSpan(0, RankedCount);

    private int RankedCount { get; set; }

    public Rank RankOf(int code) => _ranks[code];

    /// <summary>Of a code by itself.</summary>
    public float Alone(int code) => _ranks[code] == Rank.Other ? Certainty(_probabilities[code]) : _alone[code];

    /// <summary>Of a code or the null code; only of ranked codes.</summary>
    public float WithNull(int code) => _withNull[code];

    /// <summary>Of one of two characters or of the null code between them: a column where one character ends and the next begins.</summary>
    public float WithNullAnd(int code, int other) => Certainty(_probabilities[code] + _probabilities[_nullCode] + _probabilities[other]);

    public void Load(ReadOnlySpan<float> probabilities)
    {
        foreach (var code in RankedCodes)
        {
            _ranks[code] = Rank.Other;
        }

        probabilities.CopyTo(_probabilities);
        FindBest(probabilities);
        for (var place = 0; place < Math.Min(Ranked, probabilities.Length); place++)
        {
            _ranks[_best[place]] = place < 2 ? Rank.Best : Rank.Good;
            _ranked[place] = _best[place];
        }

        RankedCount = Math.Min(Ranked, probabilities.Length);
        if (_ranks[_nullCode] == Rank.Other)
        {
            _ranked[RankedCount++] = _nullCode;
        }

        _ranks[_nullCode] = Rank.Best;
        (First, Second) = (_best[0], probabilities.Length > 1 ? _best[1] : BeamNode.None);
        foreach (var code in RankedCodes)
        {
            _alone[code] = Certainty(probabilities[code]);
            _withNull[code] = Certainty(probabilities[code] + probabilities[_nullCode]);
        }
    }

    /// <summary>The best codes, sorted; of two that are alike the one with the lower number first.</summary>
    private void FindBest(ReadOnlySpan<float> probabilities)
    {
        Span<float> kept = stackalloc float[Ranked];
        var count = 0;
        var worst = float.NegativeInfinity;
        for (var code = 0; code < probabilities.Length; code++)
        {
            var probability = probabilities[code];
            if (probability <= worst)
            {
                continue;
            }

            var place = count < Ranked ? count++ : Ranked - 1;
            for (; place > 0 && kept[place - 1] < probability; place--)
            {
                (kept[place], _best[place]) = (kept[place - 1], _best[place - 1]);
            }

            (kept[place], _best[place]) = (probability, code);
            worst = count == Ranked ? kept[Ranked - 1] : worst;
        }
    }

    private static float Certainty(float probability) => (float)((probability > LeastProbability ? MathF.Log(probability) : Least) + Offset);
}
