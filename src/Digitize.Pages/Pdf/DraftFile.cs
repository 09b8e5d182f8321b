using System.Globalization;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Pdf;

/// <summary>
/// The scanned pages as a PDF file of their own, written page by page. It is never handed out: qpdf takes the pages from it when the document is finished.
/// </summary>
internal sealed class DraftFile : IDisposable
{
    private readonly PdfWriter _writer;
    private readonly PictureObjects _pictures;
    private readonly GlyphlessFont _font = new();
    private readonly List<int> _pages = [];
    private readonly int _catalog;
    private readonly int _tree;
    private readonly int _fontNumber;
    private bool _finished;

    public DraftFile(string path)
    {
        Path = path;
        _writer = new PdfWriter(path);
        _pictures = new PictureObjects(_writer);
        _catalog = _writer.Reserve();
        _tree = _writer.Reserve();
        _fontNumber = _writer.Reserve();
    }

    public string Path { get; }

    public void Add(FinishedPage page)
    {
        var size = page.Size;
        var content = new ContentWriter();
        var images = _pictures.Paint(page.Picture, size, content);
        var font = "";
        if (page.Recognized is { Lines.Count: > 0 } recognized)
        {
            TextLayer.Write(content, recognized, size.WidthPoints, size.HeightPoints, _font);
            font = string.Create(CultureInfo.InvariantCulture, $"/Font<</F0 {_fontNumber} 0 R>>");
        }

        AddPage(size, $"<</XObject<<{images}>>{font}>>", content);
    }

    /// <summary>A page of nothing but words, for a picture that is in another file.</summary>
    public void AddWords(RecognizedPage page, PageSize size)
    {
        var content = new ContentWriter();
        TextLayer.Write(content, page, size.WidthPoints, size.HeightPoints, _font);
        AddPage(size, string.Create(CultureInfo.InvariantCulture, $"<</Font<</F0 {_fontNumber} 0 R>>>>"), content);
    }

    /// <summary>Writes what all pages share. Afterwards the file can be opened.</summary>
    public void Finish()
    {
        if (_finished)
        {
            return;
        }

        _finished = true;

        // A page whose lines hold nothing that can be written still names the font.
        _ = _font.IsUsed ? 0 : _font.Code(" ");
        _font.WriteTo(_writer, _fontNumber);
        _writer.Put(_tree, string.Create(CultureInfo.InvariantCulture,
            $"<</Type/Pages/Count {_pages.Count}/Kids[{string.Join(' ', _pages.Select(page => string.Create(CultureInfo.InvariantCulture, $"{page} 0 R")))}]>>"));
        _writer.Put(_catalog, string.Create(CultureInfo.InvariantCulture, $"<</Type/Catalog/Pages {_tree} 0 R>>"));
        _writer.Finish(_catalog);
    }

    /// <summary>The file is removed.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        File.Delete(Path);
    }

    private void AddPage(PageSize size, string resourcesOfPage, ContentWriter content)
    {
        // Objects of their own, because qpdf copies only such from file to file.
        var resources = _writer.Add(resourcesOfPage);
        var contents = _writer.AddCompressed("", content.ToBytes());
        _pages.Add(_writer.Add(string.Create(CultureInfo.InvariantCulture,
            $"<</Type/Page/Parent {_tree} 0 R/MediaBox[0 0 {PdfSyntax.Number(size.WidthPoints, 2)} {PdfSyntax.Number(size.HeightPoints, 2)}]/Resources {resources} 0 R/Contents {contents} 0 R>>")));
    }
}
