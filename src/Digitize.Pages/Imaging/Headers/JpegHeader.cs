namespace Digitize.Pages.Imaging.Headers;

/// <summary>A JPEG file up to its first scan: ITU-T T.81 annex B, JFIF, EXIF and Adobe's marker.</summary>
/// <param name="Components">1 grey, 3 color, 4 CMYK.</param>
/// <param name="IccProfile">Put together from its pieces; null when there is none or a piece is missing.</param>
/// <param name="IsComplete">The end marker stands behind the scans.</param>
internal sealed record JpegHeader(PictureHeader Picture, int Components, byte[]? IccProfile, bool IsComplete)
{
    /// <summary>Each scan of a progressive file goes over all pixels again, so their number is a bomb's lever; encoders write about ten.</summary>
    private const int MostScans = 100;

    internal static JpegHeader Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file);
        var found = new Found();
        var marker = 0;
        for (long at = 2; marker != 0xDA;)
        {
            marker = NextMarker(bytes, ref at);
            var length = bytes.U16(at);
            Take(marker, bytes.Slice(at + 2, length - 2), found);
            at += length;
        }

        if (found.Frame is not { } frame)
        {
            throw new UnreadableException(FailureCode.Damaged, "The JPEG picture has no frame header.");
        }

        RefuseManyScans(file);
        var picture = frame with { Resolution = found.Jfif ?? found.Exif.Resolution, Orientation = found.Exif.Orientation };
        ReadOnlySpan<byte> end = [0xFF, 0xD9];
        return new JpegHeader(picture, found.Components, found.WholeProfile, file.LastIndexOf(end) >= file.Length / 2);
    }

    private static void Take(int marker, ReadOnlySpan<byte> body, Found found)
    {
        if (IsFrame(marker))
        {
            found.Frame = ReadFrame(marker, body, out var components);
            found.Components = components;
        }
        else if (marker == 0xE0 && body.StartsWith("JFIF\0"u8))
        {
            found.Jfif = Density(body);
        }
        else if (marker == 0xE1 && body.StartsWith("Exif\0\0"u8))
        {
            found.Exif = ExifFacts.Read(body[6..]);
        }
        else if (marker == 0xE2 && body.StartsWith("ICC_PROFILE\0"u8) && body.Length > 14)
        {
            found.Profile[body[12]] = body[14..].ToArray();
            found.ProfilePieces = body[13];
        }
    }

    private static int NextMarker(HeaderBytes bytes, ref long at)
    {
        while (bytes.U8(at) != 0xFF || bytes.U8(at + 1) is 0 or 0xFF)
        {
            at++;
        }

        var marker = bytes.U8(at + 1);
        at += 2;
        return marker == 0xD9
            ? throw new UnreadableException(FailureCode.Damaged, "The JPEG picture ends before its first scan.")
            : marker;
    }

    /// <summary>SOF0 to SOF15, without the Huffman, extension and arithmetic tables between them.</summary>
    private static bool IsFrame(int marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static PictureHeader ReadFrame(int marker, ReadOnlySpan<byte> body, out int components)
    {
        var frame = new HeaderBytes(body);
        components = frame.U8(5);
        if (frame.U8(0) != 8 || marker is not (0xC0 or 0xC1 or 0xC2 or 0xC9 or 0xCA) || components is not (1 or 3 or 4))
        {
            throw new UnreadableException(FailureCode.NotSupported, "The JPEG picture is of a rare kind (lossless, or more than 8 bits a sample) that is not read.");
        }

        return new PictureHeader(frame.U16(3), frame.U16(1));
    }

    private static StatedResolution? Density(ReadOnlySpan<byte> jfif)
    {
        var bytes = new HeaderBytes(jfif);
        return bytes.U8(7) switch
        {
            1 => new StatedResolution(bytes.U16(8), bytes.U16(10)),
            2 => new StatedResolution(bytes.U16(8) * 2.54, bytes.U16(10) * 2.54),
            _ => null,
        };
    }

    private static void RefuseManyScans(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> startOfScan = [0xFF, 0xDA];
        for (var scans = 0; ; scans++)
        {
            var next = file.IndexOf(startOfScan);
            if (next < 0)
            {
                return;
            }

            if (scans == MostScans)
            {
                throw new UnreadableException(FailureCode.TooLarge, $"The JPEG picture has more than {MostScans} scans.");
            }

            file = file[(next + 2)..];
        }
    }

    private sealed class Found
    {
        public PictureHeader? Frame { get; set; }

        public int Components { get; set; }

        public StatedResolution? Jfif { get; set; }

        public ExifFacts Exif { get; set; } = ExifFacts.None;

        public SortedDictionary<int, byte[]> Profile { get; } = [];

        public int ProfilePieces { get; set; }

        public byte[]? WholeProfile =>
            ProfilePieces > 0 && Profile.Count == ProfilePieces ? [.. Profile.SelectMany(piece => piece.Value)] : null;
    }
}
