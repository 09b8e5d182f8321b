namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>Reads what is true of the document as a whole.</summary>
internal static class PdfCatalog
{
    private const int MostFields = 5000, DeepestField = 30, LongestTitle = 2000;

    internal static PdfFacts Read(PdfFile file, bool hasTextOnEveryPage)
    {
        var root = file.Root;
        var form = root["AcroForm"];
        var fields = 0;
        var isSigned = root["Perms"].Has("DocMDP") || IsSigned(form["Fields"], null, 0, ref fields);
        return new PdfFacts(isSigned, file.IsEncrypted, file.AllowsChanges, hasTextOnEveryPage, Short(file.Trailer["Info"]["Title"].Text), Short(root["Lang"].Text))
        {
            HasPageLabels = root.Has("PageLabels"),
            HasOutline = root["Outlines"].Has("First"),
            HasForm = form["Fields"].Count > 0 || form.Has("XFA"),
            IsTagged = root["MarkInfo"]["Marked"].Bool ?? false,
        };
    }

    private static string? Short(string? text)
    {
        var trimmed = text?.Trim('\0', ' ', '\n', '\r', '\t');
        return string.IsNullOrEmpty(trimmed) ? null : trimmed[..Math.Min(trimmed.Length, LongestTitle)];
    }

    /// <summary>A field's type may stand in its parent.</summary>
    private static bool IsSigned(PdfObject fields, string? inherited, int depth, ref int seen)
    {
        for (var i = 0; i < fields.Count && depth < DeepestField && seen++ < MostFields; i++)
        {
            var field = fields[i];
            var type = field["FT"].Name ?? inherited;
            if ((type == "Sig" && field["V"].IsDictionary) || IsSigned(field["Kids"], type, depth + 1, ref seen))
            {
                return true;
            }
        }

        return false;
    }
}
