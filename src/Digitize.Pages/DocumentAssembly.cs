using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;

namespace Digitize.Pages;

/// <summary>The last part of a document's story: pages come in their order, and become a PDF.</summary>
internal sealed class DocumentAssembly : IDisposable
{
    private readonly SourceFile _source;
    private readonly string _input;
    private readonly PdfAssembler _assembler;
    private readonly PagesInOrder _pages;

    /// <param name="draft">A scratch file; it is removed.</param>
    public DocumentAssembly(SourceFile source, string input, string draft, PageOptions options)
    {
        (_source, _input) = (source, input);
        _assembler = new PdfAssembler(draft, new ArchivalMetadata(
            options.Title ?? source.Pdf?.Title, source.Pdf?.Language ?? options.Languages.Bcp47, DocumentPipeline.Producer, CreatedAt: null));
        _pages = new PagesInOrder(_assembler, source.Pdf is not null, options.DropBlankPages);
    }

    /// <summary>The page as it is to be reported; its picture is let go.</summary>
    public PageResult Take(PageResult page) => _pages.Take(page);

    /// <exception cref="UnreadableException">Not one page could be read, or the source is damaged beyond repair.</exception>
    public DocumentResult Finish(string output, CancellationToken cancel)
    {
        _pages.Close();
        var pdf = _assembler.Finish(_source.Pdf is null ? null : _input, output, cancel);
        return new DocumentResult(_source.Format, _pages.Results, pdf, CopiedUnchanged: false);
    }

    public void Dispose() => _assembler.Dispose();
}
