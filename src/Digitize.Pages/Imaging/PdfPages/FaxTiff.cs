using System.Buffers.Binary;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>Puts CCITT group 4 data of a PDF into the smallest TIFF, which libtiff can read.</summary>
internal static class FaxTiff
{
    private const int Short = 3, Long = 4, Group4 = 4;

    /// <summary>Group 3 comes in dialects that TIFF does not have; poppler knows them.</summary>
    internal static bool CanHold(PdfFilter fax) => fax is { K: < 0, ByteAligned: false, HasEndOfLine: false, HasColumns: true };

    /// <param name="isInverted">Black runs mean white.</param>
    internal static byte[] Wrap(ReadOnlySpan<byte> data, ImageFacts facts, bool isInverted)
    {
        (int Tag, int Type, int Value)[] tags =
        [
            (256, Long, facts.Width), (257, Long, facts.Height), (258, Short, 1), (259, Short, Group4),
            (262, Short, isInverted ? 1 : 0), (273, Long, 0), (277, Short, 1), (278, Long, facts.Height), (279, Long, data.Length),
        ];
        var dataAt = 8 + 2 + (tags.Length * 12) + 4;
        var file = new byte[dataAt + data.Length];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 8);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(8), (short)tags.Length);
        for (var i = 0; i < tags.Length; i++)
        {
            var entry = file.AsSpan(10 + (i * 12));
            BinaryPrimitives.WriteInt16LittleEndian(entry, (short)tags[i].Tag);
            BinaryPrimitives.WriteInt16LittleEndian(entry[2..], (short)tags[i].Type);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], tags[i].Tag == 273 ? dataAt : tags[i].Value);
        }

        data.CopyTo(file.AsSpan(dataAt));
        return file;
    }
}
