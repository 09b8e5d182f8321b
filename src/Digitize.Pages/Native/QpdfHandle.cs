using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages.Native;

/// <summary>Owns one <c>qpdf_data</c>: a PDF file that is open, and every object handle taken from it.</summary>
internal sealed class QpdfHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private bool _counted;

    public QpdfHandle() : base(ownsHandle: true) => NativeCheck.Born();

    protected override bool ReleaseHandle()
    {
        Qpdf.qpdf_cleanup(ref handle);
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
