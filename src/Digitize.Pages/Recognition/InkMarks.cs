using Digitize.Pages.Imaging;

namespace Digitize.Pages.Recognition;

/// <summary>
/// Marks that the models do not tell apart and their ink does: a dot at half height is no hyphen, a dash as wide as an n no hyphen either, a small 2 that
/// floats no question mark. Widths and heights are in x-heights. The limits were tried on the bench's letters only; no font was measured for them.
/// </summary>
internal static class InkMarks
{
    /// <summary>Where a hyphen ends and an en dash, as wide as an n, begins.</summary>
    private const double WidestHyphen = 0.85;

    /// <summary>Where an en dash ends and an em dash, twice as wide, begins.</summary>
    private const double WidestEnDash = 1.6;

    private const double ThickestDash = 0.3;

    /// <summary>A middle dot's side; a bullet's is larger.</summary>
    private const double LargestDot = 0.42;

    /// <summary>How far what floats stands above the baseline.</summary>
    private const double Floating = 0.2;

    /// <summary>A multiplication sign floats less: its arms end a little above the baseline.</summary>
    private const double FloatingSign = 0.08;

    /// <summary>A raised figure stands above the middle of the letters beside it.</summary>
    private const double Raised = 0.45;

    private const string Dashes = "-–—";

    /// <summary>What a lone dot is read as.</summary>
    private const string DotReadings = "-–—·.:*°'~";

    /// <param name="glyphs">Pieces of ink of the word, from left to right.</param>
    public static string Correct(string text, IReadOnlyList<PixelBox> glyphs, FoundLine line)
    {
        if (line.XHeight <= 0 || glyphs.Count == 0)
        {
            return text;
        }

        if (text.Length == 1 && glyphs.Count == 1)
        {
            return Single(text, glyphs[0], line);
        }

        return WithDash(WithPower(text, glyphs[^1], line), glyphs, line);
    }

    private static string Single(string text, PixelBox glyph, FoundLine line)
    {
        var (width, height) = (glyph.Width / line.XHeight, glyph.Height / line.XHeight);
        var foot = Foot(glyph, line);
        if (DotReadings.Contains(text[0]) && Math.Max(width, height) <= LargestDot && width <= 1.5 * height && height <= 1.5 * width && foot is > Floating and < 1)
        {
            return "·";
        }

        if (text is "x" or "X" && foot > FloatingSign && height < 0.95)
        {
            return "×";
        }

        return Dashes.Contains(text[0]) && IsDash(glyph, line) ? Dash(width) : text;
    }

    /// <summary>The one dash of a word such as 8–12.</summary>
    private static string WithDash(string text, IReadOnlyList<PixelBox> glyphs, FoundLine line)
    {
        var at = text.AsSpan().IndexOfAny(Dashes);
        if (at <= 0 || at == text.Length - 1 || text.AsSpan(at + 1).IndexOfAny(Dashes) >= 0 || !char.IsAsciiDigit(text[at - 1]) || !char.IsAsciiDigit(text[at + 1]))
        {
            return text;
        }

        PixelBox[] dashes = [.. glyphs.Where(glyph => IsDash(glyph, line))];
        return dashes.Length == 1 ? text[..at] + Dash(dashes[0].Width / line.XHeight) + text[(at + 1)..] : text;
    }

    /// <summary>m² is read as "m?": the models know no raised figures.</summary>
    private static string WithPower(string text, PixelBox last, FoundLine line)
    {
        var end = text.TrimEnd(':', ',', ';', ')', '.').Length;
        var isArea = end >= 2 && text[end - 1] is '?' or '*' or '"' && text[..(end - 1)].TrimStart('(') is "m" or "km" or "cm" or "mm" or "dm";
        return isArea && (end < text.Length || Foot(last, line) > Raised) ? text[..(end - 1)] + "²" + text[end..] : text;
    }

    private static bool IsDash(PixelBox glyph, FoundLine line) =>
        glyph.Height <= ThickestDash * line.XHeight && glyph.Width >= 1.6 * glyph.Height && Foot(glyph, line) is > Floating and < 0.9;

    private static string Dash(double width) => width <= WidestHyphen ? "-" : width <= WidestEnDash ? "–" : "—";

    /// <summary>How far the ink ends above the baseline.</summary>
    private static double Foot(PixelBox glyph, FoundLine line) => (line.Baseline.At((glyph.Left + glyph.Right) / 2.0) - glyph.Bottom) / line.XHeight;
}
