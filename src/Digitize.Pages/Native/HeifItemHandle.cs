using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages.Native;

/// <summary>Owns a <c>heif_image_handle</c>: a picture of a HEIF file that is not decoded yet.</summary>
internal sealed class HeifItemHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public HeifItemHandle() : base(ownsHandle: true) => NativeCheck.Born();

    protected override bool ReleaseHandle()
    {
        Heif.heif_image_handle_release(handle);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (!_counted)
        {
            _counted = true;
            NativeCheck.Freed();
        }

        base.Dispose(disposing);
    }

    private bool _counted;
}
