using System.Collections.Concurrent;
using System.Globalization;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Scaled.Tests.EndToEnd;

/// <summary>Reads in milliseconds what <see cref="Letter"/> makes, so that a fault meets hundreds of pages in seconds. It takes nothing for granted: what it is given must be whole.</summary>
internal sealed class QuickRunner : IPageRunner
{
    private static readonly TimeSpan PageTime = TimeSpan.FromMilliseconds(5);

    private static readonly byte[] Pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

    /// <summary>How often each page was read, by letter and page.</summary>
    internal ConcurrentDictionary<string, int> Readings { get; } = new();

    /// <summary>A file that intake takes for a PDF.</summary>
    internal static byte[] Letter(string name, int pages) => System.Text.Encoding.ASCII.GetBytes($"%PDF-1.7\n{name} {pages}\n");

    public async Task<Inspection> InspectAsync(string sourcePath, PageOptions options, CancellationToken cancel)
    {
        var (_, pages) = await ReadAsync(sourcePath, cancel);
        return new Inspection(FileFormat.Pdf, [.. Enumerable.Range(1, pages).Select(page => new InspectedPage(new PageNumber(page), false, new PageSize(595, 842), null))], false, null);
    }

    public async Task<PageSummary> ReadPageAsync(string sourcePath, PageNumber page, PageOptions options, string finishedPath, CancellationToken cancel)
    {
        var (name, _) = await ReadAsync(sourcePath, cancel);
        await Task.Delay(PageTime, cancel);
        Readings.AddOrUpdate($"{name}/{page}", 1, (_, times) => times + 1);
        var picture = new EncodedPicture(8, 8, default, [new PictureLayer(new PictureStream(PictureCoding.Flate, PictureColor.Gray, 8, 8, 8, [1, 2, 3]))]);
        FinishedPageFile.Write(finishedPath, new FinishedPage(page, new PageSize(595, 842), picture, new RecognizedPage(8, 8, default, []), new CleaningReport()));
        return new PageSummary(new Confidence(0.9), 2, false, [], null, $"{name} Seite {page}") { HasPicture = true };
    }

    public async Task<AssemblySummary> AssembleAsync(string sourcePath, IReadOnlyList<string?> finishedPaths, PageOptions options, string pdfPath, CancellationToken cancel)
    {
        var (name, pages) = await ReadAsync(sourcePath, cancel);
        var numbers = finishedPaths.Select(path => FinishedPageFile.Read(path!).Number.Value).ToList();
        if (!numbers.SequenceEqual(Enumerable.Range(1, pages)))
        {
            throw new InvalidDataException($"{name} is assembled from the pages {string.Join(", ", numbers)}.");
        }

        var pdf = $"%PDF-1.7\n{name}: {string.Join(' ', numbers)}\n";
        await File.WriteAllTextAsync(pdfPath, pdf, cancel);
        return new AssemblySummary(true, [], pages, pdf.Length);
    }

    /// <summary>The same letter, with the pages that are left of it.</summary>
    public async Task<AssemblySummary> EditAsync(string pdfPath, IReadOnlyList<RenditionPage> pages, PageOptions options, string resultPath, CancellationToken cancel)
    {
        var name = (await File.ReadAllLinesAsync(pdfPath, cancel))[1].Split(':')[0];
        var pdf = $"%PDF-1.7\n{name}: {string.Join(' ', pages.Select(page => page.Page.Value))}\n";
        await File.WriteAllTextAsync(resultPath, pdf, cancel);
        return new AssemblySummary(true, [], pages.Count, pdf.Length);
    }

    /// <summary>A pixel for every page.</summary>
    public async Task<DrawnPage> DrawAsync(string pdfPath, PageNumber page, DrawingBounds bounds, string picturePath, CancellationToken cancel)
    {
        await File.WriteAllBytesAsync(picturePath, Pixel, cancel);
        return new DrawnPage(FileFormat.Png, 1, 1, IsPartial: false);
    }

    /// <summary>Of a letter whose name begins with <c>stapel</c> every third page is a separator sheet.</summary>
    public async Task<IReadOnlyList<Barcode>> FindBarcodesAsync(string sourcePath, PageNumber page, PageOptions options, CancellationToken cancel)
    {
        var (name, _) = await ReadAsync(sourcePath, cancel);
        return name.StartsWith("stapel", StringComparison.Ordinal) && page.Value % 3 == 0 ? [new Barcode("PATCH-T", "PATCHT", new PixelBox(0, 0, 8, 8))] : [];
    }

    public async Task<CutResult> CutAsync(string sourcePath, PageRange pages, PageOptions options, string partPath, CancellationToken cancel)
    {
        var (name, _) = await ReadAsync(sourcePath, cancel);
        var part = Letter($"teil-von-{name}-{pages}", pages.Count);
        await File.WriteAllBytesAsync(partPath, part, cancel);
        return new CutResult.Written(part.Length);
    }

    /// <summary>A letter with the pages of all.</summary>
    public async Task<JoinSummary> JoinFilesAsync(IReadOnlyList<JoinedFile> files, PageOptions options, string resultPath, CancellationToken cancel)
    {
        var pages = new List<int>();
        foreach (var file in files)
        {
            pages.Add((await ReadAsync(file.Path, cancel)).Pages);
        }

        var letter = Letter("verbund", pages.Sum());
        await File.WriteAllBytesAsync(resultPath, letter, cancel);
        return new JoinSummary(pages, letter.Length);
    }

    public async Task<AssemblySummary> JoinRenditionsAsync(IReadOnlyList<string> pdfPaths, PageOptions options, string resultPath, CancellationToken cancel)
    {
        var lines = new List<string>();
        foreach (var path in pdfPaths)
        {
            lines.Add((await File.ReadAllLinesAsync(path, cancel))[1].Split(": ")[1]);
        }

        var pdf = $"%PDF-1.7\nverbund: {string.Join(' ', lines)}\n";
        await File.WriteAllTextAsync(resultPath, pdf, cancel);
        return new AssemblySummary(true, [], lines.Sum(line => line.Split(' ').Length), pdf.Length);
    }

    private static async Task<(string Name, int Pages)> ReadAsync(string sourcePath, CancellationToken cancel)
    {
        var words = (await File.ReadAllLinesAsync(sourcePath, cancel))[1].Split(' ');
        return (words[0], int.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
