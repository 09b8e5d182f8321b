using System.Data.Common;
using System.Net.Sockets;
using System.Security.Cryptography;
using Digitize.Pages;

namespace Digitize.Processing;

/// <summary>What kind of trouble an attempt met.</summary>
internal enum FailureClass
{
    /// <summary>The input can never work.</summary>
    Deterministic,

    /// <summary>It took too long or too much memory: worth one more try, no more.</summary>
    Resource,

    /// <summary>Database, broker, blob store or disk: not the work's fault, so that it costs it no attempt.</summary>
    Infrastructure,

    /// <summary>Anything else: a crash, a bug.</summary>
    Unknown,
}

/// <summary>What to do with work whose attempt failed.</summary>
internal abstract record RetryDecision
{
    private RetryDecision()
    {
    }

    internal sealed record Later(TimeSpan Delay, bool CostsAttempt) : RetryDecision;

    internal sealed record Dead : RetryDecision;
}

/// <summary>Decides, from the kind of trouble and the number of attempts, whether and when work is tried again.</summary>
internal static class Retries
{
    internal const int MostAttempts = 5;

    private const int MostAttemptsForResources = 2;

    /// <summary>After the first failed attempt, the second, …: long enough for what passes, short enough for somebody who waits.</summary>
    private static readonly TimeSpan[] Delays =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    private static readonly TimeSpan InfrastructureDelay = TimeSpan.FromSeconds(10);

    /// <param name="attempt">Counted from 1, this one included.</param>
    internal static RetryDecision Decide(FailureClass kind, int attempt, Jitter jitter) => kind switch
    {
        FailureClass.Deterministic => new RetryDecision.Dead(),
        FailureClass.Infrastructure => new RetryDecision.Later(jitter.Spread(InfrastructureDelay), CostsAttempt: false),
        FailureClass.Resource when attempt >= MostAttemptsForResources => new RetryDecision.Dead(),
        FailureClass.Unknown when attempt >= MostAttempts => new RetryDecision.Dead(),
        _ => new RetryDecision.Later(jitter.Spread(Delays[Math.Min(attempt, Delays.Length) - 1]), CostsAttempt: true),
    };

    internal static FailureClass Classify(Exception exception) => exception switch
    {
        UnreadableException unreadable => Classify(unreadable.Failure.Code),
        RunnerFailedException { Fault: RunnerFault.Late } or OutOfMemoryException => FailureClass.Resource,
        RunnerFailedException => FailureClass.Unknown,
        DbException or SocketException or HttpRequestException or TimeoutException => FailureClass.Infrastructure,

        // A file that is missing, or bytes that do not verify, will not come back by waiting.
        FileNotFoundException or DirectoryNotFoundException or EndOfStreamException or InvalidDataException => FailureClass.Unknown,
        IOException => FailureClass.Infrastructure,
        _ => exception.InnerException is { } inner ? Classify(inner) : FailureClass.Unknown,
    };

    internal static FailureClass Classify(FailureCode code) => code switch
    {
        FailureCode.TimedOut => FailureClass.Resource,
        FailureCode.GaveUp or FailureCode.Internal => FailureClass.Unknown,
        _ => FailureClass.Deterministic,
    };

    /// <summary>What is recorded: a code and a type name, never a message, which may quote the letter.</summary>
    internal static Failure Describe(Exception exception) => exception switch
    {
        UnreadableException unreadable => unreadable.Failure,
        RunnerFailedException { Fault: RunnerFault.Late } => new Failure(FailureCode.TimedOut, "It took too long."),
        RunnerFailedException { Signal: { } signal } => new Failure(FailureCode.Internal, $"ended by signal {signal}"),
        RunnerFailedException failed => new Failure(FailureCode.Internal, $"the child process: {failed.Fault}"),
        _ => new Failure(FailureCode.Internal, exception.GetType().Name),
    };
}

/// <summary>Spreads delays by a fifth either way, so that what failed together does not come back together.</summary>
internal sealed class Jitter(RandomNumberGenerator? random)
{
    private const double Share = 0.2;

    /// <summary>For asking whether there is another try at all.</summary>
    internal static Jitter None { get; } = new(null);

    internal TimeSpan Spread(TimeSpan delay)
    {
        if (random is null)
        {
            return delay;
        }

        Span<byte> bytes = stackalloc byte[4];
        random.GetBytes(bytes);
        var unit = BitConverter.ToUInt32(bytes) / (double)uint.MaxValue;
        return delay * (1 - Share + (2 * Share * unit));
    }
}
