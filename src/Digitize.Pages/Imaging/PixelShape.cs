using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Digitize.Pages.Imaging.Headers;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>Brings whatever a decoder gives into the shape of a page: 1, 8 or 32 bits, no color map, no transparency, and no more depth than there is to see.</summary>
internal static class PixelShape
{
    private const uint White = 0xFFFFFF00;

    /// <summary>Samples of one pixel that differ by no more than this come from noise of the scanner or of JPEG, not from ink.</summary>
    private const uint ColorTolerance = 20;

    /// <summary>One colored pixel in so many is dust; a blue signature has thousands.</summary>
    private const int ColoredOneIn = 100_000;

    /// <summary>Takes over <paramref name="pix"/>.</summary>
    internal static PixHandle Normalize(PixHandle pix)
    {
        if (Leptonica.HasColormap(pix))
        {
            pix = Replace(pix, Leptonica.pixRemoveColormap(pix, Leptonica.REMOVE_CMAP_BASED_ON_SRC));
        }

        var depth = Leptonica.pixGetDepth(pix);
        if (depth == 32 && Leptonica.pixGetSpp(pix) == 4)
        {
            pix = IsOpaque(pix) ? pix : Replace(pix, Leptonica.pixAlphaBlendUniform(pix, White));
            NativeCheck.Zero(Leptonica.pixSetSpp(pix, 3), nameof(Leptonica.pixSetSpp));
        }
        else if (depth is not (1 or 8 or 32))
        {
            pix = Replace(pix, depth == 24 ? Leptonica.pixConvertTo32(pix) : Leptonica.pixConvertTo8(pix, 0));
        }

        return Reduce(pix);
    }

    /// <summary>Color to grey and grey to black and white, where nothing is lost. Takes over <paramref name="pix"/>.</summary>
    internal static PixHandle Reduce(PixHandle pix)
    {
        if (Leptonica.pixGetDepth(pix) == 32 && !HasColor(pix))
        {
            pix = Replace(pix, Leptonica.pixConvertRGBToLuminance(pix));
        }

        return Leptonica.pixGetDepth(pix) == 8 && IsBlackAndWhite(pix) ? Replace(pix, Bitonal(pix)) : pix;
    }

    /// <summary>Turns the stored picture as the file says it is to be shown. Takes over <paramref name="pix"/>.</summary>
    internal static PixHandle Turn(PixHandle pix, Orientation orientation)
    {
        var turned = orientation switch
        {
            Orientation.Clockwise90 or Orientation.Transposed or Orientation.Transversed => Replace(pix, Leptonica.pixRotateOrth(pix, 1)),
            Orientation.HalfTurn => Replace(pix, Leptonica.pixRotateOrth(pix, 2)),
            Orientation.Clockwise270 => Replace(pix, Leptonica.pixRotateOrth(pix, 3)),
            _ => pix,
        };
        return orientation switch
        {
            Orientation.MirroredAcross or Orientation.Transposed => Replace(turned, Leptonica.pixFlipLR(0, turned)),
            Orientation.MirroredDown or Orientation.Transversed => Replace(turned, Leptonica.pixFlipTB(0, turned)),
            _ => turned,
        };
    }

    /// <summary>Null for the mirrored orientations, which no turn can undo.</summary>
    internal static QuarterTurn? TurnOf(Orientation orientation) => orientation switch
    {
        Orientation.Upright => QuarterTurn.None,
        Orientation.Clockwise90 => QuarterTurn.Clockwise90,
        Orientation.HalfTurn => QuarterTurn.HalfTurn,
        Orientation.Clockwise270 => QuarterTurn.Clockwise270,
        _ => null,
    };

    internal static Orientation OrientationOf(QuarterTurn turn) => turn switch
    {
        QuarterTurn.Clockwise90 => Orientation.Clockwise90,
        QuarterTurn.HalfTurn => Orientation.HalfTurn,
        QuarterTurn.Clockwise270 => Orientation.Clockwise270,
        _ => Orientation.Upright,
    };

    /// <summary>The new picture in place of the old one, which is freed also when there is no new one.</summary>
    internal static PixHandle Replace(PixHandle old, PixHandle made)
    {
        old.Dispose();
        return NativeCheck.Valid(made, "leptonica");
    }

