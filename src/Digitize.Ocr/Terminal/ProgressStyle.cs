namespace Digitize.Ocr.Terminal;

internal enum ProgressStyle
{
    /// <summary>A bar on a terminal, lines otherwise.</summary>
    Auto,
    Plain,
    None,
}
