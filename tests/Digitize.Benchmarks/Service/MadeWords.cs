using System.Security.Cryptography;

namespace Digitize.Benchmarks.Service;

/// <summary>
/// Words as German letters have them: few that stand everywhere and many that are rare (Zipf), compounds of syllables. The same seed gives the same letters.
/// </summary>
internal sealed class MadeWords
{
    private const int Vocabulary = 50_000;

    /// <summary>What nobody searches for by itself: the words in every letter.</summary>
    private const int Everywhere = 100;

    private static readonly string[] Syllables =
        ["ab", "an", "auf", "be", "bei", "bahn", "bau", "brief", "dach", "ein", "er", "fahrt", "frist", "ge", "geld", "gut", "haus", "jahr", "kauf", "kind", "kosten", "last", "leit", "miet", "nach", "ord",
         "post", "recht", "rech", "schein", "schrift", "steuer", "strom", "tag", "um", "ung", "ver", "vertrag", "vor", "wasser", "weg", "werk", "zahl", "zeit", "zins", "zug"];

    private readonly Random _random;
    private readonly string[] _words;

    public MadeWords(int seed)
    {
        _random = new Random(seed);
        var words = new HashSet<string>();
        while (words.Count < Vocabulary)
        {
            words.Add(string.Concat(Enumerable.Range(0, _random.Next(2, 5)).Select(_ => Syllables[_random.Next(Syllables.Length)])));
        }

        _words = [.. words];
    }

    public RandomNumberGenerator Dice { get; } = RandomNumberGenerator.Create();

    public string[] Letter(int length) => [.. Enumerable.Range(0, length).Select(_ => _words[Rank()])];

    /// <summary>One to three words that stand in the letter, as somebody would type who looks for it.</summary>
    public string QueryFrom(string[] letter)
    {
        var telling = letter.Where(word => Array.IndexOf(_words, word) >= Everywhere).Distinct().ToList();
        return string.Join(' ', telling.OrderBy(_ => _random.Next()).Take(_random.Next(1, 4)));
    }

    /// <summary>The n-th word comes about n times less often than the first.</summary>
    private int Rank() => (int)Math.Min(Vocabulary - 1, Math.Pow(Vocabulary, _random.NextDouble()) - 1);
}
