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
    internal static IReadOnlyList<WaitingWork> Choose(IEnumerable<WaitingWork> waiting, IReadOnlyDictionary<AccountId, int> inFlight, int room)
    {
        var queues = waiting.GroupBy(work => work.Account)
            .Select(group => (Account: group.Key, Queue: new Queue<WaitingWork>(group.OrderBy(work => work.Turn).ThenBy(work => work.Id.Value))))
            .ToList();
        var order = new PriorityQueue<(AccountId Account, Queue<WaitingWork> Queue), (int InFlight, Guid Oldest)>();
        foreach (var account in queues)
        {
            order.Enqueue(account, Rank(account.Queue, inFlight.GetValueOrDefault(account.Account)));
        }

        var chosen = new List<WaitingWork>();
        var sent = queues.ToDictionary(account => account.Account, account => inFlight.GetValueOrDefault(account.Account));
        while (chosen.Count < room && order.TryDequeue(out var next, out _))
        {
            chosen.Add(next.Queue.Dequeue());
            if (next.Queue.Count > 0)
            {
                order.Enqueue(next, Rank(next.Queue, ++sent[next.Account]));
            }
        }

        return chosen;
    }

    /// <summary>Between accounts with the same in flight, the one whose work has waited longest.</summary>
    private static (int, Guid) Rank(Queue<WaitingWork> queue, int inFlight) => (inFlight, queue.Peek().Id.Value);
}
