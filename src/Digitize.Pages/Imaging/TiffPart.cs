using System.Buffers.Binary;
using Digitize.Pages.Imaging.Headers;

namespace Digitize.Pages.Imaging;

/// <summary>Some pages of a classic TIFF as a TIFF of their own: strips, tiles and values byte for byte, in the byte order of the source. TIFF 6.0 section 2.</summary>
internal static class TiffPart
{
    private const int HeaderBytes = 8, EntryBytes = 12, InlineBytes = 4, LongType = 4;

    /// <summary>Null when it is written. Nothing is, when it cannot be.</summary>
    /// <param name="directories">Where the pages' directories stand in <paramref name="file"/>.</param>
    /// <param name="to">Empty, to be sought in; stays open.</param>
    public static SplitProblem? Write(ReadOnlySpan<byte> file, IReadOnlyList<long> directories, Stream to)
    {
        if (file.Length < HeaderBytes)
        {
            return SplitProblem.Damaged;
        }

        var isLittleEndian = file.StartsWith("II"u8);
        if (file[isLittleEndian ? 2 : 3] == 43)
        {
            return SplitProblem.BigTiff;
        }

        var pages = new List<TiffPageContent>();
        foreach (var directory in directories)
        {
            if (TiffPageContent.Read(file, isLittleEndian, directory, out var problem) is not { } page)
            {
                return problem;
            }

            pages.Add(page);
        }

        // Pages of a scan share nothing. Where all of them point to the same bytes, a small file would become a huge one.
        if (pages.Sum(page => page.Bytes) > 2L * file.Length)
        {
            return SplitProblem.TooLarge;
        }

        Write(file, pages, new Output(to, isLittleEndian));
        return null;
    }

    private static void Write(ReadOnlySpan<byte> file, List<TiffPageContent> pages, Output to)
    {
        to.Bytes(file[..HeaderBytes]);
        long pointer = InlineBytes;
        foreach (var page in pages)
        {
            var data = new uint[page.Data.Count];
            for (var i = 0; i < data.Length; i++)
            {
                data[i] = to.Place(file, page.Data[i]);
            }

            pointer = WriteDirectory(file, page, data, pointer, to);
        }
    }

    /// <returns>Where the place of the next directory is to be written; zero stands there, for none.</returns>
    private static long WriteDirectory(ReadOnlySpan<byte> file, TiffPageContent page, uint[] data, long pointer, Output to)
    {
        var values = new uint[page.Entries.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var entry = page.Entries[i];
            values[i] = entry.Tag == page.DataTag && data.Length > 1 ? to.Place(data) : entry.Value.Length > InlineBytes && entry.Tag != page.DataTag ? to.Place(file, entry.Value) : 0;
        }

        to.Align();
        to.Patch(pointer, (uint)to.Position);
        to.Short(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var entry = page.Entries[i];
            var isData = entry.Tag == page.DataTag;
            to.Short(entry.Tag);
            to.Short(isData ? LongType : entry.Type);
            to.Long(entry.Count);
            if (isData || entry.Value.Length > InlineBytes)
            {
                to.Long(isData && data.Length == 1 ? data[0] : values[i]);
            }
            else
            {
                // The four bytes as they stand: small values lie to the left in either order.
                to.Bytes(file.Slice((int)entry.At + EntryBytes - InlineBytes, InlineBytes));
            }
        }

        to.Long(0);
        return to.Position - InlineBytes;
    }

    /// <summary>Numbers in the file's byte order; what is pointed to begins on a word.</summary>
    private sealed class Output(Stream stream, bool isLittleEndian)
    {
        public long Position => stream.Position;

        public void Bytes(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

        public void Short(int value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(ushort)];
            if (isLittleEndian)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
            }
            else
            {
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
            }

            stream.Write(bytes);
        }

        public void Long(uint value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            if (isLittleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            }

            stream.Write(bytes);
        }

        public void Align()
        {
            if (stream.Position % 2 != 0)
            {
                stream.WriteByte(0);
            }
        }

        public uint Place(ReadOnlySpan<byte> file, TiffRun run)
        {
            Align();
            var at = checked((uint)stream.Position);
            stream.Write(file.Slice((int)run.At, (int)run.Length));
            return at;
        }

        public uint Place(uint[] values)
        {
            Align();
            var at = checked((uint)stream.Position);
            foreach (var value in values)
            {
                Long(value);
            }

            return at;
        }

        public void Patch(long at, uint value)
        {
            var here = stream.Position;
            stream.Position = at;
            Long(value);
            stream.Position = here;
        }
    }
}
