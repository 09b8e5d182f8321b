using Digitize.Accounts;
using Digitize.Processing;
using FsCheck;
using FsCheck.Fluent;

namespace Digitize.Tests.Processing;

[Parallelizable(ParallelScope.Self)]
internal sealed class FairOrderTests
{
    private static readonly AccountId A = new(new Guid("00000000-0000-0000-0000-00000000000a"));
    private static readonly AccountId B = new(new Guid("00000000-0000-0000-0000-00000000000b"));
    private static readonly AccountId C = new(new Guid("00000000-0000-0000-0000-00000000000c"));

    [Test]
    public void One_page_of_B_goes_next_however_much_A_has_queued()
    {
        var waiting = Pages(A, 0, 10_000).Append(Page(B, 0, 20_000));
        var next = FairOrder.Choose(waiting, new Dictionary<AccountId, int> { [A] = 4 }, new Dictionary<AccountId, long> { [A] = 9 }, room: 1);
        Assert.That(next.Single().Account, Is.EqualTo(B));
    }

    [Test]
    public void A_letter_behind_a_book_takes_its_turn_with_the_books_next_page()
    {
        // The letter's turn is the one that the queue has reached: the book's pages from 500 on are left.
        var waiting = Pages(A, 500, 500).Append(Page(A, 500, 20_000));
        var next = FairOrder.Choose(waiting, new Dictionary<AccountId, int>(), new Dictionary<AccountId, long>(), room: 2);
        Assert.That(next.Select(work => work.Turn), Is.EqualTo(new[] { 500L, 500L }));
        Assert.That(next.Select(work => work.Id), Does.Contain(Id(20_000)));
    }

    [Test]
    public void No_account_starves() =>
        Prop.ForAll(Gen.Zip(Gen.Choose(1, 60), Gen.Zip(Gen.Choose(1, 60), Gen.Choose(1, 60))).ToArbitrary(), given =>
        {
            var (a, (b, c)) = given;
            var waiting = Pages(A, 0, a).Concat(Pages(B, 100, b)).Concat(Pages(C, 200, c));
            var order = FairOrder.Choose(waiting, new Dictionary<AccountId, int>(), new Dictionary<AccountId, long>(), room: 1000);
            var counts = new Dictionary<AccountId, int> { [A] = a, [B] = b, [C] = c };

            // In each prefix, nobody who still waits is more than one piece behind anybody else.
            var served = counts.Keys.ToDictionary(account => account, _ => 0);
            foreach (var work in order)
            {
                served[work.Account]++;
                var least = counts.Keys.Where(account => served[account] < counts[account]).Select(account => served[account]).DefaultIfEmpty(int.MaxValue).Min();
                if (served.Values.Max() > (long)least + 1)
                {
                    return false;
                }
            }

            return order.Count == a + b + c && order.Distinct().Count() == order.Count;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Never_more_than_there_is_room_and_never_out_of_turn() =>
        Prop.ForAll(Gen.Zip(Gen.Choose(0, 50), Gen.Choose(0, 60)).ToArbitrary(), given =>
        {
            var (pages, room) = given;
            var chosen = FairOrder.Choose(Pages(A, 0, pages).Reverse(), new Dictionary<AccountId, int>(), new Dictionary<AccountId, long>(), room);
            return chosen.Select(work => work.Turn).SequenceEqual(Enumerable.Range(0, Math.Min(pages, room)).Select(turn => (long)turn));
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Between_equals_the_one_that_was_served_longest_ago_comes_first()
    {
        var flying = new Dictionary<AccountId, int> { [A] = 1, [B] = 1, [C] = 1 };
        var served = new Dictionary<AccountId, long> { [A] = 3, [B] = 1, [C] = 2 };
        Assert.That(FairOrder.Rank([A, B, C], flying, served), Is.EqualTo(new[] { B, C, A }));
    }

    private static IEnumerable<WaitingWork> Pages(AccountId account, int first, int count) =>
        Enumerable.Range(0, count).Select(index => Page(account, first + index, (account == A ? 0 : account == B ? 1000 : 2000) + index));

    private static WaitingWork Page(AccountId account, long turn, int id) => new(Id(id), WorkKind.Page, account, turn);

    private static WorkItemId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));
}
