namespace Digitize.Pages.Pdf;

/// <summary>Annotations of a page: clause 6.3, and their actions, clauses 6.4.1 and 6.5.</summary>
internal static class AnnotationChecks
{
    private static readonly HashSet<string> Kinds =
    [
        "/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut",
        "/Stamp", "/Caret", "/Ink", "/Popup", "/FileAttachment", "/Widget", "/PrinterMark", "/TrapNet", "/Watermark", "/Redact",
    ];

    public static void Run(PdfObject page, Findings findings, string place)
    {
        foreach (var annotation in page["/Annots"].Items())
        {
            var kind = annotation["/Subtype"].Name ?? "";
            findings.Expect(Kinds.Contains(kind), "6.3.1", "There is an annotation of a kind that PDF/A-2 does not allow.", place);
            CheckFlags(annotation, kind, findings, place);
            CheckAppearance(annotation, kind, findings, place);
            CheckActions(annotation, kind, findings, place);
        }
    }

    private static void CheckFlags(PdfObject annotation, string kind, Findings findings, string place)
    {
        var flags = annotation["/F"].Integer;
        findings.Expect(flags is not null || kind == "/Popup", "6.3.2", "An annotation has no flags.", place);
        findings.Expect(flags is not { } f || ((f & 4) != 0 && (f & (1 | 2 | 32 | 256)) == 0), "6.3.2", "An annotation is hidden or not printed.", place);
    }

    private static void CheckAppearance(PdfObject annotation, string kind, Findings findings, string place)
    {
        var appearance = annotation["/AP"];
        if (!appearance.IsDictionary)
        {
            var empty = PagePlace.Rectangle(annotation["/Rect"]) is { } r && r.Left == r.Right && r.Bottom == r.Top;
            findings.Expect(empty || kind is "/Popup" or "/Link", "6.3.3", "An annotation does not say how it looks.", place);
            return;
        }

        var button = kind == "/Widget" && annotation["/FT"].Name == "/Btn";
        findings.Expect(appearance.Keys() is ["/N"], "6.3.3", "An annotation has other appearances than the normal one.", place);
        findings.Expect(appearance["/N"].IsStream || (button && appearance["/N"].IsDictionary), "6.3.3", "An annotation's appearance is no picture.", place);
    }

    private static void CheckActions(PdfObject annotation, string kind, Findings findings, string place)
    {
        findings.Expect(kind != "/Widget" || (!annotation.Has("/A") && !annotation.Has("/AA")), "6.4.1", "A form field has an action.", place);
        findings.Expect(!annotation.Has("/AA"), "6.5.2", "An annotation acts by itself.", place);
    }
}