    /// <summary>Most pictures with transparency have none of it: then it is taken away here, as blending with white would do, but in a fraction of the time.</summary>
    private static unsafe bool IsOpaque(PixHandle pix)
    {
        const uint Alpha = 0xFF;
        var (width, height, wordsPerLine) = Measure(pix);
        var data = Leptonica.pixGetData(pix);
        for (var y = 0; y < height; y++)
        {
            foreach (var pixel in new ReadOnlySpan<uint>(data + ((long)y * wordsPerLine), width))
            {
                if ((pixel & Alpha) != Alpha)
                {
                    return false;
                }
            }
        }

        foreach (ref var pixel in new Span<uint>(data, checked(height * wordsPerLine)))
        {
            pixel &= ~Alpha;
        }

        return true;
    }

    private static unsafe bool HasColor(PixHandle pix)
    {
        var (width, height, wordsPerLine) = Measure(pix);
        var data = Leptonica.pixGetData(pix);
        var allowed = MostColored(width, height);
        long colored = 0;

        // Every 16th line first: a picture in color shows it there, and the rest need not be looked at.
        for (var step = 16; step >= 1; step -= 15)
        {
            colored = 0;
            for (var y = 0; y < height && colored <= allowed; y += step)
            {
                colored += ColoredIn(new ReadOnlySpan<uint>(data + ((long)y * wordsPerLine), width));
            }

            if (colored > allowed)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A picture with more colored pixels is one in color.</summary>
    internal static long MostColored(int width, int height) => ((long)width * height / ColoredOneIn) + 8;

    internal static int ColoredIn(ReadOnlySpan<uint> line)
    {
        var colored = 0;
        var at = 0;
        var mask = Vector256.Create(0xFFu);
        var tolerance = Vector256.Create((int)ColorTolerance);
        for (; at + Vector256<uint>.Count <= line.Length; at += Vector256<uint>.Count)
        {
            var words = Vector256.Create(line.Slice(at, Vector256<uint>.Count));
            var red = Vector256.ShiftRightLogical(words, 24).AsInt32();
            var green = (Vector256.ShiftRightLogical(words, 16) & mask).AsInt32();
            var blue = (Vector256.ShiftRightLogical(words, 8) & mask).AsInt32();
            var most = Vector256.Max(Vector256.Max(red, green), blue);
            var least = Vector256.Min(Vector256.Min(red, green), blue);
            colored += BitOperations.PopCount(Vector256.GreaterThan(most - least, tolerance).ExtractMostSignificantBits());
        }

        for (; at < line.Length; at++)
        {
            uint red = line[at] >> 24, green = (line[at] >> 16) & 0xFF, blue = (line[at] >> 8) & 0xFF;
            colored += Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)) > ColorTolerance ? 1 : 0;
        }

        return colored;
    }

    private static unsafe bool IsBlackAndWhite(PixHandle pix)
    {
        var (width, height, wordsPerLine) = Measure(pix);
        var data = Leptonica.pixGetData(pix);
        for (var y = 0; y < height; y++)
        {
            var line = new ReadOnlySpan<uint>(data + ((long)y * wordsPerLine), wordsPerLine);
            var whole = MemoryMarshal.AsBytes(line[..(width / 4)]);
            if (whole.IndexOfAnyExcept((byte)0, (byte)255) >= 0)
            {
                return false;
            }

            for (var x = width & ~3; x < width; x++)
            {
                if ((byte)(line[x / 4] >> (24 - (8 * (x & 3)))) is not (0 or 255))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>From samples that are all 0 or 255; black becomes 1.</summary>
    private static unsafe PixHandle Bitonal(PixHandle gray)
    {
        var (width, height, wordsPerLine) = Measure(gray);
        var bits = NativeCheck.Valid(Leptonica.pixCreate(width, height, 1), nameof(Leptonica.pixCreate));
        var source = Leptonica.pixGetData(gray);
        var target = Leptonica.pixGetData(bits);
        var bitWords = Leptonica.pixGetWpl(bits);
        for (var y = 0; y < height; y++)
        {
            var line = source + ((long)y * wordsPerLine);
            var outLine = target + ((long)y * bitWords);
            for (var x = 0; x < width; x += 4)
            {
                // The top bits of four samples, gathered into four neighboring bits.
                var white = ((((line[x / 4] & 0x80808080) >> 7) * 0x01020408) >> 24) & 0xF;
                var black = ~white & 0xF & (0xFu << Math.Max(0, 4 - (width - x)));
                outLine[x / 32] |= black << (28 - (x & 31));
            }
        }

        return bits;
    }

    internal static (int Width, int Height, int WordsPerLine) Measure(PixHandle pix) =>
        (Leptonica.pixGetWidth(pix), Leptonica.pixGetHeight(pix), Leptonica.pixGetWpl(pix));
}
