namespace Digitize.Pages.Imaging.Headers;

/// <summary>One image file directory of a TIFF.</summary>
/// <param name="Offset">Where it stands in the file.</param>
/// <param name="IsPage">Not a thumbnail and not a mask of another page.</param>
internal sealed record TiffDirectory(long Offset, int Width, int Height, bool IsPage)
{
    internal Orientation Orientation { get; init; } = Orientation.Upright;

    internal StatedResolution? Resolution { get; init; }

    internal PictureHeader Picture => new(Width, Height) { Orientation = Orientation, Resolution = Resolution };
}

/// <summary>Walks the directories of a TIFF or BigTIFF: TIFF 6.0 section 2.</summary>
internal static class TiffDirectories
{
    private const int NewSubfileType = 254, ImageWidth = 256, ImageLength = 257, OrientationTag = 274;
    private const int XResolution = 282, YResolution = 283, ResolutionUnit = 296;

    /// <summary>All directories in their order.</summary>
    /// <exception cref="UnreadableException">TooManyPages, or Damaged when the chain bites its tail or leaves the file.</exception>
    internal static List<TiffDirectory> All(ReadOnlySpan<byte> file, int most)
    {
        var (bytes, isBig, next) = Start(file);
        var found = new List<TiffDirectory>();
        var seen = new HashSet<long>();
        while (next != 0)
        {
            if (!seen.Add(next))
            {
                throw new UnreadableException(FailureCode.Damaged, "The pages of the TIFF file refer to each other in a circle.");
            }

            if (found.Count == most)
            {
                throw new UnreadableException(FailureCode.TooManyPages, $"The TIFF file has more than {most} pages.");
            }

            found.Add(Read(bytes, isBig, next, out next));
        }

        return found;
    }

    /// <summary>The first directory only; null when there is none.</summary>
    internal static TiffDirectory? First(ReadOnlySpan<byte> file)
    {
        var (bytes, isBig, first) = Start(file);
        return first == 0 ? null : Read(bytes, isBig, first, out _);
    }

    private static Opened Start(ReadOnlySpan<byte> file)
    {
        var littleEndian = file.StartsWith("II"u8);
        if (!littleEndian && !file.StartsWith("MM"u8))
        {
            throw new UnreadableException(FailureCode.Damaged, "The TIFF header is missing.");
        }

        var bytes = new HeaderBytes(file, littleEndian);
        return bytes.U16(2) == 43
            ? new Opened(bytes, true, Place(bytes.U64(8)))
            : new Opened(bytes, false, bytes.U32(4));
    }

    private static TiffDirectory Read(HeaderBytes bytes, bool isBig, long at, out long next)
    {
        var entries = isBig ? Place(bytes.U64(at)) : bytes.U16(at);
        var first = at + (isBig ? 8 : 2);
        var entrySize = isBig ? 20 : 12;
        if (entries is 0 or > 4096)
        {
            throw new UnreadableException(FailureCode.Damaged, $"A page of the TIFF file has {entries} tags.");
        }

        double? width = null, height = null, x = null, y = null;
        double subfile = 0, unit = 2, orientation = 1;
        for (var i = 0; i < entries; i++)
        {
            var entry = first + ((long)i * entrySize);
            switch (bytes.U16(entry))
            {
                case NewSubfileType: subfile = Value(bytes, isBig, entry) ?? 0; break;
                case ImageWidth: width = Value(bytes, isBig, entry); break;
                case ImageLength: height = Value(bytes, isBig, entry); break;
                case OrientationTag: orientation = Value(bytes, isBig, entry) ?? 1; break;
                case XResolution: x = Value(bytes, isBig, entry); break;
                case YResolution: y = Value(bytes, isBig, entry); break;
                case ResolutionUnit: unit = Value(bytes, isBig, entry) ?? 2; break;
            }
        }

        var end = first + (entries * entrySize);
        next = isBig ? Place(bytes.U64(end)) : bytes.U32(end);
        return new TiffDirectory(at, Side(width), Side(height), ((int)subfile & 0b101) == 0)
        {
            Orientation = orientation is >= 1 and <= 8 ? (Orientation)(int)orientation : Orientation.Upright,
            Resolution = Resolution(x, y, unit),
        };
    }

    private static int Side(double? value) => value is null ? 0 : (int)Math.Clamp(value.Value, 0, int.MaxValue);

    /// <summary>1 is "no unit", 2 inch, 3 centimeter.</summary>
    private static StatedResolution? Resolution(double? x, double? y, double unit)
    {
        var factor = unit switch { 2 => 1, 3 => 2.54, _ => 0 };
        return factor == 0 || (x ?? y) is not { } across ? null : new StatedResolution(across * factor, (y ?? across) * factor);
    }

    /// <summary>The first value of an entry; null for a type that none of our tags has.</summary>
    private static double? Value(HeaderBytes bytes, bool isBig, long entry)
    {
        var type = bytes.U16(entry + 2);
        var inline = entry + (isBig ? 12 : 8);
        switch (type)
        {
            case 1: return bytes.U8(inline);
            case 3: return bytes.U16(inline);
            case 4: return bytes.U32(inline);
            case 16: return isBig ? bytes.U64(inline) : null;
            case 5:
                var at = isBig ? inline : bytes.U32(inline);
                var below = bytes.U32(at + 4);
                return below == 0 ? null : bytes.U32(at) / (double)below;
            default: return null;
        }
    }

    private static long Place(ulong value) => value > long.MaxValue / 2
        ? throw new UnreadableException(FailureCode.Damaged, "The TIFF file points outside itself.")
        : (long)value;

    private readonly ref struct Opened(HeaderBytes bytes, bool isBig, long first)
    {
        private readonly HeaderBytes _bytes = bytes;

        public void Deconstruct(out HeaderBytes all, out bool big, out long start)
        {
            all = _bytes;
            big = isBig;
            start = first;
        }
    }
}
