namespace Digitize.Ocr.Terminal;

/// <summary>One line at the foot of a terminal that says how far something is. Where standard error is no terminal, nothing is said until the end.</summary>
internal static class ProgressLine
{
    private const string ToStartAndEmpty = "\r\u001b[K";

    private static bool _isShown;

    public static void Show(string? text)
    {
        if (!Console.IsErrorRedirected && text is not null)
        {
            Console.Error.Write(ToStartAndEmpty + Printable.Of(text));
            _isShown = true;
        }
    }

    public static void Clear()
    {
        if (_isShown)
        {
            Console.Error.Write(ToStartAndEmpty);
            _isShown = false;
        }
    }
}
