using Digitize.Accounts;
using Digitize.Retention;
using FsCheck;
using FsCheck.Fluent;

namespace Digitize.Tests.Retention;

public sealed class ContractPolicyTests
{
    private static readonly RetentionOptions Options = new();

    private static readonly DateOnly End = new(2026, 3, 31);

    private static readonly ContractFacts Contract = new(new AccountId(Guid.Empty), "Muster GmbH", End, null, null, null);

    [Test]
    public void After_a_year_that_was_announced_the_documents_go_and_years_later_the_name()
    {
        Assert.That(Decide(Contract, 0), Is.TypeOf<ContractDecision.Wait>().With.Property("Sentence").EqualTo("The contract ends on 2026-03-31; the documents will go on 2027-03-31."));
        Assert.That(Decide(Contract, 334), Is.TypeOf<ContractDecision.Wait>());
        Assert.That(Decide(Contract, 335), Is.TypeOf<ContractDecision.Announce>().With.Property("Sentence").Contains("will go on 2027-03-31, which is announced 30 days before"));
        var announced = Contract with { AnnouncedAt = At(335) };
        Assert.That(Decide(announced, 364), Is.TypeOf<ContractDecision.Wait>());
        Assert.That(Decide(announced, 365), Is.TypeOf<ContractDecision.EraseAll>());
        var erased = Contract with { ErasedAt = At(365) };
        Assert.That(Decide(erased, 366), Is.TypeOf<ContractDecision.Wait>());
        Assert.That(Decide(erased, 3653), Is.TypeOf<ContractDecision.Announce>());
        Assert.That(Decide(erased with { AnnouncedAt = At(3623) }, 3653), Is.TypeOf<ContractDecision.Forget>(), "2036-03-31 is the 3653rd day.");
    }

    [Test]
    public void A_day_that_was_asked_for_is_kept_to_and_is_never_later_than_the_usual_one()
    {
        var asked = Contract with { EraseOn = End.AddDays(10) };
        Assert.That(Decide(asked, 9), Is.TypeOf<ContractDecision.Wait>());
        Assert.That(Decide(asked, 10), Is.TypeOf<ContractDecision.EraseAll>());
        Assert.That(Decide(Contract with { EraseOn = End.AddDays(1000) }, 335), Is.TypeOf<ContractDecision.Announce>());
    }

    [Test]
    public void What_a_clock_years_ahead_has_announced_counts_for_nothing_when_it_is_set_right()
    {
        var told = Contract with { AnnouncedAt = At(100 + 3650) };
        Assert.That(Decide(told, 100), Is.TypeOf<ContractDecision.Wait>());
        Assert.That(Decide(told, 365), Is.TypeOf<ContractDecision.Announce>());
    }

    [Test]
    public void A_clock_that_jumps_by_ten_years_takes_nothing_away_before_the_time_of_the_trash_has_passed() =>
        Prop.ForAll((from day in Gen.Choose(-400, 4400) from jump in Gen.Choose(-3650, 3650) from isErased in Gen.Elements(true, false) select (day, jump, isErased)).ToArbitrary(), given =>
        {
            var (day, jump, isErased) = given;

            // Nothing was announced, whatever the day: from here the clock is wrong, and rounds go as often as they like.
            var facts = Contract with { ErasedAt = isErased ? At(0) : null };
            for (var hours = 0; hours < 30 * 24; hours += 7)
            {
                var now = At(day + jump) + TimeSpan.FromHours(hours);
                switch (ContractPolicy.Decide(facts, now, Options))
                {
                    case ContractDecision.EraseAll or ContractDecision.Forget:
                        return false;
                    case ContractDecision.Announce:
                        facts = facts with { AnnouncedAt = now };
                        break;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private static ContractDecision Decide(ContractFacts facts, int day) => ContractPolicy.Decide(facts, At(day), Options);

    private static DateTimeOffset At(int day) => new(End.AddDays(day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
