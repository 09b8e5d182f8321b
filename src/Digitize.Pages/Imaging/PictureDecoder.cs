using Digitize.Pages.Imaging.Headers;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>Decodes one picture whose header was found to be within the limits, and checks that what comes out is what the header promised.</summary>
internal static class PictureDecoder
{
    /// <summary>Rows of one block: what is missing comes in these.</summary>
    private const int LeastMissing = 8;

    /// <summary>The pixels in the shape of a page, not turned.</summary>
    /// <exception cref="UnreadableException">Damaged.</exception>
    internal static PixHandle Decode(FileFormat format, ReadOnlySpan<byte> file, PictureHeader planned) => Planned(format, planned, format switch
    {
        FileFormat.Heic => DecodeHeif(file),
        FileFormat.Gif => DecodeNative(format, GifHeader.FirstFrameOnly(file)),
        _ => DecodeNative(format, file),
    });

    /// <param name="missingRows">How many of the lowest rows libjpeg filled with grey because their data is not there.</param>
    /// <exception cref="UnreadableException">Damaged.</exception>
    internal static unsafe PixHandle DecodeJpeg(ReadOnlySpan<byte> file, PictureHeader planned, out int missingRows)
    {
        int warnings;
        Decoded decoded;
        fixed (byte* start = file)
        {
            decoded = Sound(Leptonica.pixReadMemJpeg(start, (nuint)file.Length, 0, 1, out warnings, Leptonica.L_JPEG_CONTINUE_WITH_BAD_DATA));
        }

        var pix = Planned(FileFormat.Jpeg, planned, decoded);
        missingRows = warnings == 0 ? 0 : RowsOfFilling(pix);
        return pix;
    }

    /// <summary>What to tell of rows that are not there; null when it is not worth a word.</summary>
    internal static Failure? Missing(int rows, int height) => rows < LeastMissing
        ? null
        : new Failure(FailureCode.Damaged, $"The lower {Math.Max(1, rows * 100L / height)} % of the picture are missing: the file was cut off.");

    private static PixHandle Planned(FileFormat format, PictureHeader planned, Decoded pix)
    {
        var swapped = format == FileFormat.Heic && pix.Width == planned.Height && pix.Height == planned.Width;
        if (!swapped && (pix.Width != planned.Width || pix.Height != planned.Height))
        {
            var found = $"{pix.Width} × {pix.Height}";
            pix.Handle.Dispose();
            throw new UnreadableException(FailureCode.Damaged, $"The picture has {found} pixels, but its header says {planned.Width} × {planned.Height}.");
        }

        return PixelShape.Normalize(pix.Handle);
    }

    /// <summary>One page of a TIFF; libtiff's orientation is applied already.</summary>
    /// <param name="directory">Where its directory stands; 0 for the first.</param>
    internal static unsafe PixHandle DecodeTiff(ReadOnlySpan<byte> file, long directory, PictureHeader planned)
    {
        var offset = (nuint)directory;
        fixed (byte* start = file)
        {
            var pix = Sound(Leptonica.pixReadMemFromMultipageTiff(start, (nuint)file.Length, ref offset));
            if (pix.Width != planned.ShownWidth || pix.Height != planned.ShownHeight)
            {
                pix.Handle.Dispose();
                throw new UnreadableException(FailureCode.Damaged, "The picture in the TIFF file is not as large as its header says.");
            }

            return PixelShape.Normalize(pix.Handle);
        }
    }

    private static unsafe int RowsOfFilling(PixHandle pix)
    {
        var (_, height, wordsPerLine) = PixelShape.Measure(pix);
        var data = Leptonica.pixGetData(pix);
        var filling = Leptonica.pixGetDepth(pix) == 32 ? 0x80808000 : 0x80808080;
        var last = new ReadOnlySpan<uint>(data + ((long)(height - 1) * wordsPerLine), wordsPerLine);
        var rows = 0;
        while (rows < height && last[0] == filling && last.SequenceEqual(new ReadOnlySpan<uint>(data + ((long)(height - 1 - rows) * wordsPerLine), wordsPerLine)))
        {
            rows++;
        }

        return rows;
    }

    private static unsafe Decoded DecodeNative(FileFormat format, ReadOnlySpan<byte> file)
    {
        fixed (byte* start = file)
        {
            var length = (nuint)file.Length;
            return Sound(format switch
            {
                FileFormat.Png => Leptonica.pixReadMemPng(start, length),
                FileFormat.Jpeg2000 => Leptonica.pixReadMemJp2k(start, length, 1, 0, 0, 0),
                FileFormat.WebP => Leptonica.pixReadMemWebP(start, length),
                FileFormat.Bmp => Leptonica.pixReadMemBmp(start, length),
                FileFormat.Gif => Leptonica.pixReadMemGif(start, length),
                _ => throw new ArgumentOutOfRangeException(nameof(format), format, "This format has a way of its own."),
            });
        }
    }

    private static unsafe Decoded DecodeHeif(ReadOnlySpan<byte> file)
    {
        fixed (byte* start = file)
        {
            using var context = NativeCheck.Valid(Heif.heif_context_alloc(), nameof(Heif.heif_context_alloc));
            Require(Heif.heif_context_read_from_memory_without_copy(context, start, (nuint)file.Length, 0));
            var error = Heif.heif_context_get_primary_image_handle(context, out var item);
            using (item)
            {
                Require(error);
                error = Heif.heif_decode_image(item, out var image, Heif.heif_colorspace_RGB, Heif.heif_chroma_interleaved_RGB, 0);
                using (image)
                {
                    Require(error);
                    return CopyRgb(image);
                }
            }
        }
    }

    private static void Require(Heif.heif_error error)
    {
        if (error.code != 0)
        {
            throw new UnreadableException(FailureCode.Damaged, $"The HEIC picture cannot be decoded (libheif {error.code}.{error.subcode}).");
        }
    }

    private static unsafe Decoded CopyRgb(HeifImageHandle image)
    {
        var width = Heif.heif_image_get_width(image, Heif.heif_channel_interleaved);
        var height = Heif.heif_image_get_height(image, Heif.heif_channel_interleaved);
        var plane = Heif.heif_image_get_plane_readonly(image, Heif.heif_channel_interleaved, out var stride);
        if (plane is null || width <= 0 || height <= 0)
        {
            throw new UnreadableException(FailureCode.Damaged, "The HEIC picture cannot be decoded.");
        }

        var pix = NativeCheck.Valid(Leptonica.pixCreate(width, height, 32), nameof(Leptonica.pixCreate));
        var wordsPerLine = Leptonica.pixGetWpl(pix);
        var data = Leptonica.pixGetData(pix);
        for (var y = 0; y < height; y++)
        {
            SampleRows.FromRgb(new ReadOnlySpan<byte>(plane + ((long)y * stride), width * 3), new Span<uint>(data + ((long)y * wordsPerLine), wordsPerLine));
        }

        return new Decoded(pix, width, height);
    }

    private static Decoded Sound(PixHandle pix)
    {
        if (!pix.IsInvalid)
        {
            return new Decoded(pix, Leptonica.pixGetWidth(pix), Leptonica.pixGetHeight(pix));
        }

        pix.Dispose();
        throw new UnreadableException(FailureCode.Damaged, "The picture is damaged and cannot be decoded.");
    }

    private readonly record struct Decoded(PixHandle Handle, int Width, int Height);
}
