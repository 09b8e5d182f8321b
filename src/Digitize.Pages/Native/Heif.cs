using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>libheif 1.12 and later, heif.h.</summary>
internal static partial class Heif
{
    internal const string Library = "heif";

    internal const int heif_colorspace_RGB = 1;

    /// <summary>8 bits a sample, three samples a pixel side by side.</summary>
    internal const int heif_chroma_interleaved_RGB = 10;

    internal const int heif_channel_interleaved = 10;

    /// <summary>Returned by value; a code of 0 is good.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct heif_error
    {
        internal readonly int code;
        internal readonly int subcode;
        private readonly nint message;
    }

    [LibraryImport(Library)]
    internal static partial HeifContextHandle heif_context_alloc();

    [LibraryImport(Library)]
    internal static partial void heif_context_free(nint context);

    /// <summary>The memory has to stay in place until the context is freed.</summary>
    [LibraryImport(Library)]
    internal static unsafe partial heif_error heif_context_read_from_memory_without_copy(
        HeifContextHandle context, byte* mem, nuint size, nint options);

    [LibraryImport(Library)]
    internal static partial heif_error heif_context_get_primary_image_handle(HeifContextHandle context, out HeifItemHandle handle);

    [LibraryImport(Library)]
    internal static partial void heif_image_handle_release(nint handle);

    [LibraryImport(Library)]
    internal static partial int heif_image_handle_get_width(HeifItemHandle handle);

    [LibraryImport(Library)]
    internal static partial int heif_image_handle_get_height(HeifItemHandle handle);

    [LibraryImport(Library)]
    internal static partial heif_error heif_decode_image(
        HeifItemHandle in_handle, out HeifImageHandle out_img, int colorspace, int chroma, nint options);

    [LibraryImport(Library)]
    internal static partial void heif_image_release(nint image);

    [LibraryImport(Library)]
    internal static partial int heif_image_get_width(HeifImageHandle image, int channel);

    [LibraryImport(Library)]
    internal static partial int heif_image_get_height(HeifImageHandle image, int channel);

    [LibraryImport(Library)]
    internal static unsafe partial byte* heif_image_get_plane_readonly(HeifImageHandle image, int channel, out int out_stride);
}
