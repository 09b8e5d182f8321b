using Digitize.Pages.Native;

namespace Digitize.Pages;

/// <summary>What native libraries print: libjpeg, libpng and libtiff tell of every odd file on standard error, in words that help nobody and may quote the letter.</summary>
public static class NativeMessages
{
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
