using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>libzbar 0.23, zbar.h.</summary>
internal static unsafe partial class Zbar
{
    internal const string Library = "zbar";

    /// <summary>Means every symbology when configuring.</summary>
    internal const int ZBAR_NONE = 0;
    internal const int ZBAR_DATABAR = 34;
    internal const int ZBAR_DATABAR_EXP = 35;
    internal const int ZBAR_CODABAR = 38;
    internal const int ZBAR_QRCODE = 64;
    internal const int ZBAR_CFG_ENABLE = 0;

    /// <summary>The only format that is scanned: 8-bit grey without padding, as a four-character code.</summary>
    internal const uint Y800 = 'Y' | ('8' << 8) | ('0' << 16) | ('0' << 24);

    [LibraryImport(Library)]
    internal static partial ZbarScannerHandle zbar_image_scanner_create();

    [LibraryImport(Library)]
    internal static partial void zbar_image_scanner_destroy(nint scanner);

    [LibraryImport(Library)]
    internal static partial int zbar_image_scanner_set_config(ZbarScannerHandle scanner, int symbology, int config, int value);

    [LibraryImport(Library)]
    internal static partial ZbarImageHandle zbar_image_create();

    [LibraryImport(Library)]
    internal static partial void zbar_image_destroy(nint image);

    [LibraryImport(Library)]
    internal static partial void zbar_image_set_format(ZbarImageHandle image, CULong format);

    [LibraryImport(Library)]
    internal static partial void zbar_image_set_size(ZbarImageHandle image, uint width, uint height);

    /// <summary>The samples stay the caller's and must stay where they are until the scan is over.</summary>
    [LibraryImport(Library)]
    internal static partial void zbar_image_set_data(ZbarImageHandle image, byte* data, CULong data_byte_length, nint cleanup_hndlr);

    /// <summary>Answers how many symbols were found, or -1.</summary>
    [LibraryImport(Library)]
    internal static partial int zbar_scan_image(ZbarScannerHandle scanner, ZbarImageHandle image);

    /// <summary>Owned by the image.</summary>
    [LibraryImport(Library)]
    internal static partial void* zbar_image_first_symbol(ZbarImageHandle image);

    [LibraryImport(Library)]
    internal static partial void* zbar_symbol_next(void* symbol);

    [LibraryImport(Library)]
    internal static partial int zbar_symbol_get_type(void* symbol);

    [LibraryImport(Library)]
    private static partial byte* zbar_get_symbol_name(int sym);

    /// <summary>Such as <c>QR-Code</c>; the text stays zbar's.</summary>
    internal static string SymbologyName(int type) => Marshal.PtrToStringUTF8((nint)zbar_get_symbol_name(type)) ?? "";

    [LibraryImport(Library)]
    internal static partial byte* zbar_symbol_get_data(void* symbol);

    [LibraryImport(Library)]
    internal static partial uint zbar_symbol_get_data_length(void* symbol);

    [LibraryImport(Library)]
    internal static partial int zbar_symbol_get_quality(void* symbol);

    [LibraryImport(Library)]
    internal static partial uint zbar_symbol_get_loc_size(void* symbol);

    [LibraryImport(Library)]
    internal static partial int zbar_symbol_get_loc_x(void* symbol, uint index);

    [LibraryImport(Library)]
    internal static partial int zbar_symbol_get_loc_y(void* symbol, uint index);
}
