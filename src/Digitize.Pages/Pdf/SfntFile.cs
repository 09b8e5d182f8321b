using System.Buffers.Binary;
using System.Text;

namespace Digitize.Pages.Pdf;

/// <summary>The container of TrueType fonts: a directory of tables with checksums.</summary>
internal static class SfntFile
{
    /// <param name="tables">In the order of their tags; one of them is <c>head</c>, with its checksum left zero.</param>
    public static byte[] Build(IReadOnlyList<(string Tag, byte[] Data)> tables)
    {
        var directory = 12 + (tables.Count * 16);
        var file = new byte[directory + tables.Sum(table => Padded(table.Data.Length))];
        var power = System.Numerics.BitOperations.Log2((uint)tables.Count);
        Write32(file, 0, 0x00010000);
        Write16(file, 4, tables.Count);
        Write16(file, 6, 16 << power);
        Write16(file, 8, power);
        Write16(file, 10, (tables.Count * 16) - (16 << power));

        var place = directory;
        var head = 0;
        for (var i = 0; i < tables.Count; i++)
        {
            var (tag, data) = tables[i];
            data.CopyTo(file, place);
            var entry = file.AsSpan(12 + (i * 16));
            Encoding.ASCII.GetBytes(tag, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Checksum(file.AsSpan(place, Padded(data.Length))));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)place);
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)data.Length);
            head = tag == "head" ? place : head;
            place += Padded(data.Length);
        }

        // The constant is from the OpenType specification, table "head", checksumAdjustment.
        Write32(file, head + 8, unchecked(0xB1B0AFBA - Checksum(file)));
        return file;
    }

    private static int Padded(int length) => (length + 3) & ~3;

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint sum = 0;
        for (var i = 0; i < data.Length; i += 4)
        {
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(data[i..]));
        }

        return sum;
    }

    private static void Write16(byte[] file, int place, int value) => BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(place), (ushort)value);

    private static void Write32(byte[] file, int place, uint value) => BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(place), value);
}
