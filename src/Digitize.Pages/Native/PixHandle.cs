using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages.Native;

/// <summary>Owns one reference to a leptonica <c>PIX</c>.</summary>
internal sealed class PixHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public PixHandle() : base(ownsHandle: true) => NativeCheck.Born();

    protected override bool ReleaseHandle()
    {
        Leptonica.pixDestroy(ref handle);
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
