using System.Buffers.Binary;
using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

/// <summary>TIFF files with one picture a page, written by the rules of TIFF 6.0 without any code of the engine: directories before their data, two strips a page.</summary>
internal static class SmallTiff
{
    private const int Entries = 15;

    public static byte[] Of(bool littleEndian, params GrayPixels[] pages)
    {
        var file = new List<byte>(littleEndian ? "II"u8.ToArray() : "MM"u8.ToArray());
        file.AddRange(Short(42));
        file.AddRange(Long(8));
        for (var i = 0; i < pages.Length; i++)
        {
            var page = pages[i];
            var upper = (page.Height + 1) / 2;
            var strips = new[] { page.Samples[..(upper * page.Width)], page.Samples[(upper * page.Width)..] };
            var at = (uint)file.Count;
            var values = at + 2 + (12 * Entries) + 4;
            var data = values + 16 + 8 + 8 + 8;
            file.AddRange(Short(Entries));
            Add(254, 4, 1, Long(0));
            Add(256, 4, 1, Long((uint)page.Width));
            Add(257, 3, 1, [.. Short(page.Height), 0, 0]);
            Add(258, 3, 1, [.. Short(8), 0, 0]);
            Add(259, 3, 1, [.. Short(1), 0, 0]);
            Add(262, 3, 1, [.. Short(1), 0, 0]);
            Add(270, 2, 8, Long(values + 32));
            Add(273, 4, 2, Long(values + 16));
            Add(277, 3, 1, [.. Short(1), 0, 0]);
            Add(278, 3, 1, [.. Short(upper), 0, 0]);
            Add(279, 4, 2, Long(values + 24));
            Add(282, 5, 1, Long(values));
            Add(283, 5, 1, Long(values + 8));
            Add(296, 3, 1, [.. Short(2), 0, 0]);
            Add(34665, 4, 1, Long(0xFFFFFFF0));
            var length = (uint)page.Samples.Length;
            file.AddRange(Long(i == pages.Length - 1 ? 0 : data + length + (length % 2)));
            file.AddRange([.. Long(100), .. Long(1), .. Long(100), .. Long(1)]);
            file.AddRange([.. Long(data), .. Long(data + (uint)strips[0].Length), .. Long((uint)strips[0].Length), .. Long((uint)strips[1].Length)]);
            file.AddRange("Seite x\0"u8);
            file.AddRange(strips[0]);
            file.AddRange(strips[1]);
            file.AddRange(new byte[length % 2]);
        }

        return [.. file];

        void Add(int tag, int type, uint count, byte[] value) => file.AddRange([.. Short(tag), .. Short(type), .. Long(count), .. value]);

        byte[] Short(int value)
        {
            var bytes = new byte[2];
            Action<Span<byte>, ushort> write = littleEndian ? BinaryPrimitives.WriteUInt16LittleEndian : BinaryPrimitives.WriteUInt16BigEndian;
            write(bytes, (ushort)value);
            return bytes;
        }

        byte[] Long(uint value)
        {
            var bytes = new byte[4];
            Action<Span<byte>, uint> write = littleEndian ? BinaryPrimitives.WriteUInt32LittleEndian : BinaryPrimitives.WriteUInt32BigEndian;
            write(bytes, value);
            return bytes;
        }
    }

    /// <summary>A little-endian file with another value in a short tag of its first page.</summary>
    public static byte[] With(byte[] file, int tag, ushort value)
    {
        for (var at = 10; ; at += 12)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)) == tag)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 8), value);
                return file;
            }
        }
    }
}
