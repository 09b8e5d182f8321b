using System.Runtime.InteropServices;
using System.Text;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>Reads symbols from a small grey picture with ZBar.</summary>
internal sealed class BarcodeReader : IDisposable
{
    /// <summary>Scan lines that agree; a symbology without check digit needs several before it is believed.</summary>
    private const int LeastQuality = 2;

    /// <summary>Shorter ones without check digit are found in hatching and rows of letters.</summary>
    private const int ShortestText = 3;

    private readonly ZbarScannerHandle _scanner;

    public BarcodeReader()
    {
        _scanner = NativeCheck.Valid(Zbar.zbar_image_scanner_create(), nameof(Zbar.zbar_image_scanner_create));

        // These see symbols where there are none, and no letter carries them.
        Disable(Zbar.ZBAR_DATABAR);
        Disable(Zbar.ZBAR_DATABAR_EXP);
        Disable(Zbar.ZBAR_CODABAR);
    }

    /// <summary>Symbols with their boxes in pixels of the picture.</summary>
    public unsafe IReadOnlyList<Barcode> Read(GrayPixels picture)
    {
        using var image = NativeCheck.Valid(Zbar.zbar_image_create(), nameof(Zbar.zbar_image_create));
        Zbar.zbar_image_set_format(image, new CULong(Zbar.Y800));
        Zbar.zbar_image_set_size(image, (uint)picture.Width, (uint)picture.Height);
        var found = new List<Barcode>();
        fixed (byte* samples = picture.Samples)
        {
            Zbar.zbar_image_set_data(image, samples, new CULong((uint)picture.Samples.Length), 0);
            if (Zbar.zbar_scan_image(_scanner, image) <= 0)
            {
                return found;
            }

            for (var symbol = Zbar.zbar_image_first_symbol(image); symbol is not null; symbol = Zbar.zbar_symbol_next(symbol))
            {
                if (Symbol(symbol, picture) is { } barcode)
                {
                    found.Add(barcode);
                }
            }
        }

        return found;
    }

    public void Dispose() => _scanner.Dispose();

    private static unsafe Barcode? Symbol(void* symbol, GrayPixels picture)
    {
        var type = Zbar.zbar_symbol_get_type(symbol);
        var bytes = new ReadOnlySpan<byte>(Zbar.zbar_symbol_get_data(symbol), (int)Zbar.zbar_symbol_get_data_length(symbol));
        var believed = type == Zbar.ZBAR_QRCODE || (Zbar.zbar_symbol_get_quality(symbol) >= LeastQuality && bytes.Length >= ShortestText);
        if (!believed)
        {
            return null;
        }

        var name = Zbar.SymbologyName(type);
        var (left, top, right, bottom) = (picture.Width - 1, picture.Height - 1, 0, 0);
        for (var i = 0u; i < Zbar.zbar_symbol_get_loc_size(symbol); i++)
        {
            var (x, y) = (Zbar.zbar_symbol_get_loc_x(symbol, i), Zbar.zbar_symbol_get_loc_y(symbol, i));
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
        }

        var box = new PixelBox(left, top, right + 1, bottom + 1).Intersect(new PixelBox(0, 0, picture.Width, picture.Height));
        return new Barcode(name, Encoding.UTF8.GetString(bytes), box.IsEmpty ? new PixelBox(0, 0, picture.Width, picture.Height) : box);
    }

    private void Disable(int symbology) => NativeCheck.Zero(
        Zbar.zbar_image_scanner_set_config(_scanner, symbology, Zbar.ZBAR_CFG_ENABLE, 0), nameof(Zbar.zbar_image_scanner_set_config));
}
