namespace Digitize.Pages.Imaging.Headers;

/// <summary>How stored rows and columns lie on the shown picture: the eight values of EXIF and TIFF.</summary>
internal enum Orientation
{
    Upright = 1,
    MirroredAcross = 2,
    HalfTurn = 3,
    MirroredDown = 4,
    Transposed = 5,
    Clockwise90 = 6,
    Transversed = 7,
    Clockwise270 = 8,
}

/// <summary>What a file says of its resolution; in pixels per inch, believed by nobody yet.</summary>
internal readonly record struct StatedResolution(double X, double Y);

/// <summary>What a picture's header says, read in managed code before anything is decoded.</summary>
/// <param name="Width">Stored pixels, before <see cref="Orientation"/>.</param>
/// <param name="Height">Stored pixels, before <see cref="Orientation"/>.</param>
internal sealed record PictureHeader(int Width, int Height)
{
    internal StatedResolution? Resolution { get; init; }

    internal Orientation Orientation { get; init; } = Orientation.Upright;

    internal bool SwapsSides => Orientation >= Orientation.Transposed;

    internal int ShownWidth => SwapsSides ? Height : Width;

    internal int ShownHeight => SwapsSides ? Width : Height;

    /// <summary>Resolution along the shown sides.</summary>
    internal StatedResolution? ShownResolution =>
        SwapsSides && Resolution is { } stored ? new StatedResolution(stored.Y, stored.X) : Resolution;

    internal static PictureHeader Read(FileFormat format, ReadOnlySpan<byte> file) => format switch
    {
        FileFormat.Jpeg => JpegHeader.Read(file).Picture,
        FileFormat.Png => PngHeader.Read(file).Picture,
        FileFormat.Bmp => BmpHeader.Read(file),
        FileFormat.Gif => GifHeader.Read(file),
        FileFormat.WebP => WebPHeader.Read(file),
        FileFormat.Jpeg2000 => Jpeg2000Header.Read(file).Picture,
        FileFormat.Heic => HeifHeader.Read(file),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "This format holds several pages."),
    };

    /// <summary>Why the picture is too much for us; null when it is not.</summary>
    internal Failure? Check(Limits limits)
    {
        if (Width <= 0 || Height <= 0)
        {
            return new Failure(FailureCode.Damaged, "The picture has no pixels.");
        }

        if (Width > limits.MaxPixelsPerSide || Height > limits.MaxPixelsPerSide)
        {
            return new Failure(FailureCode.PageTooLarge, $"The picture has {Width} × {Height} pixels; at most {limits.MaxPixelsPerSide} a side are read.");
        }

        return (long)Width * Height > limits.MaxMegapixels * 1_000_000L
            ? new Failure(FailureCode.PageTooLarge, $"The picture has {(long)Width * Height / 1_000_000} megapixels; at most {limits.MaxMegapixels} are read.")
            : null;
    }

    /// <summary>Sides that came as unsigned 32 bits, brought into what an int holds; the check refuses them anyway.</summary>
    internal static int Side(ulong value) => (int)Math.Min(value, int.MaxValue);
}
