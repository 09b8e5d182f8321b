using System.Globalization;
using System.Text;

namespace Digitize.Pages.Pdf;

internal enum OperandKind
{
    Number,
    Name,
    Text,
    Word,
}

/// <summary>A number, name, string or bare word before an operator. Items of arrays and dictionaries stand in a row, without their brackets.</summary>
internal readonly record struct Operand(OperandKind Kind, double Number, byte[] Bytes)
{
    /// <summary>With its slash, a character for each byte.</summary>
    public string Name => Kind == OperandKind.Name ? "/" + Encoding.Latin1.GetString(Bytes) : "";
}

/// <summary>Reads the operators of a content stream with their operands, whatever comes.</summary>
internal sealed class ContentReader(byte[] data)
{
    private int _at;

    public List<Operand> Operands { get; } = [];

    /// <summary>The next operator, with <see cref="Operands"/> set; null at the end. An inline image comes as one operator <c>BI</c>.</summary>
    public string? Next()
    {
        Operands.Clear();
        var depth = 0;
        while (SkipSpace())
        {
            var c = data[_at];
            switch (c)
            {
                case (byte)'/':
                    Operands.Add(new Operand(OperandKind.Name, 0, ReadName()));
                    break;
                case (byte)'(':
                    Operands.Add(new Operand(OperandKind.Text, 0, ReadText()));
                    break;
                case (byte)'<' when _at + 1 < data.Length && data[_at + 1] == '<':
                case (byte)'>':
                    depth += c == '<' ? 1 : -1;
                    _at += 2;
                    break;
                case (byte)'<':
                    Operands.Add(new Operand(OperandKind.Text, 0, ReadHex()));
                    break;
                case (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)')':
                    _at++;
                    break;
                default:
                    var word = ReadWord();
                    if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                    {
                        Operands.Add(new Operand(OperandKind.Number, number, []));
                    }
                    else if (depth > 0 || word is "true" or "false" or "null")
                    {
                        Operands.Add(new Operand(OperandKind.Word, 0, Encoding.Latin1.GetBytes(word)));
                    }
                    else if (word == "BI")
                    {
                        ReadInlineImage();
                        return word;
                    }
                    else
                    {
                        return word;
                    }

                    break;
            }
        }

        return null;
    }

    private static bool IsSpace(byte c) => c is 0 or 9 or 10 or 12 or 13 or 32;

    private static bool IsDelimiter(byte c) => c is (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%';

    private bool SkipSpace()
    {
        while (_at < data.Length && (IsSpace(data[_at]) || data[_at] == '%'))
        {
            if (data[_at] == '%')
            {
                while (_at < data.Length && data[_at] is not (10 or 13))
                {
                    _at++;
                }
            }
            else
            {
                _at++;
            }
        }

        return _at < data.Length;
    }

    private string ReadWord()
    {
        var start = _at;
        while (_at < data.Length && !IsSpace(data[_at]) && !IsDelimiter(data[_at]))
        {
            _at++;
        }

        return Encoding.Latin1.GetString(data, start, _at - start);
    }

    private byte[] ReadName()
    {
        _at++;
        var start = _at;
        var raw = ReadWord();
        if (!raw.Contains('#', StringComparison.Ordinal))
        {
            return data[start.._at];
        }

        var name = new List<byte>();
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '#' && i + 2 < raw.Length && byte.TryParse(raw.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
            {
                name.Add(value);
                i += 2;
            }
            else
            {
                name.Add((byte)raw[i]);
            }
        }

        return [.. name];
    }

    private byte[] ReadText()
    {
        var text = new List<byte>();
        var depth = 0;
        while (_at < data.Length)
        {
            var c = data[_at++];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0)
            {
                break;
            }

            if (c == '\\')
            {
                ReadEscape(text);
            }
            else if (c != '(' || depth > 1)
            {
                text.Add(c);
            }
        }

        return [.. text];
    }

    private void ReadEscape(List<byte> text)
    {
        if (_at >= data.Length)
        {
            return;
        }

        var c = data[_at++];
        switch ((char)c)
        {
            case >= '0' and <= '7':
                var value = c - '0';
                for (var i = 0; i < 2 && _at < data.Length && data[_at] is >= (byte)'0' and <= (byte)'7'; i++)
                {
                    value = (value * 8) + data[_at++] - '0';
                }

                text.Add((byte)value);
                break;
            case '\r':
                _at += _at < data.Length && data[_at] == '\n' ? 1 : 0;
                break;
            case '\n':
                break;
            default:
                text.Add((char)c switch { 'n' => 10, 'r' => 13, 't' => 9, 'b' => 8, 'f' => 12, _ => c });
                break;
        }
    }

    private byte[] ReadHex()
    {
        _at++;
        var digits = new StringBuilder();
        while (_at < data.Length && data[_at] != '>')
        {
            var c = (char)data[_at++];
            _ = char.IsAsciiHexDigit(c) ? digits.Append(c) : digits;
        }

        _at++;
        return Convert.FromHexString(digits.Length % 2 == 0 ? digits.ToString() : digits.Append('0').ToString());
    }

    /// <summary>Reads keys and values into the operands and skips the picture: its end is an EI between white space, before something that is no binary data.</summary>
    private void ReadInlineImage()
    {
        while (SkipSpace())
        {
            if (data[_at] == '/')
            {
                Operands.Add(new Operand(OperandKind.Name, 0, ReadName()));
            }
            else if (IsDelimiter(data[_at]))
            {
                _at++;
            }
            else
            {
                var word = ReadWord();
                if (word == "ID")
                {
                    break;
                }

                Operands.Add(new Operand(OperandKind.Word, 0, Encoding.Latin1.GetBytes(word)));
            }
        }

        for (_at++; _at + 2 < data.Length; _at++)
        {
            if (IsSpace(data[_at]) && data[_at + 1] == 'E' && data[_at + 2] == 'I' && (_at + 3 >= data.Length || IsSpace(data[_at + 3]))
                && !data.AsSpan(Math.Min(_at + 3, data.Length))[..Math.Min(8, Math.Max(0, data.Length - _at - 3))].ContainsAnyInRange((byte)128, (byte)255))
            {
                break;
            }
        }

        _at = Math.Min(_at + 3, data.Length);
    }
}
