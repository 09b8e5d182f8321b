using System.Diagnostics;

namespace Digitize.Benchmarks.Service;

/// <summary>A service runs for months: what it compiles in its first minute, three processes three times, is not the price of a page.</summary>
internal static class FirstMinute
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    /// <summary>Whole rounds, until it is over.</summary>
    public static async Task PassAsync(Func<Task> round)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            await round();
        }
        while (Stopwatch.GetElapsedTime(began) < Length);
    }
}
