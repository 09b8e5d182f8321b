using Microsoft.Extensions.Logging;

namespace Digitize.Processing;

/// <summary>
/// The children that draw pages: few, and others than those that read, so that nobody who looks at a letter waits for reading or holds it up.
/// They start with the first picture that is asked for, and on machines that read nothing, too.
/// </summary>
/// <param name="start">Starts them.</param>
public sealed partial class DrawingChildren(Func<CancellationToken, Task<ChildProcessRunner>> start, TimeProvider time, ILogger<DrawingChildren> log) : IAsyncDisposable
{
    /// <summary>A machine that cannot lock a child in will not learn it from one request to the next.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private Task<ChildProcessRunner?>? _started;
    private long _startedAt;

    /// <summary>Null when letters cannot be drawn here: there is less between a child and the machine than is asked for.</summary>
    internal Task<ChildProcessRunner?> FindAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            var hasFailed = _started is { IsCompletedSuccessfully: true, Result: null } or { IsFaulted: true };
            if (_started is null || (hasFailed && time.GetElapsedTime(_startedAt) > Rest))
            {
                _startedAt = time.GetTimestamp();
                _started = Task.Run(StartAsync, CancellationToken.None);
            }

            return _started.WaitAsync(cancel);
        }
    }

    /// <summary>What children hold of a document in the clear is removed.</summary>
    internal async Task ForgetAsync(string path)
    {
        if (_started is { IsCompletedSuccessfully: true, Result: { } children })
        {
            await children.ForgetAsync(path);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (_started is { } started && await started.ContinueWith(ended => ended.IsCompletedSuccessfully ? ended.Result : null, TaskScheduler.Default) is { } children)
        {
            await children.DisposeAsync();
        }

        _closing.Dispose();
    }

    private async Task<ChildProcessRunner?> StartAsync()
    {
        try
        {
            return await start(_closing.Token);
        }
        catch (InvalidOperationException tooLittle)
        {
            LogTooLittle(tooLittle.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "There are no pictures of pages here. {Reason}")]
    private partial void LogTooLittle(string reason);
}
