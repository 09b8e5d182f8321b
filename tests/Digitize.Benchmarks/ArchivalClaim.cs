using System.Text;
using System.Text.RegularExpressions;

namespace Digitize.Benchmarks;

/// <summary>What a PDF says of itself in its metadata, which PDF/A wants uncompressed. Whether the claim is true is a validator's matter.</summary>
internal static partial class ArchivalClaim
{
    /// <summary>PDF/A-2B and the like, or plain PDF.</summary>
    public static string In(string path)
    {
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        return Part().Match(text) is { Success: true } part ? $"PDF/A-{part.Groups[1].Value}{Conformance().Match(text).Groups[1].Value}" : "PDF";
    }

    [GeneratedRegex("""pdfaid:part(?:>|=["'])(\d)""")]
    private static partial Regex Part();

    [GeneratedRegex("""pdfaid:conformance(?:>|=["'])([ABU])""")]
    private static partial Regex Conformance();
}
