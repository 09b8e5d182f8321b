using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages.Native;

/// <summary>Owns a <c>heif_context</c>: one opened HEIF file.</summary>
internal sealed class HeifContextHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public HeifContextHandle() : base(ownsHandle: true) => NativeCheck.Born();

    protected override bool ReleaseHandle()
    {
        Heif.heif_context_free(handle);
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
