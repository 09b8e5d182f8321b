using System.Globalization;
using System.Text;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>Reads what pdftoppm writes (PBM, PGM or PPM in bytes) straight into a picture, row by row.</summary>
internal static class NetpbmReader
{
    /// <exception cref="UnreadableException">Damaged: there is less than a whole picture, or it is not of the planned size. Poppler draws a 1×1 picture of a page it cannot draw, and says all went well.</exception>
    internal static PixHandle Read(Stream stream, int width, int height)
    {
        var magic = Word(stream);
        var isPlanned = Word(stream) == width.ToString(CultureInfo.InvariantCulture) && Word(stream) == height.ToString(CultureInfo.InvariantCulture);
        var depth = magic switch { "P4" => 1, "P5" => 8, "P6" => 32, _ => 0 };
        if (!isPlanned || depth == 0 || (depth > 1 && Word(stream) != "255"))
        {
            throw new UnreadableException(FailureCode.Damaged, "The page cannot be drawn.");
        }

        var pix = NativeCheck.Valid(Leptonica.pixCreate(width, height, depth), nameof(Leptonica.pixCreate));
        try
        {
            Fill(stream, pix, depth);
            return pix;
        }
        catch
        {
            pix.Dispose();
            throw;
        }
    }

    private static unsafe void Fill(Stream stream, PixHandle pix, int depth)
    {
        var (width, height, wordsPerLine) = PixelShape.Measure(pix);
        var data = Leptonica.pixGetData(pix);
        var row = new byte[depth switch { 1 => (width + 7) / 8, 8 => width, _ => width * 3 }];
        using var buffered = new BufferedStream(stream, 1 << 16);
        for (var y = 0; y < height; y++)
        {
            if (buffered.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
            {
                throw new UnreadableException(FailureCode.Damaged, "The page was drawn only in part.");
            }

            var words = new Span<uint>(data + ((long)y * wordsPerLine), wordsPerLine);
            if (depth == 32)
            {
                SampleRows.FromRgb(row, words);
            }
            else
            {
                SampleRows.FromPacked(row, words, width * depth);
            }
        }
    }

    /// <summary>Up to white space, which is taken too; empty at the end of the stream.</summary>
    private static string Word(Stream stream)
    {
        var word = new StringBuilder();
        while (word.Length < 20 && stream.ReadByte() is var next and > ' ')
        {
            word.Append((char)next);
        }

        return word.ToString();
    }
}
