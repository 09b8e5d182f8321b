using System.Text.Json.Nodes;
using Digitize.Pages.Native;

namespace Digitize.Pages.Pdf;

/// <summary>
/// The source, or a copy of it in which qpdf has drawn the form fields that asked their viewer to draw them; without it their values would not be seen.
/// The copy is removed when this is disposed.
/// </summary>
internal sealed class FormAppearances : IDisposable
{
    private readonly bool _isCopy;

    private FormAppearances(string path, bool isCopy)
    {
        Path = path;
        _isCopy = isCopy;
    }

    public string Path { get; }

    /// <param name="copyPath">Where the copy may be put.</param>
    public static FormAppearances Drawn(string sourcePath, string copyPath)
    {
        using (var source = PdfDocument.Open(sourcePath))
        {
            if (!source.Catalog["/AcroForm"]["/NeedAppearances"].IsTrue)
            {
                return new FormAppearances(sourcePath, isCopy: false);
            }
        }

        // "decodeLevel none": streams of strangers are never inflated.
        var job = new JsonObject
        {
            ["inputFile"] = sourcePath,
            ["outputFile"] = copyPath,
            ["generateAppearances"] = "",
            ["decodeLevel"] = "none",
            ["warningExit0"] = "",
            ["deterministicId"] = "",
        }.ToJsonString();
        if (Qpdf.RunJob(job) == 0)
        {
            return new FormAppearances(copyPath, isCopy: true);
        }

        File.Delete(copyPath);
        return new FormAppearances(sourcePath, isCopy: false);
    }

    public void Dispose()
    {
        if (_isCopy)
        {
            File.Delete(Path);
        }
    }
}
