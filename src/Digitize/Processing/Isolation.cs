using System.ComponentModel;
using System.Diagnostics;

namespace Digitize.Processing;

/// <summary>How far a child is kept apart, from little to much; each level has all of the ones before.</summary>
public enum IsolationLevel
{
    /// <summary>Memory, time, files, an empty environment.</summary>
    LimitsOnly = 1,

    /// <summary>No network, and no way to more rights.</summary>
    NoNetwork = 2,

    /// <summary>It sees its own folder, the programs and the models, and nothing else: no file, no process, no network.</summary>
    Sandbox = 3,
}

/// <summary>The level that works on this machine.</summary>
/// <param name="Sentence">For the log and for operators: what children cannot do, and what would help.</param>
public sealed record Isolation(IsolationLevel Level, string Sentence)
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(10);

    internal static Isolation At(IsolationLevel level) => new(level, level switch
    {
        IsolationLevel.Sandbox => "Letters are parsed in a bubblewrap sandbox: no network, no files but their own, no processes but their own.",
        IsolationLevel.NoNetwork => "Letters are parsed without network and without a way to more rights, but children can read what this user can read: install bubblewrap to close that.",
        _ => "Letters are parsed under limits only: neither bubblewrap nor user namespaces work here, so children can reach the network and read what this user can read.",
    });

    /// <summary>Tries from the top. Takes some hundredths of a second.</summary>
    /// <exception cref="InvalidOperationException">Not even <c>prlimit</c> and <c>setsid</c> (util-linux) work, or the level is below <see cref="RunnerLimits.LeastIsolation"/>.</exception>
    internal static async Task<Isolation> ProbeAsync(RunnerLimits limits, RunnerProgram program, CancellationToken cancel)
    {
        Directory.CreateDirectory(limits.ScratchFolder);
        IsolationLevel[] levels = [IsolationLevel.Sandbox, IsolationLevel.NoNetwork, IsolationLevel.LimitsOnly];
        foreach (var level in levels.Where(level => level >= limits.LeastIsolation))
        {
            if (await WorksAsync(RunnerCommand.For(level, limits, program with { File = "/usr/bin/true", Arguments = [] }, limits.ScratchFolder), cancel).ConfigureAwait(false))
            {
                return At(level);
            }
        }

        throw new InvalidOperationException($"Letters would be parsed with less isolation than is asked for ({limits.LeastIsolation}): install bubblewrap and util-linux, or allow user namespaces.");
    }

    private static async Task<bool> WorksAsync(RunnerCommand command, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ProbeTime);
        try
        {
            using var process = Process.Start(command.StartInfo())!;
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return process.ExitCode == 0;
        }
        catch (Exception absent) when (absent is Win32Exception || (absent is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
    }
}
