namespace Digitize.Pages.Imaging.Headers;

/// <summary>Bytes in a row, all of which lie in the file.</summary>
internal readonly record struct TiffRun(long At, long Length);

/// <summary>One tag of a page.</summary>
/// <param name="At">Where its twelve bytes stand.</param>
/// <param name="Value">Within them, or elsewhere in the file.</param>
internal readonly record struct TiffEntry(int Tag, int Type, uint Count, long At, TiffRun Value);

/// <summary>All that one page of a classic TIFF consists of, each offset and length checked against the file.</summary>
/// <param name="Entries">In their order, without those that point to what is not copied.</param>
/// <param name="DataTag">Which of the entries tells where <paramref name="Data"/> is.</param>
/// <param name="Data">Strips or tiles.</param>
internal sealed record TiffPageContent(IReadOnlyList<TiffEntry> Entries, int DataTag, IReadOnlyList<TiffRun> Data)
{
    /// <summary>All that is to be copied.</summary>
    public long Bytes => Data.Sum(run => run.Length) + Entries.Sum(entry => entry.Value.Length);

    private const int ImageWidth = 256, ImageLength = 257, BitsPerSample = 258, Compression = 259, SamplesPerPixel = 277;
    private const int StripOffsets = 273, StripByteCounts = 279, TileOffsets = 324, TileByteCounts = 325;
    private const int Uncompressed = 1, OldJpeg = 6;
    private const int MostEntries = 4096;

    /// <summary>
    /// Pointers to directories (SubIFDs, Exif, GPS, Interoperability, GlobalParameters) and to holes in the file, JPEG tables of compression 6, and the number of the page
    /// in the whole, which is not true any more.
    /// </summary>
    private static readonly HashSet<int> NotCopied = [288, 289, 297, 330, 400, 512, 513, 514, 515, 517, 518, 519, 520, 521, 34665, 34853, 40965];

    /// <summary>Null when the page cannot be copied as it is.</summary>
    internal static TiffPageContent? Read(ReadOnlySpan<byte> file, bool isLittleEndian, long directory, out SplitProblem problem)
    {
        problem = SplitProblem.Damaged;
        try
        {
            var bytes = new HeaderBytes(file, isLittleEndian);
            var entries = ReadEntries(bytes, directory);
            if (First(bytes, entries, Compression) == OldJpeg)
            {
                problem = SplitProblem.OldJpegTiff;
                return null;
            }

            return Content(bytes, entries);
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    private static List<TiffEntry> ReadEntries(HeaderBytes bytes, long directory)
    {
        var count = bytes.U16(directory);
        if (count is 0 or > MostEntries)
        {
            throw Wrong();
        }

        var entries = new List<TiffEntry>(count);
        var known = new HashSet<int>();
        for (var i = 0; i < count; i++)
        {
            var at = directory + 2 + (12L * i);
            var (tag, type, values) = (bytes.U16(at), bytes.U16(at + 2), bytes.U32(at + 4));
            if (NotCopied.Contains(tag) || SizeOf(type) is not { } size)
            {
                continue;
            }

            var length = size * (long)values;
            var place = length <= 4 ? at + 8 : bytes.U32(at + 8);
            _ = bytes.Slice(place, length);
            entries.Add(known.Add(tag) ? new TiffEntry(tag, type, values, at, new TiffRun(place, length)) : throw Wrong());
        }

        return entries;
    }

    private static TiffPageContent Content(HeaderBytes bytes, List<TiffEntry> entries)
    {
        var isTiled = entries.Exists(entry => entry.Tag == TileOffsets);
        if (isTiled == entries.Exists(entry => entry.Tag == StripOffsets))
        {
            throw Wrong();
        }

        var offsets = Numbers(bytes, entries, isTiled ? TileOffsets : StripOffsets);
        var lengths = Numbers(bytes, entries, isTiled ? TileByteCounts : StripByteCounts);
        if (offsets.Length != lengths.Length)
        {
            throw Wrong();
        }

        long total = 0;
        var data = new List<TiffRun>(offsets.Length);
        for (var i = 0; i < offsets.Length; i++)
        {
            _ = bytes.Slice(offsets[i], lengths[i]);
            total += lengths[i];
            data.Add(new TiffRun(offsets[i], lengths[i]));
        }

        // Strips of nothing and strips that are too short are read by guessing, and what would be guessed is not copied; strips that overlap would grow with each copy.
        return Array.TrueForAll(lengths, length => length > 0) && total <= bytes.Length && total >= LeastBytes(bytes, entries)
            ? new TiffPageContent(entries, isTiled ? TileOffsets : StripOffsets, data)
            : throw Wrong();
    }

    /// <summary>Zero where only decoding can tell.</summary>
    private static double LeastBytes(HeaderBytes bytes, List<TiffEntry> entries)
    {
        if ((First(bytes, entries, Compression) ?? Uncompressed) != Uncompressed)
        {
            return 0;
        }

        var (width, height) = (First(bytes, entries, ImageWidth) ?? 0, First(bytes, entries, ImageLength) ?? 0);
        return (double)width * height * (First(bytes, entries, BitsPerSample) ?? 1) * (First(bytes, entries, SamplesPerPixel) ?? 1) / 8;
    }

    private static uint? First(HeaderBytes bytes, List<TiffEntry> entries, int tag) =>
        entries.Find(entry => entry.Tag == tag) is { Tag: > 0, Count: > 0 } entry ? Number(bytes, entry, 0) : null;

    private static uint[] Numbers(HeaderBytes bytes, List<TiffEntry> entries, int tag)
    {
        var entry = entries.Find(entry => entry.Tag == tag);
        if (entry.Count == 0)
        {
            throw Wrong();
        }

        var numbers = new uint[entry.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Number(bytes, entry, i);
        }

        return numbers;
    }

    private static uint Number(HeaderBytes bytes, TiffEntry entry, int index) => entry.Type switch
    {
        1 => bytes.U8(entry.Value.At + index),
        3 => (uint)bytes.U16(entry.Value.At + (2L * index)),
        4 => bytes.U32(entry.Value.At + (4L * index)),
        _ => throw Wrong(),
    };

    /// <summary>Bytes of one value; null for types that nobody knows, and for 13, which points to a directory.</summary>
    private static int? SizeOf(int type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 => 4,
        5 or 10 or 12 => 8,
        _ => null,
    };

    private static UnreadableException Wrong() => new(FailureCode.Damaged, "A page of the TIFF file does not say where all of it is.");
}
