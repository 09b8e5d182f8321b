namespace Digitize.Tests;

/// <summary>Time that passes when the test says so.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    internal void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
