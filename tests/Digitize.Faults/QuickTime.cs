namespace Digitize.Faults;

/// <summary>A clock that goes so many times as fast as others, so that waiting for the next attempt does not last.</summary>
internal sealed class QuickTime(int speed) : TimeProvider
{
    internal const string Variable = "DIGITIZE_FAULTS_SPEED";

    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _began = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _start + (System.GetElapsedTime(_began) * speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Real(dueTime), Real(period));

    private TimeSpan Real(TimeSpan time) => time <= TimeSpan.Zero ? time : time / speed;
}
