namespace Digitize.Processing;

/// <summary>Wakes the dispatcher of this process when something became due. Many signals at once are one; a lost one costs a few seconds, nothing else.</summary>
public sealed class WorkSignal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    public void Raise()
    {
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been raised already, and nobody has come yet.
        }
    }

    public void Dispose() => _raised.Dispose();

    /// <summary>Returns when the signal was raised or the time is over.</summary>
    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancel) => _raised.WaitAsync(atMost, cancel);
}
