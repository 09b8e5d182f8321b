using System.Globalization;
using Digitize.Accounts;
using Digitize.Documents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Privacy;

/// <summary>A release. Version 7: later ids sort behind earlier ones.</summary>
public readonly record struct ReleaseId(Guid Value)
{
    public static ReleaseId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Null when <paramref name="text"/> is not an id.</summary>
    public static ReleaseId? TryParse(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new ReleaseId(value) : null;

    public override string ToString() => Value.ToString("D", CultureInfo.InvariantCulture);
}

/// <summary>An operator's way to read what one account holds, for a time that ends by itself. Its customer sees it and can end it.</summary>
public sealed class Release
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);

    public const int LongestText = 500;

    public required ReleaseId Id { get; init; }

    public required AccountId AccountId { get; init; }

    /// <summary>The only document that may be read; null for all of the account.</summary>
    public DocumentId? DocumentId { get; init; }

    /// <summary>The only one it opens anything for.</summary>
    public required UserId OperatorId { get; init; }

    public required string Reason { get; init; }

    public required string Ticket { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Ended before its time.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>For the details of entries.</summary>
    internal (string Name, string Value)[] Why => [("reason", Reason), ("ticket", Ticket)];

    public bool IsOpen(DateTimeOffset now) => EndedAt is null && now < EndsAt;
}

internal sealed class StoredRelease : IEntityTypeConfiguration<Release>
{
    public void Configure(EntityTypeBuilder<Release> builder) => builder.ToTable("releases").Ignore(row => row.Why).HasKey(row => row.Id);
}
