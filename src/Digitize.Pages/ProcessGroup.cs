using System.Globalization;
using Digitize.Pages.Native;

namespace Digitize.Pages;

/// <summary>
/// A process started through <c>setsid</c>, and all that it started in turn. .NET's own <c>Kill(entireProcessTree)</c> misses a process whose parent has ended;
/// and a program that sends the signal for us could not be started on a machine that is out of memory or processes.
/// </summary>
/// <param name="Leader">Process id of the first of them, which is the group's number as well.</param>
public readonly record struct ProcessGroup(int Leader)
{
    /// <summary>
    /// Some process of the group is left. One that has ended and waits to be asked about is none: when its parent went first, that is the first process of the machine's business,
    /// which may take a second over it, and in a container that starts the service as its first process it never happens.
    /// </summary>
    public bool Exists => Send(0) && HasLivingMember();

    /// <summary>Asks all to end.</summary>
    public void Terminate() => Send(LibC.SIGTERM);

    /// <summary>Ends all.</summary>
    public void Kill() => Send(LibC.SIGKILL);

    private bool HasLivingMember()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (char.IsAsciiDigit(Path.GetFileName(folder)[0]) && IsLivingMember(folder))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsLivingMember(string folder)
    {
        string stat;
        try
        {
            stat = File.ReadAllText(folder + "/stat");
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return false;
        }

        // Behind the name, which may hold anything: state, parent, group.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is not ("Z" or "X") && int.Parse(fields[2], CultureInfo.InvariantCulture) == Leader;
    }

    /// <summary>0 and 1 would stand for ourselves and for every process there is.</summary>
    private bool Send(int signal) => Leader > 1 && LibC.kill(-Leader, signal) == 0;
}
