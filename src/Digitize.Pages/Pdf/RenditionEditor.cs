using System.Text;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Pdf;

/// <summary>
/// Makes a rendition from an earlier one of ours: its pages in another order, turned, left out, or with other words over their pictures. No picture is decoded or coded:
/// pages stay the same objects, so that outline and links still lead to them, and a turn is the page's /Rotate.
/// </summary>
internal static class RenditionEditor
{
    private const int LargestContent = 64 << 20;

    /// <summary>How <see cref="TextLayer"/> begins, behind the numbers of its matrix; nothing that paints a picture says it.</summary>
    private static readonly byte[] TextBegins = Encoding.Latin1.GetBytes(" cm 3 Tr\n");

    /// <param name="pages">Each page of the earlier one at most once.</param>
    /// <exception cref="UnreadableException">The earlier one is a signed file that was kept as it came.</exception>
    public static AssembledPdf Write(string pdfPath, IReadOnlyList<RenditionPage> pages, ArchivalMetadata metadata, string outputPath, CancellationToken cancel)
    {
        using var words = new DraftFile(outputPath + ".words");
        using var rendition = RenditionFile.Open(pdfPath);
        rendition.PushInheritedAttributes();
        var labels = PageLabels.Read(rendition);
        var all = rendition.Pages().ToArray();
        using var layers = LayWords(rendition, all, pages, words, cancel);
        foreach (var page in pages.Where(page => page.Turn != QuarterTurn.None))
        {
            Turn(all[page.Page.Index], page.Turn);
        }

        LeaveOut(rendition, all, pages);
        Reorder(rendition, all, pages);
        labels?.WriteTo(rendition, [.. pages.Select(page => page.Page)]);
        return RenditionFile.Write(rendition, metadata, outputPath, pages.Count, cancel);
    }

    /// <summary>Null when no page gets other words. The caller disposes it after the rendition is written: qpdf reads the streams then.</summary>
    private static PdfDocument? LayWords(PdfDocument rendition, PdfObject[] all, IReadOnlyList<RenditionPage> pages, DraftFile draft, CancellationToken cancel)
    {
        var corrected = pages.Where(page => page.WordsPath is not null).ToList();
        if (corrected.Count == 0)
        {
            return null;
        }

        foreach (var page in corrected)
        {
            cancel.ThrowIfCancellationRequested();
            draft.AddWords(RecognizedPageJson.Read(File.ReadAllBytes(page.WordsPath!)), SizeOf(all[page.Page.Index]));
        }

        draft.Finish();
        var layers = PdfDocument.Open(draft.Path);
        try
        {
            for (var i = 0; i < corrected.Count; i++)
            {
                Replace(rendition, all[corrected[i].Page.Index], layers.Page(PageNumber.FromIndex(i)));
            }

            return layers;
        }
        catch
        {
            layers.Dispose();
            throw;
        }
    }

    private static PageSize SizeOf(PdfObject page) => PagePlace.Rectangle(page["/MediaBox"]) is { } box
        ? new PageSize(box.Right - box.Left, box.Top - box.Bottom)
        : throw new InvalidDataException("A page of the rendition has no size.");

    private static void Replace(PdfDocument rendition, PdfObject page, PdfObject layer)
    {
        var picture = WithoutWords(ContentOf(page));
        page.Set("/Contents", rendition.NewStream([.. picture, .. ContentOf(layer)]));

        // A dictionary of its own: another page may share the one there is.
        var resources = rendition.Parse("<<>>");
        foreach (var key in page["/Resources"].Keys())
        {
            resources.Set(key, page["/Resources"][key]);
        }

        resources.Set("/Font", "<<>>");
        resources["/Font"].Set("/F0", rendition.CopyOf(layer["/Resources"]["/Font"]["/F0"]));
        page.Set("/Resources", resources);
    }

    private static byte[] ContentOf(PdfObject page) =>
        StreamDecoder.Decode(page["/Contents"], LargestContent) ?? throw new InvalidDataException("The content of a page of the rendition cannot be read.");

    private static ReadOnlySpan<byte> WithoutWords(ReadOnlySpan<byte> content)
    {
        var begins = content.IndexOf(TextBegins);
        return begins < 0 ? content : content[..(content[..begins].LastIndexOf((byte)'\n') + 1)];
    }

    private static void Turn(PdfObject page, QuarterTurn turn)
    {
        var rotated = (((page["/Rotate"].Integer ?? 0) % 360) + 360 + (int)turn) % 360;
        page.Set("/Rotate", PdfSyntax.Number(rotated, 0));
    }

    private static void LeaveOut(PdfDocument rendition, PdfObject[] all, IReadOnlyList<RenditionPage> pages)
    {
        if (pages.Count == all.Length)
        {
            return;
        }

        // The structure tree would hold on to pages that are left out.
        rendition.Catalog.Remove("/StructTreeRoot");
        rendition.Catalog.Remove("/MarkInfo");
        var kept = pages.Select(page => page.Page.Index).ToHashSet();
        for (var i = 0; i < all.Length; i++)
        {
            if (!kept.Contains(i))
            {
                var id = all[i].Id;
                rendition.RemovePage(all[i]);
                rendition.Erase(id);
            }
        }
    }

    private static void Reorder(PdfDocument rendition, PdfObject[] all, IReadOnlyList<RenditionPage> pages)
    {
        if (pages.Zip(pages.Skip(1)).All(pair => pair.First.Page.CompareTo(pair.Second.Page) < 0))
        {
            return;
        }

        foreach (var page in pages)
        {
            rendition.RemovePage(all[page.Page.Index]);
            rendition.AddPage(all[page.Page.Index]);
        }
    }
}
