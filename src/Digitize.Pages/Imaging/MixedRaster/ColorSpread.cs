namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>Mean and spread of some colours.</summary>
internal struct ColorSpread
{
    /// <summary>Standard deviations above which a stroke is of several inks: thin and thick parts of one ink differ by less.</summary>
    private const double MixedLuma = 45;
    private const double MixedChroma = 14;

    private long _count;
    private long _red;
    private long _green;
    private long _blue;
    private long _luma;
    private long _luma2;
    private long _redness2;
    private long _blueness2;

    public readonly uint Mean => (uint)((_red / _count << 16) | (_green / _count << 8) | (_blue / _count));

    /// <summary>Of the colours' own lumas, never below the darkest nor above the lightest: the luma of <see cref="Mean"/>, whose channels are rounded down, can be.</summary>
    public readonly int MeanLuma => (int)(_luma / _count);

    public readonly long Count => _count;

    public readonly double LumaDeviation => Deviation(_luma2, ((77 * _red) + (150 * _green) + (29 * _blue)) / 256.0);

    /// <summary>Of several colours, as in a signature over print.</summary>
    public readonly bool IsMixed =>
        Deviation(_redness2, _red - _green) > 2 * MixedChroma || Deviation(_blueness2, _blue - _green) > 2 * MixedChroma;

    /// <summary>Of several shades, as in a frame that touches print; a letter with thin and thick parts may be, too.</summary>
    public readonly bool IsShaded => LumaDeviation > MixedLuma;

    public void Add(uint color)
    {
        var (r, g, b) = ((int)(color >> 16), (int)(color >> 8 & 0xFF), (int)(color & 0xFF));
        var luma = LumaPlane.Of(color << 8);
        _count++;
        _red += r;
        _green += g;
        _blue += b;
        _luma += luma;
        _luma2 += luma * luma;
        _redness2 += (r - g) * (r - g);
        _blueness2 += (b - g) * (b - g);
    }

    private readonly double Deviation(long squares, double sum)
    {
        var mean = sum / _count;
        return Math.Sqrt(Math.Max(0, ((double)squares / _count) - (mean * mean)));
    }
}
