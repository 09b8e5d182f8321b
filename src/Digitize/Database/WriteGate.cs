namespace Digitize.Database;

/// <summary>
/// SQLite has one writer at a time. Waiting here costs nothing and never ends in "database is locked"; it also keeps two connections
/// from checkpointing at once, which can corrupt the file in SQLite up to 3.51.2. PostgreSQL needs no gate.
/// </summary>
internal sealed class WriteGate : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private int _commits;

    internal Task EnterAsync(CancellationToken cancel) => _one.WaitAsync(cancel);

    internal void Enter() => _one.Wait();

    /// <summary>True every 200th time: with a few pages a commit the log stays at a few megabytes.</summary>
    internal bool IsTimeToCheckpoint() => Interlocked.Increment(ref _commits) % 200 == 0;

    internal void Leave() => _one.Release();

    public void Dispose() => _one.Dispose();
}
