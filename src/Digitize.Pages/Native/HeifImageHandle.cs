using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages.Native;

/// <summary>Owns a <c>heif_image</c>: decoded samples.</summary>
internal sealed class HeifImageHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public HeifImageHandle() : base(ownsHandle: true) => NativeCheck.Born();

    protected override bool ReleaseHandle()
    {
        Heif.heif_image_release(handle);
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
