using System.Globalization;
using System.Security;
using System.Text;

namespace Digitize.Pages.Pdf;

/// <summary>What a document says of itself. Time is given and never read from a clock, so that the same input gives the same bytes.</summary>
/// <param name="Title">Null: the source's own, or none.</param>
/// <param name="Language">Of the text, by BCP 47 (<c>de</c>); null: the source's own, or none.</param>
/// <param name="Producer">Name and version of this program.</param>
/// <param name="CreatedAt">When this version of the document was made; null leaves it out.</param>
public sealed record ArchivalMetadata(string? Title, string? Language, string Producer, DateTimeOffset? CreatedAt)
{
    /// <summary>Writes the document information and the same again as XMP, in place of what the document had.</summary>
    internal void WriteTo(PdfDocument document, bool claimsPdfA)
    {
        var told = Gather(document);
        var info = new StringBuilder("<<");
        foreach (var (key, value) in told.Info())
        {
            info.Append(key).Append(PdfSyntax.Text(value));
        }

        document.Trailer.Set("/Info", document.MakeIndirect(document.Parse(info.Append(">>").ToString())));
        var stream = document.NewStream(Encoding.UTF8.GetBytes(told.Xmp(claimsPdfA)));
        stream.Set("/Type", "/Metadata");
        stream.Set("/Subtype", "/XML");
        var catalog = document.Catalog;
        catalog.Set("/Metadata", stream);
        if (told.Language is { Length: > 0 } language)
        {
            catalog.Set("/Lang", PdfSyntax.Text(language));
        }

        if (told.Title is { Length: > 0 })
        {
            catalog.Set("/ViewerPreferences", "<</DisplayDocTitle true>>");
        }
    }

    /// <summary>Ours first, else what the source says. Called again for the same document it finds what it wrote.</summary>
    private Told Gather(PdfDocument document)
    {
        var info = document.Trailer["/Info"];
        var language = Language ?? (document.Catalog["/Lang"].Text is { } lang && IsLanguage(lang) ? lang : null);
        var created = ParseDate(info["/CreationDate"].Text);
        return new Told(
            Title is null ? Said(info, "/Title") : PdfSyntax.Clean(Title), language, PdfSyntax.Clean(Producer), Said(info, "/Author"), Said(info, "/Subject"), Said(info, "/Keywords"), Said(info, "/Creator"),
            created ?? CreatedAt, created is null || created == CreatedAt ? null : CreatedAt);
    }

    /// <summary>A string may have at most 32767 bytes in PDF/A-2, and UTF-16 takes two for a letter.</summary>
    private static string? Said(PdfObject info, string key) =>
        info[key].Text is { } text && PdfSyntax.Clean(text) is { Length: > 0 and <= 8000 } clean ? clean : null;

    private static bool IsLanguage(string text) => text.Length is > 1 and < 36 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>ISO 32000-1, 7.9.4: <c>D:YYYYMMDDHHmmSSOHH'mm'</c>, all behind the year optional. Null for what is no date.</summary>
    internal static DateTimeOffset? ParseDate(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var plain = text.Trim().Replace("D:", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Replace("Z0000", "+0000", StringComparison.Ordinal);
        plain = plain.EndsWith('Z') ? plain[..^1] + "+0000" : plain;
        string[] formats = ["yyyyMMddHHmmsszzz", "yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMddHH", "yyyyMMdd", "yyyyMM", "yyyy"];
        if (plain.Length == 19)
        {
            plain = plain.Insert(17, ":");
        }

        return DateTimeOffset.TryParseExact(plain, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
    }

    private sealed record Told(
        string? Title, string? Language, string Producer, string? Author, string? Subject, string? Keywords, string? Creator,
        DateTimeOffset? Created, DateTimeOffset? Modified)
    {
        public IEnumerable<(string Key, string Value)> Info()
        {
            (string, string?)[] entries =
            [
                ("/Title", Title), ("/Author", Author), ("/Subject", Subject), ("/Keywords", Keywords), ("/Creator", Creator),
                ("/Producer", Producer), ("/CreationDate", PdfDate(Created)), ("/ModDate", PdfDate(Modified)),
            ];
            return entries.Where(entry => entry.Item2 is { Length: > 0 }).Select(entry => (entry.Item1, entry.Item2!));
        }

        public string Xmp(bool claimsPdfA)
        {
            var xml = new StringBuilder("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                + "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                + " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n");
            Append(xml, "pdfaid:part", claimsPdfA ? "2" : null);
            Append(xml, "pdfaid:conformance", claimsPdfA ? "B" : null);
            Append(xml, "dc:format", "application/pdf");
            Append(xml, "dc:title", Title, "<rdf:Alt><rdf:li xml:lang=\"x-default\">", "</rdf:li></rdf:Alt>");
            Append(xml, "dc:creator", Author, "<rdf:Seq><rdf:li>", "</rdf:li></rdf:Seq>");
            Append(xml, "dc:description", Subject, "<rdf:Alt><rdf:li xml:lang=\"x-default\">", "</rdf:li></rdf:Alt>");
            Append(xml, "dc:language", Language, "<rdf:Bag><rdf:li>", "</rdf:li></rdf:Bag>");
            Append(xml, "pdf:Keywords", Keywords);
            Append(xml, "pdf:Producer", Producer);
            Append(xml, "xmp:CreatorTool", Creator);
            Append(xml, "xmp:CreateDate", XmpDate(Created));
            Append(xml, "xmp:ModifyDate", XmpDate(Modified));
            return xml.Append("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>").ToString();
        }

        private static void Append(StringBuilder xml, string name, string? value, string open = "", string close = "")
        {
            if (value is { Length: > 0 })
            {
                xml.Append(CultureInfo.InvariantCulture, $"<{name}>{open}{SecurityElement.Escape(value)}{close}</{name}>\n");
            }
        }

        private static string? PdfDate(DateTimeOffset? date) => date is { } d
            ? d.ToString("'D:'yyyyMMddHHmmss", CultureInfo.InvariantCulture) + (d.Offset == default ? "Z" : d.ToString("zzz", CultureInfo.InvariantCulture).Replace(':', '\'') + "'")
            : null;

        private static string? XmpDate(DateTimeOffset? date) =>
            date is { } d ? d.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + (d.Offset == default ? "Z" : d.ToString("zzz", CultureInfo.InvariantCulture)) : null;
    }
}
