using System.Data.Common;
using Digitize.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Database;

/// <summary>
/// The right to do a job that one process at a time may do (<see cref="JobLeases"/>). Renewed by itself while it is held; disposing gives it back.
/// Whoever does the job stops when <see cref="Lost"/> says so.
/// </summary>
public sealed class JobLease : IAsyncDisposable
{
    /// <summary>Three renewals may be lost.</summary>
    private const int RenewalsOfLength = 4;

    private readonly DigitizeDatabase _database;
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly string _holder;
    private readonly TimeSpan _length;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _done = new();
    private readonly Task _renewing;
    private int _isGivenBack;

    internal JobLease(DigitizeDatabase database, TimeProvider time, string name, string holder, long fence, TimeSpan length)
    {
        (_database, _time, _name, _holder, _length, Fence) = (database, time, name, holder, length, fence);
        _renewing = RenewAsync();
    }

    /// <summary>Larger than that of everybody who held the lease before.</summary>
    public long Fence { get; }

    /// <summary>Canceled when the lease could not be renewed: somebody else may do the job now.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>False when somebody else holds it.</summary>
    internal Task<bool> RenewAsync(CancellationToken cancel) => _database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var until = await db.NowAsync(_time) + _length;
        return await Held(db).ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, until)) == 1;
    }, cancel);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isGivenBack, 1) == 1)
        {
            return;
        }

        await _done.CancelAsync();
        await _renewing;
        try
        {
            await _database.WriteAsync(CurrentAccount.Everyone, db => Held(db).ExecuteUpdateAsync(set => set
                .SetProperty(row => row.Holder, (string?)null)
                .SetProperty(row => row.Until, (DateTimeOffset?)null)), CancellationToken.None);
        }
        catch (DbException)
        {
            // The database is away: the lease runs out by itself.
        }

        _done.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_length / RenewalsOfLength, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_done.Token))
            {
                if (!await RenewAsync(_done.Token))
                {
                    await _lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_done.IsCancellationRequested)
        {
            // The job is done.
        }
        catch (DbException)
        {
            // No answer is no renewal.
            await _lost.CancelAsync();
        }
    }

    private IQueryable<TakenLease> Held(DigitizeDb db) => db.Set<TakenLease>().Where(row => row.Name == _name && row.Holder == _holder && row.Fence == Fence);
}
