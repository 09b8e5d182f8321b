using System.Globalization;

namespace Digitize.Processing;

/// <summary>How an attempt in a child ended that is neither a result nor a refusal.</summary>
public enum RunnerFault
{
    /// <summary>The program could not be started.</summary>
    NotStarted,

    /// <summary>It ended before it had answered.</summary>
    Died,

    /// <summary>It did not answer in time and was ended.</summary>
    Late,

    /// <summary>It answered what cannot be true.</summary>
    Lied,

    /// <summary>It said itself that something went wrong.</summary>
    Faulted,
}

/// <summary>An attempt in a child failed. Another may succeed; a page that fails each time has used up its attempts then.</summary>
public sealed class RunnerFailedException : Exception
{
    public RunnerFailedException(RunnerFault fault, string sentence, Exception? cause = null) : base(sentence, cause) => Fault = fault;

    public RunnerFault Fault { get; }

    /// <summary>As the shell has it: 128 and the signal's number for a child that was killed. Null where there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended the child; null when none did.</summary>
    public int? Signal => ExitCode is > 128 and < 193 ? ExitCode - 128 : null;

    internal static RunnerFailedException Died(int? exitCode, string said)
    {
        var how = exitCode switch
        {
            null => "went silent",
            > 128 and < 193 => string.Create(CultureInfo.InvariantCulture, $"was ended by signal {exitCode - 128}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"ended with exit code {exitCode}"),
        };
        return new RunnerFailedException(RunnerFault.Died, $"The process that parses the letter {how}.{(said.Length > 0 ? " It said: " + said : "")}") { ExitCode = exitCode };
    }
}
