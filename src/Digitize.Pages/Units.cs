namespace Digitize.Pages;

/// <summary>A page's place in its document, counted from one as people do.</summary>
public readonly record struct PageNumber : IComparable<PageNumber>
{
    private readonly int _index;

    public PageNumber(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        _index = value - 1;
    }

    public static PageNumber First => default;

    /// <summary>Counted from one. <c>default</c> is page 1.</summary>
    public int Value => _index + 1;

    /// <summary>Counted from zero, for arrays and C libraries: the only number in the code that is.</summary>
    public int Index => _index;

    public static PageNumber FromIndex(int index) => new(index + 1);

    public PageNumber Next() => new(Value + 1);

    public int CompareTo(PageNumber other) => _index.CompareTo(other._index);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Resolution of a picture: pixels per inch, the same across and down, 50 to 2400.</summary>
public readonly record struct Dpi
{
    public const int Lowest = 50;
    public const int Highest = 2400;

    /// <summary>What a scanner is set to for letters, and what <c>default</c> means.</summary>
    public const int Usual = 300;

    private readonly double _aboveUsual;

    public Dpi(double value)
    {
        if (!(value is >= Lowest and <= Highest))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"A resolution lies between {Lowest} and {Highest} dpi.");
        }

        _aboveUsual = value - Usual;
    }

    public double Value => _aboveUsual + Usual;

    public static bool IsPossible(double value) => value is >= Lowest and <= Highest;

    /// <summary>A length in PDF points, 72 to the inch.</summary>
    public double ToPoints(double pixels) => pixels * 72 / Value;

    public double ToPixels(double points) => points * Value / 72;

    public override string ToString() => Value.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) + " dpi";
}

/// <summary>A rectangle in the cleaned picture: pixels, origin top left, half open (right and bottom lie outside).</summary>
public readonly record struct PixelBox(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;

    public bool IsEmpty => Width <= 0 || Height <= 0;

    public long Area => IsEmpty ? 0 : (long)Width * Height;

    public PixelBox Union(PixelBox other) =>
        new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    /// <summary>The part both have; empty when they do not meet.</summary>
    public PixelBox Intersect(PixelBox other) =>
        new(Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));

    public PixelBox Offset(int right, int down) => new(Left + right, Top + down, Right + right, Bottom + down);

    /// <summary>The same place in a picture of the same page that has <paramref name="factor"/> times as many pixels a side.</summary>
    public PixelBox Scale(double factor) => new(
        (int)Math.Floor(Left * factor), (int)Math.Floor(Top * factor),
        (int)Math.Ceiling(Right * factor), (int)Math.Ceiling(Bottom * factor));
}

/// <summary>How sure the reader is, from 0 (a guess) to 1 (certain).</summary>
public readonly record struct Confidence
{
    public Confidence(double value)
    {
        if (!(value is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A confidence lies between 0 and 1.");
        }

        Value = value;
    }

    public double Value { get; }

    public double Percent => Value * 100;

    /// <summary>From a scale of 0 to 100, as tesseract has it; what lies outside is brought to the nearer end.</summary>
    public static Confidence FromPercent(double percent) => new(Math.Clamp(percent, 0, 100) / 100);

    /// <summary>The mean weighted by length, so that a long line counts for more than a stray letter; null when there is nothing to average.</summary>
    public static Confidence? Mean(IEnumerable<(Confidence Confidence, int Weight)> values)
    {
        double sum = 0;
        long weights = 0;
        foreach (var (confidence, weight) in values)
        {
            sum += confidence.Value * weight;
            weights += weight;
        }

        return weights == 0 ? null : new Confidence(Math.Clamp(sum / weights, 0, 1));
    }
}

/// <summary>A turn by whole quarters, clockwise, as it is applied to a picture.</summary>
public enum QuarterTurn
{
    None = 0,
    Clockwise90 = 90,
    HalfTurn = 180,
    Clockwise270 = 270,
}

/// <summary>A page's size on paper in PDF points, 72 to the inch.</summary>
public readonly record struct PageSize(double WidthPoints, double HeightPoints);
