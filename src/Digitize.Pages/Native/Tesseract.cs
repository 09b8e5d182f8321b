using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>libtesseract 5, capi.h. The functions that answer with text give it away: copy it and call <see cref="TessDeleteText"/> in the same method.</summary>
internal static partial class Tesseract
{
    internal const string Library = "tesseract";

    internal const int OEM_LSTM_ONLY = 1;

    internal const int PSM_OSD_ONLY = 0;
    internal const int PSM_RAW_LINE = 13;

    internal const int RIL_TEXTLINE = 2;
    internal const int RIL_WORD = 3;
    internal const int RIL_SYMBOL = 4;

    /// <summary>
    /// OpenMP reads its settings when its library is loaded, which loading tesseract does; .NET's own SetEnvironmentVariable does not reach native code on Linux.
    /// Parallel work comes from pages: four threads on one line of text only wait for each other.
    /// </summary>
    static Tesseract() => NativeCheck.Zero(LibC.setenv("OMP_THREAD_LIMIT", "1", 1), nameof(LibC.setenv));

    [LibraryImport(Library)]
    internal static partial TessBaseHandle TessBaseAPICreate();

    [LibraryImport(Library)]
    internal static partial void TessBaseAPIDelete(nint handle);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int TessBaseAPIInit2(TessBaseHandle handle, string datapath, string language, int oem);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int TessBaseAPISetVariable(TessBaseHandle handle, string name, string value);

    [LibraryImport(Library)]
    internal static partial void TessBaseAPISetPageSegMode(TessBaseHandle handle, int mode);

    [LibraryImport(Library)]
    internal static partial void TessBaseAPISetImage(TessBaseHandle handle, ReadOnlySpan<byte> imagedata, int width, int height, int bytes_per_pixel, int bytes_per_line);

    [LibraryImport(Library)]
    internal static partial void TessBaseAPISetImage2(TessBaseHandle handle, PixHandle pix);

    [LibraryImport(Library)]
    internal static partial void TessBaseAPISetSourceResolution(TessBaseHandle handle, int ppi);

    [LibraryImport(Library)]
    internal static partial int TessBaseAPIRecognize(TessBaseHandle handle, TessMonitorHandle monitor);

    [LibraryImport(Library)]
    internal static partial void TessBaseAPIClear(TessBaseHandle handle);

    [LibraryImport(Library)]
    internal static partial int TessBaseAPIDetectOrientationScript(TessBaseHandle handle, out int orient_deg, out float orient_conf, out nint script_name, out float script_conf);

    [LibraryImport(Library)]
    internal static partial TessResultHandle TessBaseAPIGetIterator(TessBaseHandle handle);

    [LibraryImport(Library)]
    internal static partial void TessResultIteratorDelete(nint handle);

    [LibraryImport(Library)]
    internal static partial int TessResultIteratorNext(TessResultHandle handle, int level);

    [LibraryImport(Library)]
    private static partial nint TessResultIteratorGetUTF8Text(TessResultHandle handle, int level);

    [LibraryImport(Library)]
    internal static partial float TessResultIteratorConfidence(TessResultHandle handle, int level);

    [LibraryImport(Library)]
    internal static partial int TessResultIteratorWordIsFromDictionary(TessResultHandle handle);

    /// <summary>A result iterator is a page iterator too: capi.h casts it.</summary>
    [LibraryImport(Library)]
    internal static partial int TessPageIteratorBoundingBox(TessResultHandle handle, int level, out int left, out int top, out int right, out int bottom);

    [LibraryImport(Library)]
    private static partial void TessDeleteText(nint text);

    [LibraryImport(Library)]
    internal static partial TessMonitorHandle TessMonitorCreate();

    [LibraryImport(Library)]
    internal static partial void TessMonitorDelete(nint monitor);

    [LibraryImport(Library)]
    internal static partial void TessMonitorSetDeadlineMSecs(TessMonitorHandle monitor, int deadline);

    /// <summary>The text of the word the iterator stands on, copied; empty when there is none.</summary>
    internal static string TextAt(TessResultHandle iterator, int level)
    {
        var text = TessResultIteratorGetUTF8Text(iterator, level);
        if (text == 0)
        {
            return "";
        }

        var copy = Marshal.PtrToStringUTF8(text) ?? "";
        TessDeleteText(text);
        return copy;
    }
}
