using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages.Native;

/// <summary>Owns a <c>TessBaseAPI</c> with the models it loaded.</summary>
internal sealed class TessBaseHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private bool _counted;

    public TessBaseHandle() : base(ownsHandle: true) => NativeCheck.Born();

    protected override bool ReleaseHandle()
    {
        Tesseract.TessBaseAPIDelete(handle);
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
