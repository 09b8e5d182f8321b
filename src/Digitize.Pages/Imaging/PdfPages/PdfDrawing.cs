using System.Globalization;
using System.Text;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>What poppler is asked for: a page as a picture, a picture as a picture, the text of all pages, the words of one.</summary>
internal static class PdfDrawing
{
    /// <summary>A thousand pages of print have three megabytes of text.</summary>
    private const int MostTextBytes = 64 * 1024 * 1024;

    /// <summary>The page as a viewer shows it, with the least depth that holds it, and whether poppler told of an error: what it could not draw is white.</summary>
    internal static (PixHandle Pix, bool IsPartial) Page(string path, PageNumber number, RenderPlan plan, TimeSpan deadline, CancellationToken cancel) =>
        Page(path, number, plan.Width, plan.Height, plan.IsGray, deadline, cancel);

    /// <inheritdoc cref="Page(string, PageNumber, RenderPlan, TimeSpan, CancellationToken)"/>
    internal static (PixHandle Pix, bool IsPartial) Page(string path, PageNumber number, int width, int height, bool isGray, TimeSpan deadline, CancellationToken cancel)
    {
        List<string> command =
        [
            // Else the sides are those of the page before it is turned as /Rotate says, and a page on its side fits neither.
            "pdftoppm", "-cropbox", "-scale-dimension-before-rotation", "-f", number.ToString(), "-l", number.ToString(),
            "-scale-to-x", Text(width), "-scale-to-y", Text(height),
        ];
        if (isGray)
        {
            command.Add("-gray");
        }

        command.Add(path);
        var (pix, isPartial) = Poppler.Run(command, null, deadline, output => NetpbmReader.Read(output, width, height), cancel);
        return (PixelShape.Reduce(pix), isPartial);
    }

    /// <summary>A bitonal picture, pixel for pixel, and whether poppler told of an error.</summary>
    internal static (PixHandle Pix, bool IsPartial) Picture(EmbeddedScan scan, TimeSpan deadline, CancellationToken cancel)
    {
        var (width, height) = (scan.Facts.Width, scan.Facts.Height);
        string[] command = ["pdftoppm", "-mono", "-scale-to-x", Text(width), "-scale-to-y", Text(height), "-"];
        return Poppler.Run(command, PictureSheet.Make(scan), deadline, output => NetpbmReader.Read(output, width, height), cancel);
    }

    /// <summary>The text of each page, in the order of the pages; poppler may know of fewer pages than qpdf.</summary>
    internal static string[] Texts(string path, PageNumber first, PageNumber last, TimeSpan deadline, CancellationToken cancel)
    {
        string[] command = ["pdftotext", "-q", "-enc", "UTF-8", "-f", first.ToString(), "-l", last.ToString(), path, "-"];
        return Poppler.Run(command, null, deadline, ReadAll, cancel).Result.Split('\f');
    }

    /// <summary>The words of a page with their places, as <see cref="OwnWords"/> reads them.</summary>
    internal static string Words(string path, PageNumber number, TimeSpan deadline, CancellationToken cancel)
    {
        string[] command = ["pdftotext", "-q", "-enc", "UTF-8", "-bbox-layout", "-cropbox", "-f", number.ToString(), "-l", number.ToString(), path, "-"];
        return Poppler.Run(command, null, deadline, ReadAll, cancel).Result;
    }

    private static string ReadAll(Stream output)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (output.Read(buffer) is var read and > 0)
        {
            all.Write(buffer, 0, read);
            PdfStreams.Refuse(all.Length, MostTextBytes);
        }

        return Encoding.UTF8.GetString(all.GetBuffer().AsSpan(0, (int)all.Length));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
