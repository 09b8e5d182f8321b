namespace Digitize.Pages.Imaging.Headers;

/// <summary>The headers of a Windows bitmap.</summary>
internal static class BmpHeader
{
    private const double MetersPerInch = 0.0254;

    internal static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file, littleEndian: true);
        var pixelsAt = bytes.U32(10);
        var headerSize = bytes.U32(14);
        if (headerSize < 40)
        {
            throw new UnreadableException(FailureCode.NotSupported, "The bitmap is of a kind from before Windows 3 that is not read.");
        }

        var width = (int)bytes.U32(18);
        var height = (int)bytes.U32(22);
        var bits = bytes.U16(28);
        var compression = bytes.U32(30);
        if (compression is not (0 or 3) || bits is not (1 or 2 or 4 or 8 or 16 or 24 or 32))
        {
            throw new UnreadableException(FailureCode.NotSupported, "The bitmap is compressed in a way that is not read.");
        }

        var side = Math.Abs((long)height);
        RefuseShort(bytes.Length - pixelsAt, (((long)Math.Max(0, width) * bits) + 31) / 32 * 4 * side);
        var x = bytes.U32(38) * MetersPerInch;
        var y = bytes.U32(42) * MetersPerInch;
        return new PictureHeader(width, PictureHeader.Side((ulong)side))
        {
            Resolution = x > 0 && y > 0 ? new StatedResolution(x, y) : null,
        };
    }

    private static void RefuseShort(long there, long needed)
    {
        if (there < needed)
        {
            throw new UnreadableException(FailureCode.Damaged, "The bitmap ends before its last row.");
        }
    }
}
