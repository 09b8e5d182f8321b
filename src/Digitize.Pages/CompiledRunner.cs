using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Digitize.Pages.Native;

namespace Digitize.Pages;

/// <summary>
/// The page engine compiled for this machine, <c>native/digitize-page-runner</c> beside the program, where the build could do that.
/// It begins to work in a few hundredths of a second; the form for the runtime compiles itself first, which takes the longer half of a short letter.
/// </summary>
public static class CompiledRunner
{
    /// <summary>Null when it was not built, or this processor cannot run it.</summary>
    public static string? Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "native", "digitize-page-runner") is var path && File.Exists(path) && HasInstructions ? path : null;

    /// <summary>What the launcher lets it be compiled for: x86-64-v3, processors since 2013.</summary>
    private static bool HasInstructions => RuntimeInformation.ProcessArchitecture != Architecture.X64 || (Avx2.IsSupported && Fma.IsSupported && Bmi2.IsSupported && Lzcnt.IsSupported);

    /// <summary>
    /// Goes on as that program, in the same process: its number, streams and whoever waits for it stay. Returns when that is not possible, and nothing has happened then.
    /// To be called before anything else is done: no <c>finally</c> of this program runs.
    /// </summary>
    /// <param name="name">What the program finds itself called by.</param>
    public static void TakeOver(string name, IReadOnlyList<string> arguments)
    {
        if (Path is { } path)
        {
            _ = LibC.execv(path, [name, .. arguments, null]);
        }
    }
}
