using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages.Native;

/// <summary>Owns a <c>zbar_image_scanner_t</c>.</summary>
internal sealed class ZbarScannerHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private bool _counted;

    public ZbarScannerHandle() : base(ownsHandle: true) => NativeCheck.Born();

    protected override bool ReleaseHandle()
    {
        Zbar.zbar_image_scanner_destroy(handle);
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
}

/// <summary>Owns one reference to a <c>zbar_image_t</c>, and with it the symbols found in it.</summary>
internal sealed class ZbarImageHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private bool _counted;

    public ZbarImageHandle() : base(ownsHandle: true) => NativeCheck.Born();

    protected override bool ReleaseHandle()
    {
        Zbar.zbar_image_destroy(handle);
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
}
