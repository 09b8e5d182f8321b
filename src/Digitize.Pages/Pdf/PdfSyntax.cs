using System.Globalization;
using System.Text;

namespace Digitize.Pages.Pdf;

/// <summary>Numbers and texts as PDF writes them.</summary>
internal static class PdfSyntax
{
    /// <summary>As short as it can be: no exponent, no trailing zeros, no "-0".</summary>
    public static string Number(double value, int decimals = 3)
    {
        var rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero);
        return rounded == 0 ? "0" : rounded.ToString("0.######", CultureInfo.InvariantCulture);
    }

    public static string Numbers(int decimals, params ReadOnlySpan<double> values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            text.Append(text.Length == 0 ? "" : " ").Append(Number(value, decimals));
        }

        return text.ToString();
    }

    /// <summary>A text string: plain when it is printable ASCII, else UTF-16 in hexadecimal digits.</summary>
    public static string Text(string text)
    {
        if (text.All(c => c is >= ' ' and <= '~'))
        {
            return "(" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal) + ")";
        }

        return "<FEFF" + Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text)) + ">";
    }

    public static string Hex(ReadOnlySpan<byte> bytes) => "<" + Convert.ToHexString(bytes) + ">";

    /// <summary>Without control characters, unpaired surrogates and characters that are none: what PDF and XML can hold alike.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var allowed = !Rune.IsControl(rune) && (rune.Value & 0xFFFE) != 0xFFFE && rune.Value != 0xFEFF;
            clean.Append(allowed ? rune.ToString() : Rune.IsControl(rune) ? " " : "");
        }

        return clean.ToString().Trim();
    }
}
