using System.Diagnostics;
using System.Globalization;

namespace Digitize.Processing;

/// <summary>
/// The command line that starts a child: each program sets its part up and then becomes the next. Limits and session are there before the child's first instruction,
/// and nothing has to happen between fork and exec, where .NET lets nobody in.
/// </summary>
internal sealed record RunnerCommand(IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Environment, string Folder)
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Programs, libraries and code of the runtime are mapped as well, and their addresses count.</summary>
    private const long MappedMegabytes = 2048;

    /// <param name="folder">The child's own; it starts there.</param>
    public static RunnerCommand For(IsolationLevel level, RunnerLimits limits, RunnerProgram program, string folder)
    {
        var path = Path.GetFullPath(folder);
        List<string> words = ["setsid", .. Walls(level, program, path), .. Bounds(limits), program.File, .. program.Arguments];
        return new RunnerCommand(words, CleanEnvironment(limits, path), path);
    }

    public ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(Words[0], Words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Folder,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static IEnumerable<string> Walls(IsolationLevel level, RunnerProgram program, string folder) => level switch
    {
        IsolationLevel.Sandbox => Bubblewrap(program, folder),
        IsolationLevel.NoNetwork => ["unshare", "--map-root-user", "--net", "--", "setpriv", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--"],
        _ => ["setpriv", "--no-new-privs", "--"],
    };

    private static IEnumerable<string> Bubblewrap(RunnerProgram program, string folder)
    {
        List<string> words = ["bwrap", "--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--ro-bind", "/usr", "/usr"];
        foreach (var name in new[] { "/bin", "/sbin", "/lib", "/lib32", "/lib64" }.Where(Path.Exists))
        {
            // A folder in old releases, a link into /usr in new ones.
            words.AddRange(new DirectoryInfo(name).LinkTarget is { } target ? ["--symlink", target, name] : ["--ro-bind", name, name]);
        }

        foreach (var name in new[] { "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/var/cache/fontconfig" })
        {
            words.AddRange(["--ro-bind-try", name, name]);
        }

        words.AddRange(["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]);
        foreach (var part in program.Folders.Select(Path.TrimEndingDirectorySeparator).Distinct())
        {
            words.AddRange(["--ro-bind", part, part]);
        }

        return [.. words, "--bind", folder, folder, "--chdir", folder, "--"];
    }

    private static IEnumerable<string> Bounds(RunnerLimits limits) =>
    [
        "prlimit",
        Bound("data", limits.MemoryMegabytes * Megabyte),
        Bound("as", (limits.MemoryMegabytes + MappedMegabytes) * Megabyte),
        Bound("cpu", limits.ProcessorSeconds),
        Bound("fsize", limits.FileMegabytes * Megabyte),
        Bound("nofile", limits.OpenFiles),
        Bound("nproc", limits.Processes),
        Bound("core", 0),
        "--",
    ];

    private static string Bound(string what, long most) => string.Create(CultureInfo.InvariantCulture, $"--{what}={most}");

    /// <summary>Nothing of ours: secrets of the service are in its environment.</summary>
    private static Dictionary<string, string> CleanEnvironment(RunnerLimits limits, string folder) => new()
    {
        ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
        ["LC_ALL"] = "C.UTF-8",
        ["HOME"] = folder,
        ["TMPDIR"] = folder,

        // Pages are worked on side by side; threads within one cost more than they save.
        ["OMP_THREAD_LIMIT"] = "1",

        // No socket for debuggers in the folder, no dump of a crash: it would hold the letter.
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_DbgEnableMiniDump"] = "0",

        // The collector would reserve 256 GB of addresses otherwise, which the limit on them does not allow. Hexadecimal.
        ["DOTNET_GCHeapHardLimit"] = "0x" + (limits.MemoryMegabytes * Megabyte / 2).ToString("X", CultureInfo.InvariantCulture),
    };
}
