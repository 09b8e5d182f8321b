using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages.Native;

/// <summary>Owns an <c>ETEXT_DESC</c>, which tells a running recognition when to stop.</summary>
internal sealed class TessMonitorHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private bool _counted;

    public TessMonitorHandle() : base(ownsHandle: true) => NativeCheck.Born();

    protected override bool ReleaseHandle()
    {
        Tesseract.TessMonitorDelete(handle);
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
