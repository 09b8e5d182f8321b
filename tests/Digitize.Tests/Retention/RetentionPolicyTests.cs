using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Retention;
using FsCheck;
using FsCheck.Fluent;

namespace Digitize.Tests.Retention;

public sealed class RetentionPolicyTests
{
    private static readonly DateOnly Day = new(2026, 3, 31);

    private static readonly RetentionFacts Letter = new(new AccountId(Guid.Empty), new DocumentId(Guid.Empty), "Rechnung", 12, Day, null, null);

    [TestCase(12, null, "2027-03-30", false)]
    [TestCase(12, null, "2027-03-31", true)]
    [TestCase(12, "2020-01-15", "2026-03-31", true)]
    [TestCase(120, "2020-01-15", "2030-01-14", false)]
    [TestCase(120, "2020-01-15", "2030-01-15", true)]
    [TestCase(1, "2026-01-31", "2026-02-28", true)]
    [TestCase(1, "2026-01-31", "2026-02-27", false)]
    [TestCase(1200, "2999-12-31", "2026-03-31", false)]
    public void The_period_counts_from_the_letters_date_or_else_from_when_it_came_in(int months, string? dated, string today, bool isDue)
    {
        var facts = Letter with { KeepMonths = months, DatedOn = dated is null ? null : DateOnly.Parse(dated, System.Globalization.CultureInfo.InvariantCulture) };
        var decision = RetentionPolicy.Decide(facts, DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(decision, isDue ? Is.TypeOf<RetentionDecision.Trash>() : Has.Property(nameof(RetentionDecision.Keep.Reason)).EqualTo(KeepReason.NotDue));
    }

    [Test]
    public void Each_reason_to_keep_is_told_in_a_sentence()
    {
        var today = Day.AddMonths(13);
        var due = Day.AddMonths(12);
        foreach (var (facts, reason, sentence) in new[]
        {
            (Letter with { Type = null }, KeepReason.NoType, "It has no type."),
            (Letter with { KeepMonths = null }, KeepReason.NoLimit, "\"Rechnung\" is kept without limit."),
            (Letter with { KeepMonths = 14 }, KeepReason.NotDue, "\"Rechnung\" is kept for 14 months, until 2027-05-31."),
            (Letter with { IsHeld = true, IsRestricted = true }, KeepReason.Hold, "\"Rechnung\" is kept for 12 months, due since 2027-03-31, but a legal hold lies on it."),
            (Letter with { IsRestricted = true }, KeepReason.Restricted, "\"Rechnung\" is kept for 12 months, due since 2027-03-31, but it is restricted."),
            (Letter with { DoneFor = due }, KeepReason.TakenBack, "\"Rechnung\" is kept for 12 months, due since 2027-03-31; it was put into the trash for that and taken out again."),
            (Letter with { IsDeleted = true }, KeepReason.Deleted, "It lies in the trash already."),
        })
        {
            var decision = (RetentionDecision.Keep)RetentionPolicy.Decide(facts, today);
            Assert.That((decision.Reason, decision.Sentence), Is.EqualTo((reason, sentence)));
        }

        Assert.That(RetentionPolicy.Decide(Letter with { DoneFor = due.AddDays(-1) }, today).Sentence, Is.EqualTo("\"Rechnung\" is kept for 12 months, due since 2027-03-31."), "Another day is another reason.");
    }

    [Test]
    public void Hold_and_restriction_win_over_every_time_and_nothing_happens_twice() =>
        Prop.ForAll(Facts().ToArbitrary(), given =>
        {
            var (facts, today) = given;
            var decision = RetentionPolicy.Decide(facts, today);
            return decision is not RetentionDecision.Trash trash
                || (!facts.IsHeld && !facts.IsRestricted && !facts.IsDeleted && facts.KeepMonths is not null && trash.DueOn <= today
                    && RetentionPolicy.Decide(facts with { DoneFor = trash.DueOn }, today) is RetentionDecision.Keep
                    && RetentionPolicy.Decide(facts with { IsDeleted = true }, today.AddYears(10)) is RetentionDecision.Keep);
        }).QuickCheckThrowOnFailure();

    private static Gen<(RetentionFacts Facts, DateOnly Today)> Facts() =>
        from months in Gen.Choose(0, 1200)
        from received in Gen.Choose(-3650, 3650)
        from dated in Gen.Choose(-100_000, 100_000)
        from today in Gen.Choose(-3650, 3650)
        from flags in Gen.Choose(0, 63)
        select (new RetentionFacts(Letter.Account, Letter.Document, (flags & 32) > 0 ? null : "Rechnung", months == 0 ? null : months, Day.AddDays(received), (flags & 1) > 0 ? Day.AddDays(dated) : null, (flags & 16) > 0 ? Day : null)
        {
            IsHeld = (flags & 2) > 0,
            IsRestricted = (flags & 4) > 0,
            IsDeleted = (flags & 24) == 24,
        }, Day.AddDays(today));
}
