using Digitize.Pages.Native;

namespace Digitize.Pages;

/// <summary>How the C libraries of this process come by memory.</summary>
public static class PictureMemory
{
    /// <summary>The most that glibc takes for it: half of what one of its heaps may have.</summary>
    private const int PictureBytes = 32 << 20;

    private const int KeptBytes = 256 << 20;

    /// <summary>
    /// Keeps what pictures leave behind for the next one. A page is a dozen pictures of some megabytes, one after another; given back to the system and asked for again each time,
    /// their memory is cleared and mapped in again, which was an eighth of the processor time of a page. Larger ones go back at once, as before. For processes that end soon.
    /// </summary>
    public static void Keep()
    {
        try
        {
            _ = LibC.mallopt(LibC.M_MMAP_THRESHOLD, PictureBytes);
            _ = LibC.mallopt(LibC.M_TRIM_THRESHOLD, KeptBytes);
            _ = LibC.mallopt(LibC.M_TOP_PAD, PictureBytes);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, which has ways of its own.
        }
    }
}
