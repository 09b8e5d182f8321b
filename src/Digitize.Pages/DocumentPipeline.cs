using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages;

/// <summary>
/// The story of one document in this process: open, turn every page into a finished one, assemble.
/// As many pages are worked on side by side as the pool has recognizers, which is <paramref name="jobs"/>.
/// </summary>
public sealed class DocumentPipeline(RecognizerPool recognizers, int jobs)
{
    public const string Producer = "Digitize";

    /// <summary>Writes the searchable PDF to <paramref name="output"/>; <paramref name="draft"/> is a scratch file that is left for the caller to remove.</summary>
    /// <param name="pageDone">Called in page order on this thread.</param>
    /// <exception cref="UnreadableException">Nothing can be made of this file. No output is left.</exception>
    public DocumentResult Process(string input, string output, string draft, PageOptions options, Action<int, PageResult> pageDone, CancellationToken cancel)
    {
        using var source = SourceFile.Open(input, options, cancel);
        using var reader = new PageReader(source, recognizers, options, jobs);
        if (SignedSource.IsCopied(source, options))
        {
            return SignedSource.Copy(source, input, output, [.. source.Pages.Select(page => reader.Read(page, cancel))]);
        }

        using var assembly = new DocumentAssembly(source, input, draft, options);
        ReadPages(source, reader, page => pageDone(source.Pages.Count, assembly.Take(page)), cancel);
        return assembly.Finish(output, cancel);
    }

    private void ReadPages(SourceFile source, PageReader reader, Action<PageResult> take, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var inWork = new Queue<Task<PageResult>>();
        try
        {
            foreach (var page in source.Pages)
            {
                inWork.Enqueue(Task.Factory.StartNew(() => reader.Read(page, stop.Token), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default));

                // A slow page must not let finished ones pile up behind it.
                if (inWork.Count > 2 * jobs)
                {
                    take(inWork.Dequeue().GetAwaiter().GetResult());
                }
            }

            while (inWork.TryDequeue(out var page))
            {
                take(page.GetAwaiter().GetResult());
            }
        }
        finally
        {
            stop.Cancel();
            Task.WhenAll(inWork).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }
}
