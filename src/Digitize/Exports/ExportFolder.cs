using System.Globalization;
using System.Text;
using Digitize.Documents;
using Digitize.Pages.Imaging;

namespace Digitize.Exports;

/// <summary>How a document's folder and files are called in an export: readable, sorted by date, safe on every file system, and never the same twice.</summary>
internal static class ExportFolder
{
    private const int LongestTitle = 60, IdDigits = 8;

    /// <summary><c>documents/2025-03-14 Stromabrechnung 1f3a9c07</c>: the day on the letter, or the day it came in.</summary>
    internal static string Of(Document document)
    {
        var day = document.DatedOn ?? DateOnly.FromDateTime(document.ReceivedAt.UtcDateTime);
        return string.Create(CultureInfo.InvariantCulture, $"documents/{day:yyyy-MM-dd} {Safe(document.Title)} {document.Id.ToString()[^IdDigits..]}");
    }

    internal static string Original(Document document) => "original" + document.Format switch
    {
        FileFormat.Pdf => ".pdf",
        FileFormat.Tiff => ".tif",
        FileFormat.Jpeg => ".jpg",
        FileFormat.Png => ".png",
        FileFormat.WebP => ".webp",
        FileFormat.Bmp => ".bmp",
        FileFormat.Gif => ".gif",
        FileFormat.Jpeg2000 => ".jp2",
        FileFormat.Heic => ".heic",
        _ => "",
    };

    /// <summary>Letters, digits and a few signs; everything else, such as slashes and what Windows forbids, becomes one space.</summary>
    private static string Safe(string title)
    {
        var safe = new StringBuilder();
        foreach (var sign in title)
        {
            if (char.IsLetterOrDigit(sign) || sign is '-' or '_' or ',' or '(' or ')' or '&' or '+')
            {
                safe.Append(sign);
            }
            else if (safe.Length > 0 && safe[^1] != ' ')
            {
                safe.Append(' ');
            }

            if (safe.Length == LongestTitle)
            {
                break;
            }
        }

        // Half of a surrogate pair is no letter of its own and never gets here.
        return safe.ToString().Trim() is { Length: > 0 } text ? text : "-";
    }
}
