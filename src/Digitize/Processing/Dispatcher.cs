using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Processing;

/// <summary>
/// Sends hints for work that is due: after every commit that made some, and again for what got lost. Keeps few in flight and chooses fairly (<see cref="FairOrder"/>).
/// Its sweep, not the broker, is what guarantees that work is done: it puts back what dead workers held and goes on where a process died between two commits.
/// Several machines may run one each: an item is marked as sent by a conditional UPDATE that one of them wins.
/// </summary>
internal sealed partial class Dispatcher(
    DigitizeDatabase database, WorkItems items, WorkSignal signal, Gathering gathering, Leftovers leftovers, IBus bus, ProcessingOptions options, WorkMeters meters,
    DispatcherPulse pulse, TimeProvider time, ILogger<Dispatcher> log) : BackgroundService
{
    internal static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(15);

    /// <summary>A hint that was not taken up for so long is sent again.</summary>
    internal static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(60);

    /// <summary>A broker that confirms nothing for so long is away. The hint counts as sent, and is sent again when it was lost.</summary>
    private static readonly TimeSpan ConfirmTime = TimeSpan.FromSeconds(20);

    private readonly Dictionary<AccountId, long> _lastServed = [];
    private long _served;

    /// <summary>Puts back what dead workers held, gives up what they have killed too often, and finishes what was left between two commits.</summary>
    internal async Task SweepAsync(CancellationToken cancel)
    {
        foreach (var spent in await items.ResetExpiredAsync(cancel))
        {
            var failure = new Pages.Failure(Pages.FailureCode.GaveUp, $"Given up after {spent.Attempt} attempts, each of which ended its worker.");
            await database.WriteAsync(CurrentAccount.Everyone, db => GivingUp.RecordAsync(db, spent, failure, time.GetUtcNow()), cancel);
        }

        foreach (var document in await gathering.ForgottenAsync(cancel))
        {
            await gathering.TryAsync(document, cancel);
        }

        await leftovers.SweepAsync(cancel);
        await MeasureAsync(cancel);
    }

    /// <summary>Sends as much as there is room for.</summary>
    /// <returns>When to look again at the latest.</returns>
    internal async Task<DateTimeOffset> DispatchAsync(CancellationToken cancel)
    {
        var now = await NowAsync(cancel);
        var (inFlight, sent) = await InFlightAsync(now, cancel);
        var room = RoomFor(inFlight.Values.Sum(), sent);
        if (room > 0)
        {
            var waiting = await WaitingAsync(now, inFlight, room, cancel);
            var chosen = FairOrder.Choose(waiting, inFlight, _lastServed, room);
            await SendAsync(await MarkAsync(chosen, now, cancel), now, cancel);
        }
        else if (HasExpressPlace(inFlight.Values.Sum()))
        {
            var newcomers = (await WaitingAsync(now, inFlight, 1, cancel)).Where(work => !inFlight.ContainsKey(work.Account));
            await SendAsync(await MarkAsync([.. newcomers.Take(1)], now, cancel), now, cancel);
        }

        return time.GetUtcNow() + (await NextDueAsync(now, cancel) - now ?? SweepEvery);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // On SQLite there is one process: whoever held a lease died with the one before. Not before the loop, because the disk may be full when a service starts.
        var mustExpire = database.IsSqlite;
        var nextSweep = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = SweepEvery;
            try
            {
                if (mustExpire)
                {
                    await items.ExpireAllAsync(stoppingToken);
                    mustExpire = false;
                }

                if (time.GetUtcNow() >= nextSweep)
                {
                    await SweepAsync(stoppingToken);
                    nextSweep = time.GetUtcNow() + SweepEvery;
                }

                wait = await DispatchAsync(stoppingToken) - time.GetUtcNow();
                pulse.Beat(time.GetUtcNow());
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                // The database or the broker is away. Nothing is lost; it is tried again.
                LogTrouble(trouble.GetType().Name);
                wait = TimeSpan.FromSeconds(1);
            }

            await signal.WaitAsync(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > SweepEvery ? SweepEvery : wait, stoppingToken);
        }
    }

    private async Task<DateTimeOffset> NowAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.NowAsync(time, cancel);
    }

    /// <summary>
    /// In one process, as many as it has readers. Over machines whose number nobody knows, what is being read does not count: as many hints as one machine has readers
    /// wait at the broker, so that none stands idle.
    /// </summary>
    private int RoomFor(int inFlight, int sent) => options.InFlightOrUsual - (options.InFlight is null && !database.IsSqlite ? sent : inFlight);

    /// <summary>Where somebody set how many are in flight, that is what he wants; over several machines nobody knows how many readers are busy.</summary>
    private bool HasExpressPlace(int inFlight) => options.InFlight is null && database.IsSqlite && inFlight < options.InFlightOrUsual + ProcessingOptions.ExpressPlaces;

    private async Task<(IReadOnlyDictionary<AccountId, int> ByAccount, int Sent)> InFlightAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var lostBefore = now - LostAfter;
        await using var db = database.Open(CurrentAccount.Everyone);
        var leased = await db.WorkItems.Where(row => row.State == WorkState.Leased && row.LeasedUntil >= now)
            .GroupBy(row => row.AccountId).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancel);
        var sent = await db.WorkItems.Where(row => row.State == WorkState.Ready && row.DispatchedAt >= lostBefore)
            .GroupBy(row => row.AccountId).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancel);
        return (leased.Concat(sent).GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Count)), sent.Sum(entry => entry.Count));
    }

    private async Task<IReadOnlyList<WaitingWork>> WaitingAsync(DateTimeOffset now, IReadOnlyDictionary<AccountId, int> inFlight, int room, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var accounts = await db.WorkItems.Where(row => row.State == WorkState.Ready).Select(row => row.AccountId).Distinct().ToListAsync(cancel);
        var waiting = new List<WaitingWork>();
        var withWork = 0;
        foreach (var account in FairOrder.Rank(accounts, inFlight, _lastServed))
        {
            var due = await Due(db, now).Where(row => row.AccountId == account).OrderBy(row => row.Turn).ThenBy(row => row.Id).Take(room)
                .Select(row => new WaitingWork(row.Id, row.Kind, row.AccountId, row.Turn)).ToListAsync(cancel);
            waiting.AddRange(due);
            if (due.Count > 0 && ++withWork == room)
            {
                // One for each of these accounts fills the room; the others come next time.
                break;
            }
        }

        return waiting;
    }

    private async Task<IReadOnlyList<WaitingWork>> MarkAsync(IReadOnlyList<WaitingWork> chosen, DateTimeOffset now, CancellationToken cancel)
    {
        if (chosen.Count == 0)
        {
            return [];
        }

        return await database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            var won = new List<WaitingWork>();
            foreach (var work in chosen)
            {
                if (await Due(db, now).Where(row => row.Id == work.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DispatchedAt, now)) == 1)
                {
                    won.Add(work);
                }
            }

            return won;
        }, cancel);
    }

    /// <summary>What may be sent: due, of a document that is there, and not sent within the last minute.</summary>
    private static IQueryable<WorkItem> Due(DigitizeDb db, DateTimeOffset now)
    {
        var lostBefore = now - LostAfter;
        return db.WorkItems.Where(row => row.State == WorkState.Ready && row.NotBefore <= now && (row.DispatchedAt == null || row.DispatchedAt < lostBefore)
            && db.Documents.Any(document => document.Id == row.DocumentId && document.Reading == row.Reading));
    }

    private async Task SendAsync(IReadOnlyList<WaitingWork> marked, DateTimeOffset markedAt, CancellationToken cancel)
    {
        for (var i = 0; i < marked.Count; i++)
        {
            try
            {
                await SendAsync(marked[i]).WaitAsync(ConfirmTime, time, cancel);
            }
            catch (Exception refused) when (refused is not (OperationCanceledException or TimeoutException))
            {
                // No queue took it, or the broker went away: it need not wait until it counts as lost.
                await UnmarkAsync([.. marked.Skip(i).Select(work => work.Id)], markedAt);
                throw;
            }

            _lastServed[marked[i].Account] = ++_served;
        }
    }

    private Task<int> UnmarkAsync(IReadOnlyList<WorkItemId> unsent, DateTimeOffset markedAt) => database.WriteAsync(CurrentAccount.Everyone, db =>
        db.WorkItems.Where(row => unsent.Contains(row.Id) && row.State == WorkState.Ready && row.DispatchedAt == markedAt)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DispatchedAt, (DateTimeOffset?)null)), CancellationToken.None);

    /// <summary>Not cancellable: a broken-off publish confuses the counting of confirms in the broker's client. Who waits may give up waiting.</summary>
    private async Task SendAsync(WaitingWork work)
    {
        switch (work.Kind)
        {
            case WorkKind.Prepare:
                await bus.Publish(new PrepareDocument(work.Id.Value), Mandatory, CancellationToken.None);
                break;
            case WorkKind.Page:
                await bus.Publish(new RecognizePage(work.Id.Value), Mandatory, CancellationToken.None);
                break;
            case WorkKind.Assemble:
                await bus.Publish(new AssembleDocument(work.Id.Value), Mandatory, CancellationToken.None);
                break;
            default:
                return;
        }

        meters.Dispatched(1);
    }

    /// <summary>Without it a broker confirms a message that no queue takes, and drops it.</summary>
    internal static void Mandatory<T>(PublishContext<T> context) where T : class
    {
        if (context is RabbitMqSendContext rabbit)
        {
            rabbit.Mandatory = true;
        }
    }

    private async Task<DateTimeOffset?> NextDueAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.WorkItems.Where(row => row.State == WorkState.Ready && row.NotBefore > now).Select(row => (DateTimeOffset?)row.NotBefore).MinAsync(cancel);
    }

    private async Task MeasureAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var now = await db.NowAsync(time, cancel);
        var ready = db.WorkItems.Where(row => row.State == WorkState.Ready && !db.AllDocuments.Any(document => document.Id == row.DocumentId && document.RestrictedAt != null));
        var oldest = await ready.Where(row => row.NotBefore <= now).MinAsync(row => (DateTimeOffset?)row.NotBefore, cancel);
        meters.Set(new Backlog(await ready.CountAsync(cancel), oldest is { } since ? now - since : TimeSpan.Zero));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The dispatcher met {Type}; it goes on in a second.")]
    private partial void LogTrouble(string type);
}

/// <summary>When the dispatcher last went round: a process that answers requests may still have a dispatcher that stands still.</summary>
public sealed class DispatcherPulse
{
    private long _lastBeat;

    /// <summary>Null before the first round.</summary>
    public DateTimeOffset? LastBeat => Interlocked.Read(ref _lastBeat) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    internal void Beat(DateTimeOffset now) => Interlocked.Exchange(ref _lastBeat, now.UtcTicks);
}
