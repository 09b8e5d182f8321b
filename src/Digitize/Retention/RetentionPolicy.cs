using System.Globalization;
using Digitize.Accounts;
using Digitize.Documents;

namespace Digitize.Retention;

/// <summary>What retention has to know of a document. Days are those of UTC.</summary>
/// <param name="Type">Name of its type; null where it has none.</param>
/// <param name="KeepMonths">Of its type; null keeps without limit.</param>
/// <param name="DoneFor">The due day for which it was put into the trash before.</param>
public sealed record RetentionFacts(AccountId Account, DocumentId Document, string? Type, int? KeepMonths, DateOnly ReceivedOn, DateOnly? DatedOn, DateOnly? DoneFor)
{
    public bool IsHeld { get; init; }

    public bool IsRestricted { get; init; }

    /// <summary>It lies in the trash, or is a stack that was split: it goes by itself.</summary>
    public bool IsDeleted { get; init; }
}

/// <summary>Why retention leaves a document where it is.</summary>
public enum KeepReason
{
    NoType,
    NoLimit,
    NotDue,
    Hold,
    Restricted,

    /// <summary>It lies in the trash already.</summary>
    Deleted,

    /// <summary>It was put into the trash for the same day, and somebody has taken it out again.</summary>
    TakenBack,
}

/// <summary>What to do with a document, and why, in a sentence. The constructor is private: these are all there are.</summary>
/// <param name="DueOn">The first day on which its time is over; null where it has no limit.</param>
public abstract record RetentionDecision(DateOnly? DueOn, string Sentence)
{
    public sealed record Keep(KeepReason Reason, DateOnly? DueOn, string Sentence) : RetentionDecision(DueOn, Sentence);

    /// <summary>Into the trash, as somebody would do it: it can be taken back.</summary>
    public sealed record Trash(DateOnly? DueOn, string Sentence) : RetentionDecision(DueOn, Sentence);
}

/// <summary>Decides how long a document is kept. Looks at nothing but its arguments. A hold wins over every time that has run out.</summary>
public static class RetentionPolicy
{
    public static RetentionDecision Decide(RetentionFacts facts, DateOnly today)
    {
        if (facts.IsDeleted)
        {
            return new RetentionDecision.Keep(KeepReason.Deleted, null, "It lies in the trash already.");
        }

        if (facts.Type is not { } type)
        {
            return new RetentionDecision.Keep(KeepReason.NoType, null, "It has no type.");
        }

        if (facts.KeepMonths is not { } months)
        {
            return new RetentionDecision.Keep(KeepReason.NoLimit, null, $"\"{type}\" is kept without limit.");
        }

        return Decide(facts, $"\"{type}\" is kept for {months} months", DueOn(facts.DatedOn ?? facts.ReceivedOn, months), today);
    }

    /// <summary>The first day after the period. A letter of the 31st is due on the last day of a shorter month.</summary>
    public static DateOnly DueOn(DateOnly start, int months) => start.AddMonths(months);

    private static RetentionDecision Decide(RetentionFacts facts, string rule, DateOnly due, DateOnly today)
    {
        var day = due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        RetentionDecision.Keep Keep(KeepReason reason, string sentence) => new(reason, due, sentence);

        return facts switch
        {
            _ when today < due => Keep(KeepReason.NotDue, $"{rule}, until {day}."),
            { IsHeld: true } => Keep(KeepReason.Hold, $"{rule}, due since {day}, but a legal hold lies on it."),
            { IsRestricted: true } => Keep(KeepReason.Restricted, $"{rule}, due since {day}, but it is restricted."),
            _ when facts.DoneFor == due => Keep(KeepReason.TakenBack, $"{rule}, due since {day}; it was put into the trash for that and taken out again."),
            _ => new RetentionDecision.Trash(due, $"{rule}, due since {day}."),
        };
    }
}
