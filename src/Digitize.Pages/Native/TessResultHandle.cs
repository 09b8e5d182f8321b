using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages.Native;

/// <summary>Owns a <c>TessResultIterator</c>. Free it before its engine reads the next picture.</summary>
internal sealed class TessResultHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private bool _counted;

    public TessResultHandle() : base(ownsHandle: true) => NativeCheck.Born();

    protected override bool ReleaseHandle()
    {
        Tesseract.TessResultIteratorDelete(handle);
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
