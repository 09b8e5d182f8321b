using System.Globalization;
using System.Text;

namespace Digitize.Pages.Pdf;

/// <summary>
/// Paints form fields, and annotations that may do things, into their pages: what was filled in stays visible, and nothing of it is active any more.
/// </summary>
internal static class FlattenedAnnotations
{
    /// <summary>Hidden or NoView, of the annotation's flags.</summary>
    private const long Unseen = 2 | 32;

    public static void Apply(PdfDocument document)
    {
        var form = document.Catalog["/AcroForm"];
        var defaults = form["/DR"];
        var count = 0;
        foreach (var page in document.Pages())
        {
            var annotations = page["/Annots"];
            if (annotations.Items().Any(MustBeFlattened))
            {
                Flatten(page, annotations, defaults, ref count);
            }
        }

        document.Catalog.Remove("/AcroForm");
    }

    private static bool MustBeFlattened(PdfObject annotation) =>
        annotation["/Subtype"].Name is "/Widget" or "/Screen" or "/Movie" or "/Sound" or "/3D" or "/RichMedia" or "/FileAttachment" or "/TrapNet" or "/PrinterMark";

    private static void Flatten(PdfObject page, PdfObject annotations, PdfObject defaults, ref int count)
    {
        var document = page.Document;
        var others = document.Parse("[]");
        var painting = new StringBuilder("\nQ\n");
        var forms = new List<(string Name, PdfObject Form)>();
        foreach (var annotation in annotations.Items())
        {
            if (!MustBeFlattened(annotation))
            {
                others.Append(annotation);
            }
            else if (Appearance(annotation) is { } form && Placing(annotation["/Rect"], form) is { } placing)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"/FlatAnnotation{++count}");
                painting.Append(CultureInfo.InvariantCulture, $"q {placing} cm {name} Do Q\n");
                forms.Add((name, form));
            }
        }

        page.Set("/Annots", others);
        if (forms.Count == 0)
        {
            return;
        }

        Surround(page, painting.ToString());
        var objects = Child(Child(page, "/Resources"), "/XObject");
        foreach (var (name, form) in forms)
        {
            form.Set("/Type", "/XObject");
            form.Set("/Subtype", "/Form");
            if (!form.Has("/Resources") && defaults.IsDictionary)
            {
                form.Set("/Resources", defaults);
            }

            objects.Set(name, form);
        }
    }

    /// <summary>The stream that draws the annotation in its present state; null when it is not to be seen.</summary>
    private static PdfObject? Appearance(PdfObject annotation)
    {
        var normal = annotation["/AP"]["/N"];
        if (normal.IsDictionary && annotation["/AS"].Name is { } state)
        {
            normal = normal[state];
        }

        return normal.IsStream && ((annotation["/F"].Integer ?? 0) & Unseen) == 0 ? normal : null;
    }

    /// <summary>ISO 32000-1, 12.5.5: the box of the appearance, turned by its own matrix, is brought onto the annotation's rectangle.</summary>
    private static string? Placing(PdfObject rectangle, PdfObject form)
    {
        if (PagePlace.Rectangle(rectangle) is not { } target || PagePlace.Rectangle(form["/BBox"]) is not { } box)
        {
            return null;
        }

        var m = form["/Matrix"].Count == 6 ? form["/Matrix"].Items().Select(item => item.Value ?? 0).ToArray() : [1, 0, 0, 1, 0, 0];
        (double X, double Y)[] corners = [(box.Left, box.Bottom), (box.Right, box.Bottom), (box.Left, box.Top), (box.Right, box.Top)];
        var turned = corners.Select(p => (X: (p.X * m[0]) + (p.Y * m[2]) + m[4], Y: (p.X * m[1]) + (p.Y * m[3]) + m[5])).ToArray();
        var (left, bottom) = (turned.Min(p => p.X), turned.Min(p => p.Y));
        var (width, height) = (turned.Max(p => p.X) - left, turned.Max(p => p.Y) - bottom);
        if (width < 1e-6 || height < 1e-6)
        {
            return null;
        }

        var (sx, sy) = ((target.Right - target.Left) / width, (target.Top - target.Bottom) / height);
        return PdfSyntax.Numbers(5, sx, 0, 0, sy, target.Left - (left * sx), target.Bottom - (bottom * sy));
    }

    /// <summary>The old contents between q and Q, so that whatever they leave behind does not move what is painted after them.</summary>
    private static void Surround(PdfObject page, string after)
    {
        var document = page.Document;
        var contents = document.Parse("[]");
        contents.Append(document.NewStream("q\n"u8));
        var old = page["/Contents"];
        foreach (var part in old.IsStream ? [old] : old.Items())
        {
            contents.Append(part);
        }

        contents.Append(document.NewStream(Encoding.ASCII.GetBytes(after)));
        page.Set("/Contents", contents);
    }

    private static PdfObject Child(PdfObject dictionary, string key)
    {
        if (!dictionary[key].IsDictionary)
        {
            dictionary.Set(key, "<<>>");
        }

        return dictionary[key];
    }
}
