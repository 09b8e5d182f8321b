using System.Globalization;
using System.Text.Json;
using Digitize.Ocr.Terminal;
using Digitize.Retention;

namespace Digitize.Cli.Orders;

/// <summary>What retention does or has done, one line for each document and contract; columns lie between tabs, so that other programs read them. No titles: operators see no letters.</summary>
internal static class RetentionTable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Of(RetentionPlans plans) =>
        string.Join(Environment.NewLine, Lines(plans).Select(line => string.Join('\t', Printable.Of(line.Account), line.Document, Printable.Of(line.Type), line.Day, line.What, Printable.Of(line.Why)))
            .Prepend("ACCOUNT\tDOCUMENT\tTYPE\tDAY\tWHAT\tWHY"));

    public static string JsonOf(RetentionPlans plans) => JsonSerializer.Serialize(
        new
        {
            Lines = Lines(plans),
            plans.Documents.Trashed,
            Kept = plans.Documents.Kept.ToDictionary(entry => JsonNamingPolicy.CamelCase.ConvertName(entry.Key.ToString()), entry => entry.Value),
            Purged = plans.Contracts.Sum(contract => contract.Purged),
            plans.Documents.IsCut,
        }, Indented);

    /// <summary>One sentence with the sums.</summary>
    public static string SumOf(RetentionPlans plans, bool isDone)
    {
        var kept = string.Join(", ", plans.Documents.Kept.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}: {entry.Value}"));
        var stay = plans.Documents.Kept.Values.Sum();
        var cut = plans.Documents.IsCut ? $" The first {RetentionPlan.LongestList} are listed." : "";
        var purged = isDone ? $" {plans.Contracts.Sum(contract => contract.Purged)} documents of customers who have left are gone." : "";
        return $"{plans.Documents.Trashed} documents {(isDone ? "have gone" : "would go")} to the trash, {stay} with a type stay{(kept.Length > 0 ? $" ({kept})" : "")}.{purged}{cut}";
    }

    private static IReadOnlyList<Line> Lines(RetentionPlans plans) =>
    [
        .. plans.Documents.Due.Select(planned => new Line(
            planned.Account.ToString(), planned.Document.ToString(), planned.Type, Day(planned.Decision.DueOn), planned.Decision is RetentionDecision.Trash ? "trash" : "keep", planned.Decision.Sentence)),
        .. plans.Contracts.Select(planned => new Line(
            planned.Name, "-", "-", Day(DateOnly.FromDateTime(planned.Decision.NextAt.UtcDateTime)), WhatOf(planned.Decision), planned.Sentence)),
    ];

    private static string WhatOf(ContractDecision decision) => decision switch
    {
        ContractDecision.Announce => "announce",
        ContractDecision.EraseAll => "erase",
        ContractDecision.Forget => "forget",
        _ => "wait",
    };

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-";

    private sealed record Line(string Account, string Document, string Type, string Day, string What, string Why);
}
