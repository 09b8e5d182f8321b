using System.IO.Compression;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>
/// Samples without a codec, row by row from the stream into a picture: never more is unpacked than the picture has rows, whatever the stream holds.
/// </summary>
internal static class PlainSamples
{
    /// <exception cref="UnreadableException">Damaged: there are less rows than the picture has.</exception>
    /// <param name="isWhole">No row was missing.</param>
    internal static PixHandle Decode(EmbeddedScan scan, long mostBytes, out bool isWhole)
    {
        var facts = scan.Facts;
        var depth = facts.Color switch
        {
            ColorKind.Gray => facts.Bits == 1 ? 1 : 8,
            _ => 32,
        };

        // Most scans in color are of grey paper: as grey from the start they take a quarter of the room.
        return depth == 32 && DecodeGray(scan, mostBytes, out isWhole) is { } gray
            ? PixelShape.Reduce(gray)
            : PixelShape.Reduce(DecodeAs(scan, depth, mostBytes, out isWhole));
    }

    private static unsafe PixHandle DecodeAs(EmbeddedScan scan, int depth, long mostBytes, out bool isWhole)
    {
        var pix = NativeCheck.Valid(Leptonica.pixCreate(scan.Facts.Width, scan.Facts.Height, depth), nameof(Leptonica.pixCreate));
        try
        {
            var wordsPerLine = Leptonica.pixGetWpl(pix);
            var data = Leptonica.pixGetData(pix);
            isWhole = Fill(scan, depth, mostBytes, y => new Span<uint>(data + ((long)y * wordsPerLine), wordsPerLine), _ => true);
            return pix;
        }
        catch
        {
            pix.Dispose();
            throw;
        }
    }

    /// <summary>Null when the picture turns out to be in color.</summary>
    private static PixHandle? DecodeGray(EmbeddedScan scan, long mostBytes, out bool isWhole)
    {
        using var bands = new GrayBands(scan.Facts.Width, scan.Facts.Height);
        isWhole = Fill(scan, 32, mostBytes, bands.Row, bands.Done);
        return bands.IsGray ? bands.Take() : null;
    }

    private delegate Span<uint> RowAt(int y);

    /// <summary>Whether every row was there.</summary>
    /// <param name="done">Told of each row; false ends it.</param>
    private static bool Fill(EmbeddedScan scan, int depth, long mostBytes, RowAt rowAt, Predicate<int> done)
    {
        var facts = scan.Facts;
        var components = facts.Color == ColorKind.Rgb ? 3 : 1;
        var rowBytes = checked((int)((((long)facts.Width * components * facts.Bits) + 7) / 8));
        var (stream, predictor) = Open(scan, mostBytes);
        using var source = stream;
        if (predictor is not null && predictor.RowBytes != rowBytes)
        {
            throw new UnreadableException(FailureCode.Damaged, "The picture's rows are not as long as the PDF says.");
        }

        var stored = new byte[predictor?.StoredBytes ?? rowBytes];
        var samples = new byte[facts.Width * (depth == 32 ? 3 : 1)];
        var isWhole = true;
        for (var y = 0; y < facts.Height; y++)
        {
            if (isWhole && !ReadRow(source, stored))
            {
                RefuseShort(y, facts.Height);
                isWhole = false;
            }

            if (isWhole)
            {
                ReadOnlySpan<byte> row = predictor is null ? stored : predictor.Row(stored);
                Put(row, rowAt(y), samples, scan);
            }
            else
            {
                rowAt(y).Fill(depth == 1 ? 0 : uint.MaxValue);
            }

            if (!done(y))
            {
                break;
            }
        }

        return isWhole;
    }

    /// <summary>A few rows that are missing at the foot are no reason to lose the page.</summary>
    private static void RefuseShort(int rows, int height)
    {
        if (rows < height * 0.9)
        {
            throw new UnreadableException(FailureCode.Damaged, "The picture of the page ends before its last row.");
        }
    }

    private static (Stream, Predictors?) Open(EmbeddedScan scan, long mostBytes)
    {
        if (scan.Filters is [{ Name: "FlateDecode" } flate])
        {
            return (new ZLibStream(new MemoryStream(scan.Data, writable: false), CompressionMode.Decompress), flate.Predictor > 1 ? new Predictors(flate) : null);
        }

        var data = scan.Data;
        foreach (var filter in scan.Filters)
        {
            data = PdfStreams.Decode(data, filter, mostBytes) ?? throw new UnreadableException(FailureCode.Damaged, "The picture of the page is coded in an unknown way.");
        }

        return (new MemoryStream(data, writable: false), null);
    }

    private static bool ReadRow(Stream source, Span<byte> row)
    {
        for (var filled = 0; filled < row.Length;)
        {
            var read = PdfStreams.ReadSome(source, row[filled..]);
            if (read == 0)
            {
                return false;
            }

            filled += read;
        }

        return true;
    }

    private static void Put(ReadOnlySpan<byte> row, Span<uint> words, byte[] samples, EmbeddedScan scan)
    {
        var facts = scan.Facts;
        if (facts is { Color: ColorKind.Gray, Bits: 1 })
        {
            PutBits(row, words, facts);
            return;
        }

        if (facts.Color == ColorKind.Indexed)
        {
            Expand(row, samples.AsSpan(0, facts.Width), facts.Bits, scale: 1);
            LookUp(samples, facts.Width, scan.Palette!);
        }
        else
        {
            Expand(row, samples, facts.Bits, scale: facts.Bits switch { 1 => 255, 2 => 85, 4 => 17, _ => 1 });
        }

        if (facts.IsInverted)
        {
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] ^= 0xFF;
            }
        }

        if (facts.Color == ColorKind.Gray)
        {
            SampleRows.FromPacked(samples, words, facts.Width * 8);
        }
        else
        {
            SampleRows.FromRgb(samples, words);
        }
    }

    /// <summary>In a PDF 0 is black, and of a mask 0 is painted; in our pictures 1 is black.</summary>
    private static void PutBits(ReadOnlySpan<byte> row, Span<uint> words, ImageFacts facts)
    {
        Span<byte> turned = new byte[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            turned[i] = facts.IsInverted ? row[i] : (byte)~row[i];
        }

        SampleRows.FromPacked(turned, words, facts.Width);
    }

    /// <summary>Samples of 1 to 16 bits into bytes; of 16 bits the higher eight are kept.</summary>
    private static void Expand(ReadOnlySpan<byte> row, Span<byte> samples, int bits, int scale)
    {
        switch (bits)
        {
            case 8:
                row[..samples.Length].CopyTo(samples);
                break;
            case 16:
                for (var i = 0; i < samples.Length; i++)
                {
                    samples[i] = row[i * 2];
                }

                break;
            default:
                var mask = (1 << bits) - 1;
                for (var i = 0; i < samples.Length; i++)
                {
                    var bit = i * bits;
                    samples[i] = (byte)(((row[bit / 8] >> (8 - bits - (bit & 7))) & mask) * scale);
                }

                break;
        }
    }

    /// <summary>Indexes at the start of <paramref name="samples"/> become colors over all of it, from the last to the first.</summary>
    private static void LookUp(byte[] samples, int width, byte[] palette)
    {
        for (var x = width - 1; x >= 0; x--)
        {
            var entry = samples[x] * 3;
            var isThere = entry + 2 < palette.Length;
            (samples[x * 3], samples[(x * 3) + 1], samples[(x * 3) + 2]) =
                isThere ? (palette[entry], palette[entry + 1], palette[entry + 2]) : ((byte)0, (byte)0, (byte)0);
        }
    }
}
