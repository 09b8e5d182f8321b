using System.Text;
using System.Text.RegularExpressions;

namespace Digitize.Pages.Pdf;

/// <summary>What can only be seen in the bytes of a file: clauses 6.1.2 and 6.1.3.</summary>
internal static partial class FileStructureCheck
{
    public static void Run(string path, Findings findings)
    {
        using var file = File.OpenRead(path);
        var head = new byte[(int)Math.Min(file.Length, 32)];
        file.ReadExactly(head);
        var header = Encoding.Latin1.GetString(head);
        findings.Expect(HeaderPattern().IsMatch(header), "6.1.2", "The file does not begin with %PDF-1.0 to %PDF-1.7.", "header");
        findings.Expect(CommentPattern().IsMatch(header), "6.1.2", "The second line is no comment of four bytes above 127.", "header");

        var tail = new byte[(int)Math.Min(file.Length, 16)];
        file.Seek(-tail.Length, SeekOrigin.End);
        file.ReadExactly(tail);
        findings.Expect(EndPattern().IsMatch(Encoding.Latin1.GetString(tail)), "6.1.3", "Something follows the end-of-file marker.", "trailer");
    }

    [GeneratedRegex(@"\A%PDF-1\.[0-7](\r\n|\r|\n)")]
    private static partial Regex HeaderPattern();

    [GeneratedRegex(@"\A[^\r\n]*(\r\n|\r|\n)%[\x80-\xff]{4}")]
    private static partial Regex CommentPattern();

    [GeneratedRegex(@"%%EOF(\r\n|\r|\n)?\z")]
    private static partial Regex EndPattern();
}
