using System.Text;

namespace Digitize.Pages.Pdf;

/// <summary>Gathers the operators of one content stream, a character for each byte.</summary>
internal sealed class ContentWriter
{
    private readonly StringBuilder _text = new();

    public ContentWriter Add(string operators)
    {
        _text.Append(operators);
        return this;
    }

    public ContentWriter Line(string operators)
    {
        _text.Append(operators).Append('\n');
        return this;
    }

    /// <summary>A string of two-byte codes.</summary>
    public ContentWriter Show(List<int> codes)
    {
        _text.Append('(');
        foreach (var code in codes)
        {
            AppendByte((char)(code >> 8));
            AppendByte((char)(code & 0xFF));
        }

        _text.Append(')');
        return this;
    }

    public byte[] ToBytes() => Encoding.Latin1.GetBytes(_text.ToString());

    private void AppendByte(char value) => _ = value switch
    {
        '(' or ')' or '\\' => _text.Append('\\').Append(value),
        '\r' => _text.Append("\\r"),
        _ => _text.Append(value),
    };
}
