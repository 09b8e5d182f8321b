using System.Text.Json.Nodes;
using Digitize.Pages.Native;

namespace Digitize.Pages.Pdf;

/// <summary>
/// Some pages of a PDF as a PDF of their own, by the qpdf program's page copying: with the form fields that lie on them, without outline, scripts and metadata of the whole,
/// and without what other pages alone need. No stream is decoded or coded.
/// </summary>
internal static class PdfPart
{
    /// <summary>Null when it is written.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public static SplitProblem? Write(string sourcePath, PageRange pages, string partPath, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var job = new JsonObject
        {
            ["empty"] = "",
            ["outputFile"] = partPath,
            ["pages"] = new JsonArray(new JsonObject { ["file"] = sourcePath, ["range"] = pages.ToString() }),
            ["streamData"] = "preserve",
            ["warningExit0"] = "",
            ["deterministicId"] = "",
        }.ToJsonString();
        if (Qpdf.RunJob(job) != 0)
        {
            // The program does not say which of the two it was.
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(partPath))!).AvailableFreeSpace < new FileInfo(sourcePath).Length
                ? throw new IOException("The part could not be written: the disk is full.")
                : SplitProblem.Damaged;
        }

        PdfDocument.RefuseCutOff(partPath);
        return HasPages(partPath, pages.Count) ? null : SplitProblem.Damaged;
    }

    private static bool HasPages(string path, int count)
    {
        try
        {
            using var part = PdfDocument.Open(path);
            return part.PageCount == count;
        }
        catch (UnreadableException)
        {
            return false;
        }
    }
}
