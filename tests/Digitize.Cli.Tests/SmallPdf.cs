using System.Globalization;
using System.Text;

namespace Digitize.Cli.Tests;

/// <summary>PDF files written by hand.</summary>
internal static class SmallPdf
{
    /// <summary>Objects from number 1 on; the first is the catalog.</summary>
    public static byte[] Of(params string[] objects)
    {
        var file = new StringBuilder("%PDF-1.7\n");
        var places = new List<int>();
        foreach (var body in objects)
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{places.Count} 0 obj\n{body}\nendobj\n");
        }

        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        places.ForEach(place => file.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n"));
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {places.Count + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    public static string Stream(string data, string dictionary = "") => $"<<{dictionary}/Length {data.Length}>>\nstream\n{data}\nendstream";

    public static string Stream(byte[] data, string dictionary) => Stream(Encoding.Latin1.GetString(data), dictionary);
}
