namespace Digitize.Pages.Imaging;

/// <summary>What a file is by its first bytes, whatever it is called.</summary>
public enum FileFormat
{
    Pdf,
    Tiff,
    Jpeg,
    Png,
    WebP,
    Bmp,
    Gif,

    /// <summary>A JP2 file or a bare codestream.</summary>
    Jpeg2000,

    /// <summary>HEIF with HEVC or AV1 inside, as phones write it.</summary>
    Heic,
}

/// <summary>Tells formats apart by their signatures.</summary>
internal static class FileSignature
{
    /// <summary>Readers of PDF allow this much before the header, and mail gateways make use of it.</summary>
    private const int PdfHeaderWithin = 1024;

    /// <summary>Bytes from the start that are enough to decide.</summary>
    internal const int Needed = PdfHeaderWithin + 8;

    /// <summary>What else may hold a PDF header in its first kilobyte and is run or unpacked by other programs: never taken for a PDF.</summary>
    private static readonly byte[][] NeverPdf =
        ["PK"u8.ToArray(), "MZ"u8.ToArray(), "\x7f"u8.ToArray(), "#!"u8.ToArray(), "Rar!"u8.ToArray(), "7z"u8.ToArray(), "{\\rtf"u8.ToArray()];

    private static readonly byte[][] Markup = ["<html"u8.ToArray(), "<!doctype"u8.ToArray(), "<script"u8.ToArray(), "<?php"u8.ToArray(), "<svg"u8.ToArray()];

    /// <summary>The format; null when it is none that we read.</summary>
    internal static FileFormat? Find(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => FileFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => FileFormat.Png,
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] => FileFormat.Tiff,
        [(byte)'M', (byte)'M', 0, 42 or 43, ..] => FileFormat.Tiff,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => FileFormat.Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => FileFormat.WebP,
        [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', 0x0D, 0x0A, 0x87, 0x0A, ..] => FileFormat.Jpeg2000,
        [0xFF, 0x4F, 0xFF, 0x51, ..] => FileFormat.Jpeg2000,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => IsHeif(start) ? FileFormat.Heic : null,
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => FileFormat.Bmp,
        _ => IsPdf(start) ? FileFormat.Pdf : null,
    };

    /// <summary>The format of a file on the disk; null when it is none that we read.</summary>
    internal static FileFormat? FindIn(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        Span<byte> start = stackalloc byte[Needed];
        return Find(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
    }

    private static bool IsPdf(ReadOnlySpan<byte> start)
    {
        var header = start[..Math.Min(start.Length, PdfHeaderWithin)].IndexOf("%PDF-"u8);
        if (header <= 0)
        {
            return header == 0;
        }

        var before = start[..header].ToArray();
        return !NeverPdf.Any(signature => before.AsSpan().StartsWith(signature)) && !Markup.Any(tag => HasTag(before, tag));
    }

    private static bool HasTag(byte[] bytes, byte[] tag)
    {
        var lower = Array.ConvertAll(bytes, b => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b);
        return lower.AsSpan().IndexOf(tag) >= 0;
    }

    /// <summary>The major brand, or one of the compatible ones, is a still picture; a film has the same box.</summary>
    private static bool IsHeif(ReadOnlySpan<byte> start)
    {
        var length = Math.Min(start.Length, (start[2] << 8) | start[3]);
        for (var at = 8; at + 4 <= length; at += at == 8 ? 8 : 4)
        {
            var brand = start.Slice(at, 4);
            if (brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8)
                || brand.SequenceEqual("heim"u8) || brand.SequenceEqual("heis"u8) || brand.SequenceEqual("avif"u8))
            {
                return true;
            }
        }

        return false;
    }
}
