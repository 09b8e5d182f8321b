using System.Globalization;
using System.Text.Json.Nodes;
using Digitize.Pages.Imaging;
using Digitize.Pages.Native;
using Digitize.Pages.Pdf;

namespace Digitize.Pages;

/// <summary>
/// One PDF of several files of any kind: the pages of each behind those of the one before, and each file attached as it came. Of a PDF the pages are copied and no stream is touched;
/// a picture lies on a page of its size, coded as it came where a PDF can hold that, and else without loss. So the pages can be read again, and the files can be had to the byte.
/// </summary>
internal static class FileJoin
{
    /// <exception cref="UnreadableException">One of them is signed or cannot be read, or together they are too many pages or bytes.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public static JoinSummary Write(IReadOnlyList<JoinedFile> files, PageOptions options, string resultPath, CancellationToken cancel)
    {
        var parts = new List<Part>();
        try
        {
            foreach (var file in files)
            {
                parts.Add(Prepare(file, options, string.Create(CultureInfo.InvariantCulture, $"{resultPath}.pictures-{parts.Count}"), cancel));
                if (parts.Sum(part => (long)part.Pages) > options.Limits.MaxPages)
                {
                    throw new UnreadableException(FailureCode.TooManyPages, $"Together the files have more than {options.Limits.MaxPages} pages.");
                }
            }

            Run(parts, resultPath);
            var bytes = new FileInfo(resultPath).Length;
            return bytes <= options.Limits.MaxFileMegabytes * 1_000_000
                ? new JoinSummary([.. parts.Select(part => part.Pages)], bytes)
                : throw new UnreadableException(FailureCode.TooLarge, $"Together the files would have {bytes / 1_000_000} MB; at most {options.Limits.MaxFileMegabytes} MB are read.");
        }
        finally
        {
            parts.ForEach(part => part.Sheets?.Dispose());
        }
    }

    private static Part Prepare(JoinedFile file, PageOptions options, string sheetsPath, CancellationToken cancel)
    {
        using var source = SourceFile.Open(file.Path, options, cancel);
        return source switch
        {
            { Pdf.IsSigned: true } => throw new UnreadableException(FailureCode.Signed, "One of the files is signed, and would not be signed any more as a part of another."),
            { Pdf: not null } => new Part(file, source.Format, source.Pages.Count, null),
            _ => new Part(file, source.Format, source.Pages.Count, PictureSheets.Write(source, sheetsPath, cancel)),
        };
    }

    private static void Run(IReadOnlyList<Part> parts, string resultPath)
    {
        var job = new JsonObject
        {
            ["empty"] = "",
            ["outputFile"] = resultPath,
            ["pages"] = new JsonArray([.. parts.Select(part => new JsonObject { ["file"] = part.Sheets?.Path ?? part.File.Path, ["range"] = "1-z" })]),
            ["addAttachment"] = new JsonArray([.. parts.Select(Attached)]),
            ["streamData"] = "preserve",
            ["warningExit0"] = "",
            ["deterministicId"] = "",
        }.ToJsonString();
        if (Qpdf.RunJob(job) != 0)
        {
            // The program does not say which of the two it was.
            throw new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(resultPath))!).AvailableFreeSpace < parts.Sum(part => new FileInfo(part.File.Path).Length)
                ? new IOException("The files could not be joined: the disk is full.")
                : new UnreadableException(FailureCode.Damaged, "One of the files is damaged: its pages cannot be copied.");
        }

        PdfDocument.RefuseCutOff(resultPath);
        using var joined = PdfDocument.Open(resultPath);
        if (joined.PageCount != parts.Sum(part => part.Pages))
        {
            throw new UnreadableException(FailureCode.Damaged, "One of the files is damaged: not all of its pages can be copied.");
        }
    }

    private static JsonObject Attached(Part part)
    {
        var at = part.File.CameAt.UtcDateTime.ToString("'D:'yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["file"] = part.File.Path,
            ["key"] = part.File.Name,
            ["filename"] = part.File.Name,
            ["mimetype"] = MediaTypes.Of(part.Format),
            ["creationdate"] = at,
            ["moddate"] = at,
        };
    }

    /// <param name="Sheets">Its pictures on pages, where it is no PDF.</param>
    private sealed record Part(JoinedFile File, FileFormat Format, int Pages, DraftFile? Sheets);
}
