namespace Digitize.Processing;

/// <summary>A lock for each key, there only as long as somebody wants it.</summary>
internal sealed class OneAtATime<TKey>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Turn> _turns = [];

    /// <summary>Waits until nobody else is in with this key. Disposing lets the next one in.</summary>
    internal async Task<IDisposable> EnterAsync(TKey key, CancellationToken cancel)
    {
        Turn turn;
        lock (_gate)
        {
            turn = _turns.TryGetValue(key, out var known) ? known : _turns[key] = new Turn(this, key);
            turn.Wanted++;
        }

        try
        {
            await turn.Free.WaitAsync(cancel);
            return turn;
        }
        catch
        {
            Leave(turn);
            throw;
        }
    }

    private void Leave(Turn turn)
    {
        lock (_gate)
        {
            if (--turn.Wanted == 0)
            {
                _turns.Remove(turn.Key);
                turn.Free.Dispose();
            }
        }
    }

    private sealed class Turn(OneAtATime<TKey> owner, TKey key) : IDisposable
    {
        internal TKey Key => key;

        internal SemaphoreSlim Free { get; } = new(1, 1);

        internal int Wanted { get; set; }

        public void Dispose()
        {
            Free.Release();
            owner.Leave(this);
        }
    }
}
