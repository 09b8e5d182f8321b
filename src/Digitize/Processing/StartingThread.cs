using System.Collections.Concurrent;
using System.Diagnostics;

namespace Digitize.Processing;

/// <summary>
/// Starts processes from one thread that lives as long as this object: <c>--die-with-parent</c> means the thread that started the child, and threads of the pool come and go.
/// </summary>
internal sealed class StartingThread : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> _orders = [];
    private readonly Thread _thread;

    public StartingThread()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = "starts page runners" };
        _thread.Start();
    }

    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Add((start, started));
        return started.Task;
    }

    /// <summary>Children that still run end with it.</summary>
    public void Dispose()
    {
        _orders.CompleteAdding();
        _thread.Join();
        _orders.Dispose();
    }

    private void Work()
    {
        foreach (var (start, started) in _orders.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start) ?? throw new InvalidOperationException("No process was started."));
            }
            catch (Exception cause)
            {
                started.SetException(cause);
            }
        }
    }
}
