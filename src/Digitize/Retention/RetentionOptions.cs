using System.ComponentModel.DataAnnotations;

namespace Digitize.Retention;

/// <summary>How long things are kept. Each of these is a promise to customers: the legal periods behind them are the operator's to know.</summary>
public sealed record RetentionOptions
{
    /// <summary>How long what was deleted, by somebody or by retention, can be taken back.</summary>
    [Range(1, 3650)]
    public int TrashDays { get; init; } = 30;

    /// <summary>How long documents are kept after the end of a contract, unless somebody asks for an earlier day.</summary>
    [Range(1, 36_500)]
    public int ContractEndDays { get; init; } = 365;

    /// <summary>How long the name of an account is kept after the end of its contract. Commercial law asks for six or ten years.</summary>
    [Range(1, 100)]
    public int ContractDataYears { get; init; } = 10;

    /// <summary>When retention goes round each day, in UTC.</summary>
    public TimeOnly RunAt { get; init; } = new(2, 30);

    internal TimeSpan TrashTime => TimeSpan.FromDays(TrashDays);
}
