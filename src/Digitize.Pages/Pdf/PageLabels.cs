using System.Globalization;

namespace Digitize.Pages.Pdf;

/// <summary>What viewers call the pages ("iv", "A-3"). When pages are left out the others keep their names.</summary>
internal sealed class PageLabels
{
    /// <summary>A tree of numbers has a root, one level for a million pages, and no more in honest files.</summary>
    private const int DeepestTree = 20;

    private readonly SortedDictionary<long, PdfObject> _ranges = [];

    /// <summary>Null when the source names no pages.</summary>
    public static PageLabels? Read(PdfDocument source)
    {
        var labels = new PageLabels();
        labels.Gather(source.Catalog["/PageLabels"], 0);
        return labels._ranges.Count == 0 ? null : labels;
    }

    /// <param name="pages">Of the source, those that remain.</param>
    public void WriteTo(PdfDocument document, IReadOnlyList<PageNumber> pages) => Write(document, [.. pages.Select(Of)]);

    /// <summary>The labels of documents whose pages lie behind each other in one. Where none of them names pages, nothing is written.</summary>
    /// <param name="parts">Of each its labels, null for none, and how many pages it has.</param>
    public static void WriteTo(PdfDocument document, IReadOnlyList<(PageLabels? Labels, int Pages)> parts)
    {
        if (parts.All(part => part.Labels is null))
        {
            return;
        }

        var labels = new List<Label>();
        foreach (var (own, pages) in parts)
        {
            labels.AddRange(Enumerable.Range(0, pages).Select(index => own?.Of(PageNumber.FromIndex(index)) ?? new Label("/D", null, labels.Count + index + 1)).ToList());
        }

        Write(document, labels);
    }

    private static void Write(PdfDocument document, IReadOnlyList<Label> labels)
    {
        var numbers = document.Parse("[]");
        Label? expected = null;
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] != expected)
            {
                numbers.Append(document.Parse(i.ToString(CultureInfo.InvariantCulture)));
                numbers.Append(document.Parse(Entry(labels[i])));
            }

            expected = labels[i] with { Number = labels[i].Number + 1 };
        }

        document.Catalog.Set("/PageLabels", "<<>>");
        document.Catalog["/PageLabels"].Set("/Nums", numbers);
    }

    private static string Entry(Label label)
    {
        var style = label.Style is null ? "" : $"/S{label.Style}";
        var prefix = label.Prefix is { Length: > 0 } text ? $"/P{PdfSyntax.Text(text)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"<<{style}{prefix}{(label.Number == 1 ? "" : $"/St {label.Number}")}>>");
    }

    private Label Of(PageNumber page)
    {
        var (start, range) = _ranges.LastOrDefault(entry => entry.Key <= page.Index);
        if (range == default)
        {
            return new Label("/D", null, page.Value);
        }

        var style = range["/S"].Name is "/D" or "/R" or "/r" or "/A" or "/a" ? range["/S"].Name : null;
        return new Label(style, range["/P"].Text is { } prefix ? PdfSyntax.Clean(prefix) : null, style is null ? 1 : Math.Max(1, range["/St"].Integer ?? 1) + page.Index - start);
    }

    private void Gather(PdfObject node, int depth)
    {
        var numbers = node["/Nums"];
        for (var i = 0; i + 1 < numbers.Count; i += 2)
        {
            if (numbers[i].Integer is { } start and >= 0 && numbers[i + 1].IsDictionary)
            {
                _ranges[start] = numbers[i + 1];
            }
        }

        foreach (var child in depth < DeepestTree ? node["/Kids"].Items() : [])
        {
            Gather(child, depth + 1);
        }
    }

    private readonly record struct Label(string? Style, string? Prefix, long Number);
}
