using Digitize.Accounts;

namespace Digitize.Processing;

/// <summary>Work that could be sent now.</summary>
internal sealed record WaitingWork(WorkItemId Id, WorkKind Kind, AccountId Account, long Turn);

/// <summary>
/// Decides what is sent next. Over accounts: always the one that has the least in flight, so that one letter of B goes out next, however much A has queued.
/// Within an account: by turn. A document's pages get turns in steps of one, from the turn that the account's queue has reached when they come in;
/// so a letter sent behind a book of a thousand pages takes its turn with the book's next page, and the book is not starved by later letters either.
/// </summary>
internal static class FairOrder
{
    /// <param name="lastServed">A count that rises with every piece sent; between accounts with the same in flight, the one that was served longest ago comes first.</param>
    internal static IReadOnlyList<WaitingWork> Choose(
        IEnumerable<WaitingWork> waiting, IReadOnlyDictionary<AccountId, int> inFlight, IReadOnlyDictionary<AccountId, long> lastServed, int room)
    {
        var queues = waiting.GroupBy(work => work.Account)
            .ToDictionary(group => group.Key, group => new Queue<WaitingWork>(group.OrderBy(work => work.Turn).ThenBy(work => work.Id.Value)));
        var flying = queues.Keys.ToDictionary(account => account, account => inFlight.GetValueOrDefault(account));
        var served = queues.Keys.ToDictionary(account => account, account => lastServed.GetValueOrDefault(account));
        var count = served.Values.DefaultIfEmpty().Max();
        var chosen = new List<WaitingWork>();
        while (chosen.Count < room && queues.Count > 0)
        {
            var next = Rank(queues.Keys, flying, served)[0];
            chosen.Add(queues[next].Dequeue());
            flying[next]++;
            served[next] = ++count;
            if (queues[next].Count == 0)
            {
                queues.Remove(next);
            }
        }

        return chosen;
    }

    /// <summary>The accounts in the order in which they are to be served.</summary>
    internal static IReadOnlyList<AccountId> Rank(IEnumerable<AccountId> accounts, IReadOnlyDictionary<AccountId, int> inFlight, IReadOnlyDictionary<AccountId, long> lastServed) =>
        [.. accounts.OrderBy(account => inFlight.GetValueOrDefault(account)).ThenBy(account => lastServed.GetValueOrDefault(account)).ThenBy(account => account.Value)];
}
