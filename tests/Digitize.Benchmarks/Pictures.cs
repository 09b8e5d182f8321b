using System.Globalization;

namespace Digitize.Benchmarks;

/// <summary>What ImageMagick says of a picture file.</summary>
internal static class Pictures
{
    // OCRmyPDF refuses anything up to 96 dpi as a screen's resolution put there by some program.
    private const double BelievableDpi = 97;

    public static int CountIn(string path) => Tool.Output("identify", "-format", "x", path).Length;

    public static bool AreBitonal(string path) => Tool.Output("identify", "-format", "%z", path).All(digit => digit == '1');

    public static bool HaveTransparency(string path) => Tool.Output("identify", "-format", "%A", path) is not ("False" or "Undefined");

    public static bool StateResolution(string path)
    {
        var fields = Tool.Output("identify", "-format", "%x %U\n", path).Split('\n')[0].Split(' ');
        var perInch = fields[^1] == "PixelsPerCentimeter" ? 2.54 : fields[^1] == "PixelsPerInch" ? 1 : 0;
        return double.Parse(fields[0], CultureInfo.InvariantCulture) * perInch >= BelievableDpi;
    }
}
