using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Digitize.Pages.Pdf;

/// <summary>
/// Writes objects to a PDF file one after the other and remembers only where each began, so that a thousand pages need no more memory than one.
/// Says nothing of time or chance: the same calls give the same bytes.
/// </summary>
internal sealed class PdfWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly List<long> _offsets = [];

    public PdfWriter(string path)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        Write("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n");
    }

    /// <summary>A number for an object that is written later.</summary>
    public int Reserve()
    {
        _offsets.Add(0);
        return _offsets.Count;
    }

    /// <param name="body">In PDF's own writing, a character for each byte.</param>
    public int Add(string body)
    {
        var number = Reserve();
        Put(number, body);
        return number;
    }

    public void Put(int number, string body)
    {
        Begin(number);
        Write(body);
        Write("\nendobj\n");
    }

    /// <param name="entries">Of the stream's dictionary, without /Length.</param>
    public int AddStream(string entries, ReadOnlySpan<byte> data)
    {
        var number = Reserve();
        PutStream(number, entries, data);
        return number;
    }

    public void PutStream(int number, string entries, ReadOnlySpan<byte> data)
    {
        Begin(number);
        Write(string.Create(CultureInfo.InvariantCulture, $"<<{entries}/Length {data.Length}>>\nstream\n"));
        _file.Write(data);
        Write("\nendstream\nendobj\n");
    }

    /// <summary>A stream that is compressed here, and left alone when that makes it no smaller.</summary>
    public int AddCompressed(string entries, ReadOnlySpan<byte> data)
    {
        var packed = Deflate(data);
        return packed.Length < data.Length ? AddStream(entries + "/Filter/FlateDecode", packed) : AddStream(entries, data);
    }

    public static byte[] Deflate(ReadOnlySpan<byte> data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return packed.ToArray();
    }

    /// <summary>Writes the cross-reference table and the trailer. Nothing can be written after it.</summary>
    public void Finish(int catalog)
    {
        var start = _file.Position;
        var table = new StringBuilder(_offsets.Count * 20);
        table.Append(CultureInfo.InvariantCulture, $"xref\n0 {_offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in _offsets)
        {
            table.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        }

        table.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {_offsets.Count + 1}/Root {catalog} 0 R>>\nstartxref\n{start}\n%%EOF\n");
        Write(table.ToString());
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private void Begin(int number)
    {
        if (_offsets[number - 1] != 0)
        {
            throw new InvalidOperationException($"Object {number} is written already.");
        }

        _offsets[number - 1] = _file.Position;
        Write(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n"));
    }

    private void Write(string latin) => _file.Write(Encoding.Latin1.GetBytes(latin));
}
