using Digitize.Pages.Native;

namespace Digitize.Pages;

/// <summary>
/// A process started through <c>setsid</c>, and all that it started in turn. .NET's own <c>Kill(entireProcessTree)</c> misses a process whose parent has ended;
/// and a program that sends the signal for us could not be started on a machine that is out of memory or processes.
/// </summary>
/// <param name="Leader">Process id of the first of them, which is the group's number as well.</param>
public readonly record struct ProcessGroup(int Leader)
{
    /// <summary>Some process of the group is left, if only as an entry that nobody has asked about yet.</summary>
    public bool Exists => Send(0);

    /// <summary>Asks all to end.</summary>
    public void Terminate() => Send(LibC.SIGTERM);

    /// <summary>Ends all.</summary>
    public void Kill() => Send(LibC.SIGKILL);

    /// <summary>0 and 1 would stand for ourselves and for every process there is.</summary>
    private bool Send(int signal) => Leader > 1 && LibC.kill(-Leader, signal) == 0;
}
