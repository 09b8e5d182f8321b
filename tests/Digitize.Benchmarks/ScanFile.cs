namespace Digitize.Benchmarks;

internal enum ScanKind
{
    GrayOrColor,
    Bitonal,
}

/// <summary>One scan to be read by every contestant.</summary>
/// <param name="Path">A picture or a PDF.</param>
/// <param name="PageCount">Pages in it.</param>
/// <param name="Languages">As tesseract names them, joined with +.</param>
/// <param name="Truth">Its words page by page, or null when the section does not score words.</param>
/// <param name="AsScanned">Pages may lie crooked or turned; contestants are told to put them upright and straight.</param>
/// <param name="AssumedDpi">Given to programs that refuse a picture that states no believable resolution; null when it states one.</param>
internal sealed record ScanFile(string Path, int PageCount, string Languages, ScanKind Kind, IReadOnlyList<string>? Truth, bool AsScanned, int? AssumedDpi)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsPdf => System.IO.Path.GetExtension(Path) == ".pdf";

    public long Bytes => new FileInfo(Path).Length;
}
