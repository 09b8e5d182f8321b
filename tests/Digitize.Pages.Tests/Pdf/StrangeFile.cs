using System.Globalization;
using System.Text;

namespace Digitize.Pages.Tests.Pdf;

/// <summary>A PDF written by hand: a catalog, two pages, and whatever a test puts in.</summary>
internal static class StrangeFile
{
    /// <param name="catalog">Further entries of the catalog.</param>
    /// <param name="page">Further entries of the first page.</param>
    /// <param name="content">Of the first page.</param>
    /// <param name="resources">Entries of the first page's resources.</param>
    /// <param name="objects">Objects from number 10 on.</param>
    public static string Write(string path, string catalog = "", string page = "", string content = "", string resources = "", string mediaBox = "0 0 200 100", params string[] objects)
    {
        var all = new SortedDictionary<int, string>
        {
            [1] = $"<</Type/Catalog/Pages 2 0 R {catalog}>>",
            [2] = "<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>",
            [3] = $"<</Type/Page/Parent 2 0 R/MediaBox[{mediaBox}]/Contents 5 0 R/Resources<<{resources}>> {page}>>",
            [4] = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Resources<<>>>>",
            [5] = Stream(content),
        };
        for (var i = 0; i < objects.Length; i++)
        {
            all[10 + i] = objects[i];
        }

        var text = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder("xref\n0 1\n0000000000 65535 f \n");
        foreach (var (number, body) in all)
        {
            table.Append(CultureInfo.InvariantCulture, $"{number} 1\n{text.Length:D10} 00000 n \n");
            text.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{body}\nendobj\n");
        }

        var start = text.Length;
        text.Append(table).Append(CultureInfo.InvariantCulture, $"trailer\n<</Size 99/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        File.WriteAllText(path, text.ToString(), Encoding.Latin1);
        return path;
    }

    public static string Stream(string data, string entries = "") =>
        string.Create(CultureInfo.InvariantCulture, $"<<{entries}/Length {data.Length}>>\nstream\n{data}\nendstream");
}
