using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>
/// Takes in a picture in color row by row and keeps it as grey as long as it is: the same as taking it in whole and making it grey where it has no color,
/// with a few rows in color at a time. 32-bit rows come in, an 8-bit picture goes out.
/// </summary>
internal sealed unsafe class GrayBands : IDisposable
{
    private const int Rows = 64;

    private readonly PixHandle _gray;
    private readonly PixHandle _band;
    private readonly int _width;
    private readonly int _height;
    private readonly long _mostColored;
    private long _colored;
    private bool _isTaken;

    public GrayBands(int width, int height)
    {
        (_width, _height, _mostColored) = (width, height, PixelShape.MostColored(width, height));
        _gray = NativeCheck.Valid(Leptonica.pixCreate(width, height, 8), nameof(Leptonica.pixCreate));
        _band = NativeCheck.Valid(Leptonica.pixCreate(width, Math.Min(Rows, height), 32), nameof(Leptonica.pixCreate));
    }

    /// <summary>No more color was seen than dust has.</summary>
    public bool IsGray => _colored <= _mostColored;

    /// <summary>Where the samples of a row go before <see cref="Done"/> is called for it.</summary>
    public Span<uint> Row(int y) => Line(_band, y % Rows);

    /// <summary>False when the picture is in color, and the rest of it need not come.</summary>
    public bool Done(int y)
    {
        _colored += PixelShape.ColoredIn(Row(y)[.._width]);
        if (IsGray && (y % Rows == Rows - 1 || y == _height - 1))
        {
            using var gray = NativeCheck.Valid(Leptonica.pixConvertRGBToLuminance(_band), nameof(Leptonica.pixConvertRGBToLuminance));
            for (var i = 0; i <= y % Rows; i++)
            {
                Line(gray, i).CopyTo(Line(_gray, y - (y % Rows) + i));
            }
        }

        return IsGray;
    }

    /// <summary>The picture, from now on the caller's.</summary>
    public PixHandle Take()
    {
        _isTaken = true;
        return _gray;
    }

    public void Dispose()
    {
        _band.Dispose();
        if (!_isTaken)
        {
            _gray.Dispose();
        }
    }

    private static Span<uint> Line(PixHandle pix, int y)
    {
        var words = Leptonica.pixGetWpl(pix);
        return new Span<uint>(Leptonica.pixGetData(pix) + ((long)y * words), words);
    }
}
