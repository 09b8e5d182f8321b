using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Digitize.Pages.Tests.Imaging;

/// <summary>The smallest files that show a case, built from their formats' rules.</summary>
internal static class SmallFiles
{
    public static string Save(byte[] bytes, string name)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}-{name}");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Grey or color samples of 8 bits, behind one filter byte a row.</summary>
    public static byte[] Png(int width, int height, int colorType, byte[] pixels, double? dpi = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, (byte)colorType);
        Chunk(file, "IHDR", header);
        if (dpi is { } given)
        {
            var density = new byte[9];
            BinaryPrimitives.WriteInt32BigEndian(density, (int)Math.Round(given / 0.0254));
            BinaryPrimitives.WriteInt32BigEndian(density.AsSpan(4), (int)Math.Round(given / 0.0254));
            density[8] = 1;
            Chunk(file, "pHYs", density);
        }

        Chunk(file, "IDAT", Deflate(pixels));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Rows for <see cref="Png"/>: the color of each pixel from its place.</summary>
    public static byte[] Rows(int width, int height, int components, Func<int, int, byte[]> color)
    {
        var rows = new byte[height * ((width * components) + 1)];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                color(x, y).CopyTo(rows.AsSpan((y * ((width * components) + 1)) + 1 + (x * components)));
            }
        }

        return rows;
    }

    public static byte[] Deflate(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            zlib.Write(data);
        }

        return packed.ToArray();
    }

    /// <summary>Objects from number 1 on; the first is the catalog.</summary>
    public static byte[] PdfOf(params byte[][] objects)
    {
        using var file = new MemoryStream();
        file.Write("%PDF-1.7\n"u8);
        var places = new List<long>();
        foreach (var body in objects)
        {
            places.Add(file.Length);
            file.Write(Ascii($"{places.Count} 0 obj\n"));
            file.Write(body);
            file.Write("\nendobj\n"u8);
        }

        var table = file.Length;
        file.Write(Ascii($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n"));
        places.ForEach(place => file.Write(Ascii(place.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n")));
        file.Write(Ascii($"trailer\n<</Size {places.Count + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"));
        return file.ToArray();
    }

    /// <summary>One Letter page with a content and what its resources hold; further objects count from 5.</summary>
    public static byte[] OnePage(string content, string resources = "", string page = "/MediaBox[0 0 612 792]", params byte[][] more) => PdfOf(
        [
            Ascii("<</Type/Catalog/Pages 2 0 R>>"), Ascii("<</Type/Pages/Count 1/Kids[3 0 R]>>"),
            Ascii($"<</Type/Page/Parent 2 0 R{page}/Contents 4 0 R/Resources<<{resources}>>>>"), Stream("", Ascii(content)), .. more,
        ]);

    public static byte[] Stream(string dictionary, byte[] data) =>
        [.. Ascii($"<<{dictionary}/Length {data.Length}>>\nstream\n"), .. data, .. "\nendstream"u8];

    public static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    private static void Chunk(Stream file, string type, byte[] body)
    {
        var chunk = new byte[body.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        Ascii(type).CopyTo(chunk, 4);
        body.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 8), Crc(chunk.AsSpan(4, body.Length + 4)));
        file.Write(chunk);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
