using System.Buffers.Text;

namespace Digitize.Pages.Imaging.PdfPages;

internal enum ContentToken
{
    Number,
    Name,

    /// <summary>Text or bytes to show; only its length counts here.</summary>
    String,
    Operator,
    End,
}

/// <summary>Splits a content stream into tokens: ISO 32000-1 section 7.2. Brackets of arrays and dictionaries are left out.</summary>
internal ref struct ContentTokens(ReadOnlySpan<byte> content)
{
    private readonly ReadOnlySpan<byte> _content = content;
    private int _at;

    internal double Number { get; private set; }

    /// <summary>Of a name without its slash, or of an operator.</summary>
    internal ReadOnlySpan<byte> Word { get; private set; }

    /// <summary>Bytes of the last string.</summary>
    internal int StringLength { get; private set; }

    internal ContentToken Next()
    {
        while (_at < _content.Length)
        {
            var letter = _content[_at];
            switch (letter)
            {
                case (byte)'%':
                    var line = _content[_at..].IndexOfAny((byte)'\n', (byte)'\r');
                    _at = line < 0 ? _content.Length : _at + line;
                    break;
                case (byte)'(':
                    ReadString();
                    return ContentToken.String;
                case (byte)'<' when _at + 1 < _content.Length && _content[_at + 1] != '<':
                    ReadHex();
                    return ContentToken.String;
                case (byte)'/':
                    _at++;
                    Word = ReadWord();
                    return ContentToken.Name;
                default:
                    if (IsRegular(letter))
                    {
                        Word = ReadWord();
                        return ReadNumber() ? ContentToken.Number : ContentToken.Operator;
                    }

                    _at++;
                    break;
            }
        }

        return ContentToken.End;
    }

    /// <summary>Skips the samples of an inline picture: behind <c>ID</c> up to an <c>EI</c> that stands alone.</summary>
    internal void SkipInlinePicture()
    {
        while (_at < _content.Length)
        {
            var next = _content[_at..].IndexOf("EI"u8);
            if (next < 0)
            {
                _at = _content.Length;
                return;
            }

            _at += next + 2;
            if (next > 0 && IsSpace(_content[_at - 3]) && (_at == _content.Length || IsSpace(_content[_at])))
            {
                return;
            }
        }
    }

    private bool ReadNumber()
    {
        if (Word[0] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.'))
        {
            return false;
        }

        var digits = Word.TrimStart((byte)'+');
        Number = Utf8Parser.TryParse(digits, out double value, out _) && double.IsFinite(value) ? value : 0;
        return true;
    }

    private ReadOnlySpan<byte> ReadWord()
    {
        var start = _at;
        while (_at < _content.Length && IsRegular(_content[_at]))
        {
            _at++;
        }

        return _content[start.._at];
    }

    private void ReadString()
    {
        var depth = 0;
        StringLength = -1;
        for (; _at < _content.Length; _at++)
        {
            switch (_content[_at])
            {
                case (byte)'\\': _at++; break;
                case (byte)'(': depth++; break;
                case (byte)')' when --depth == 0:
                    _at++;
                    return;
            }

            StringLength++;
        }
    }

    private void ReadHex()
    {
        var close = _content[_at..].IndexOf((byte)'>');
        StringLength = (close < 0 ? _content.Length - _at : close) / 2;
        _at = close < 0 ? _content.Length : _at + close + 1;
    }

    private static bool IsSpace(byte letter) => letter is 0 or 9 or 10 or 12 or 13 or 32;

    private static bool IsRegular(byte letter) => !IsSpace(letter)
        && letter is not ((byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%');
}
