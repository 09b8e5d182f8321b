namespace Digitize.Pages.Native;

/// <summary>Turns answers of C functions into exceptions, and counts the objects that C gave us and that are not freed yet.</summary>
internal static class NativeCheck
{
    private static int _alive;

    /// <summary>Native objects alive in this process. Tests expect what they found before they began.</summary>
    internal static int Alive => Volatile.Read(ref _alive);

    internal static void Born() => Interlocked.Increment(ref _alive);

    internal static void Freed() => Interlocked.Decrement(ref _alive);

    /// <summary>Leptonica answers 0 for good.</summary>
    internal static void Zero(int result, string function)
    {
        if (result != 0)
        {
            throw new InvalidOperationException($"{function} answered {result}.");
        }
    }

    /// <summary>System calls answer -1 for bad.</summary>
    internal static void NotNegative(int result, string function)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"{function} failed.");
        }
    }

    /// <summary>The handle, or an exception when C gave nothing.</summary>
    internal static THandle Valid<THandle>(THandle handle, string function)
        where THandle : System.Runtime.InteropServices.SafeHandle
    {
        if (!handle.IsInvalid)
        {
            return handle;
        }

        handle.Dispose();
        throw new InvalidOperationException($"{function} gave nothing.");
    }
}
