using System.Globalization;
using Digitize.Accounts;

namespace Digitize.Retention;

/// <summary>What was agreed of the end of a contract, and what has been done about it.</summary>
public sealed record ContractFacts(AccountId Account, string Name, DateOnly EndsOn, DateOnly? EraseOn, DateTimeOffset? AnnouncedAt, DateTimeOffset? ErasedAt)
{
    /// <param name="name">Of the account.</param>
    public static ContractFacts Of(ContractEnd row, string name) => new(row.AccountId, name, row.EndsOn, row.EraseOn, row.AnnouncedAt, row.ErasedAt);
}

/// <summary>What to do about a contract that ends, and why, in a sentence. The constructor is private: these are all there are.</summary>
/// <param name="NextAt">When the next thing is taken away.</param>
public abstract record ContractDecision(DateTimeOffset NextAt, string Sentence)
{
    /// <summary>Nothing to do today.</summary>
    public sealed record Wait(DateTimeOffset NextAt, string Sentence) : ContractDecision(NextAt, Sentence);

    /// <summary>To be told now, so that there is time to object.</summary>
    public sealed record Announce(DateTimeOffset NextAt, string Sentence) : ContractDecision(NextAt, Sentence);

    /// <summary>The documents go, and with the last of them those who could read them.</summary>
    public sealed record EraseAll(DateTimeOffset NextAt, string Sentence) : ContractDecision(NextAt, Sentence);

    /// <summary>The name of the account goes as well.</summary>
    public sealed record Forget(DateTimeOffset NextAt, string Sentence) : ContractDecision(NextAt, Sentence);
}

/// <summary>
/// Decides what follows from the end of a contract. What cannot be undone is announced for as long as the trash is kept: a clock that is years ahead announces, and takes nothing away
/// before somebody had as much time to notice. A day that somebody has asked for needs no announcement.
/// </summary>
public static class ContractPolicy
{
    public static ContractDecision Decide(ContractFacts facts, DateTimeOffset now, RetentionOptions options)
    {
        if (facts.ErasedAt is not null)
        {
            var end = Midnight(facts.EndsOn.AddYears(options.ContractDataYears));
            return Step(facts, end, now, options, "the name of the account", at => new ContractDecision.Forget(at, $"The documents have gone, and {options.ContractDataYears} years after the end of the contract the name goes too."));
        }

        var usual = Midnight(facts.EndsOn.AddDays(options.ContractEndDays));
        if (facts.EraseOn is { } asked && Midnight(asked) <= usual)
        {
            var at = Midnight(asked);
            return now < at ? new ContractDecision.Wait(at, $"The contract ends on {Day(facts.EndsOn)}; the documents go on {Day(at)}, as was asked for.")
                : new ContractDecision.EraseAll(at, $"The documents go from {Day(at)} on, as was asked for.");
        }

        return Step(facts, usual, now, options, "the documents", at => new ContractDecision.EraseAll(at, $"The contract ended on {Day(facts.EndsOn)}, {options.ContractEndDays} days were over on {Day(usual)}."));
    }

    private static ContractDecision Step(ContractFacts facts, DateTimeOffset due, DateTimeOffset now, RetentionOptions options, string what, Func<DateTimeOffset, ContractDecision> act)
    {
        if (now < due - options.TrashTime)
        {
            return new ContractDecision.Wait(due, $"The contract ends on {Day(facts.EndsOn)}; {what} will go on {Day(due)}.");
        }

        // An announcement from the future was made by a clock that was wrong.
        if (facts.AnnouncedAt is not { } told || told > now)
        {
            var earliest = Later(due, now + options.TrashTime);
            return new ContractDecision.Announce(earliest, $"The contract ended on {Day(facts.EndsOn)}; {what} will go on {Day(earliest)}, which is announced {options.TrashDays} days before.");
        }

        var at = Later(due, told + options.TrashTime);
        return now < at ? new ContractDecision.Wait(at, $"It is announced that {what} will go on {Day(at)}.") : act(at);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
