using Digitize.Pages.Native;
using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages;

/// <summary>What native libraries print: libjpeg, libpng and libtiff tell of every odd file on standard error, in words that help nobody and may quote the letter.</summary>
public static class NativeMessages
{
    /// <summary>Standard output under a descriptor of our own, on which a write to a reader that went away fails; null when it is closed.</summary>
    public static SafeFileHandle? OwnOutput() => LibC.dup(LibC.STDOUT_FILENO) is var own and >= 0 ? new SafeFileHandle(own, ownsHandle: true) : null;

    /// <summary>
    /// From now on nothing that C code prints reaches the process's standard output or standard error.
    /// .NET's own streams go on where they were opened before: they hold descriptors of their own.
    /// </summary>
    /// <exception cref="IOException">There is no <c>/dev/null</c>, or it may not be used.</exception>
    public static void Silence()
    {
        using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        NativeCheck.NotNegative(LibC.dup2(nowhere, LibC.STDOUT_FILENO), nameof(LibC.dup2));
        NativeCheck.NotNegative(LibC.dup2(nowhere, LibC.STDERR_FILENO), nameof(LibC.dup2));
    }
}
