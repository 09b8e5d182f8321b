namespace Digitize.Pages.Recognition.Models;

/// <summary>
/// The numbers that tesseract shows its network where a square of pixels reaches outside of the strip. They are the same for every strip (its generator, the
/// "minimal standard" of Park, Miller and Stockmeyer, is set back before each), so that a line reads the same wherever it stands.
/// </summary>
internal sealed class Noise
{
    public const ulong Modulus = 2147483647;
    private const ulong Multiplier = 48271;

    private ulong _state;

    public Noise(uint seed)
    {
        _state = seed;

        // Tesseract throws the first one away.
        Next(1);
    }

    /// <summary>The next number, between <paramref name="most"/> and its negative.</summary>
    public double Next(double most)
    {
        _state = _state * Multiplier % Modulus;
        return (most * 2.0 * _state / Modulus) - most;
    }
}
