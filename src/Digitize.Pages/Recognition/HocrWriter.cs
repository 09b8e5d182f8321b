using System.Globalization;
using System.Security;
using System.Text;

namespace Digitize.Pages.Recognition;

/// <summary>hOCR 1.2: XHTML with the boxes of pages, paragraphs, lines and words, in pixels of the cleaned picture, origin top left.</summary>
public static class HocrWriter
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>One hOCR document of all pages; a page that could not be read is there without lines.</summary>
    public static string Write(IReadOnlyList<FinishedPage> pages, LanguageSet languages) =>
        Write(pages, languages, (html, page) => Append(html, page.Number, page.Picture.Width, page.Picture.Height, page.Picture.Dpi, page.Recognized));

    /// <summary>The same from what is kept of the pages that were read.</summary>
    public static string Write(IReadOnlyList<(PageNumber Number, RecognizedPage Recognized)> pages, LanguageSet languages) =>
        Write(pages, languages, (html, page) => Append(html, page.Number, page.Recognized.Width, page.Recognized.Height, page.Recognized.Dpi, page.Recognized));

    private static string Write<TPage>(IReadOnlyList<TPage> pages, LanguageSet languages, Action<StringBuilder, TPage> append)
    {
        var html = new StringBuilder();
        html.Append("""
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
            <html xmlns="http://www.w3.org/1999/xhtml">
             <head>
              <title></title>
              <meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
              <meta name="ocr-system" content="digitize"/>
              <meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_par ocr_line ocrx_word"/>

            """);
        html.Append(Invariant, $"  <meta name=\"ocr-langs\" content=\"{languages.Name.Replace('+', ' ')}\"/>\n </head>\n <body>\n");
        foreach (var page in pages)
        {
            append(html, page);
        }

        return html.Append(" </body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder html, PageNumber number, int width, int height, Dpi resolution, RecognizedPage? recognized)
    {
        var dpi = (int)Math.Round(resolution.Value);
        html.Append(Invariant, $"  <div class='ocr_page' id='page_{number}' title='bbox 0 0 {width} {height}; ppageno {number.Index}; scan_res {dpi} {dpi}'>\n");
        var paragraph = 0;
        foreach (var lines in Paragraphs(recognized?.Lines ?? []))
        {
            paragraph++;
            var box = lines.Select(line => line.Box).Aggregate((all, next) => all.Union(next));
            html.Append(Invariant, $"   <div class='ocr_carea' id='block_{number}_{paragraph}' title='{Box(box)}'>\n");
            html.Append(Invariant, $"    <p class='ocr_par' id='par_{number}_{paragraph}' title='{Box(box)}'>\n");
            for (var i = 0; i < lines.Count; i++)
            {
                Append(html, lines[i], $"{number}_{paragraph}_{i + 1}");
            }

            html.Append("    </p>\n   </div>\n");
        }

        html.Append("  </div>\n");
    }

    private static void Append(StringBuilder html, TextLine line, string id)
    {
        var offset = line.Baseline.At(line.Box.Left) - line.Box.Bottom;
        html.Append(Invariant, $"     <span class='ocr_line' id='line_{id}' title='{Box(line.Box)}; baseline {line.Baseline.Slope:0.#####} {offset:0.#}; x_size {line.Box.Height}'>\n");
        for (var i = 0; i < line.Words.Count; i++)
        {
            var word = line.Words[i];
            html.Append(Invariant, $"      <span class='ocrx_word' id='word_{id}_{i + 1}' title='{Box(word.Box)}; x_wconf {word.Confidence.Percent:0}'>{SecurityElement.Escape(word.Text)}</span>\n");
        }

        html.Append("     </span>\n");
    }

    internal static IEnumerable<IReadOnlyList<TextLine>> Paragraphs(IReadOnlyList<TextLine> lines)
    {
        var paragraph = new List<TextLine>();
        foreach (var line in lines)
        {
            if (line.StartsParagraph && paragraph.Count > 0)
            {
                yield return paragraph;
                paragraph = [];
            }

            paragraph.Add(line);
        }

        if (paragraph.Count > 0)
        {
            yield return paragraph;
        }
    }

    private static string Box(PixelBox box) => string.Create(Invariant, $"bbox {box.Left} {box.Top} {box.Right} {box.Bottom}");
}
