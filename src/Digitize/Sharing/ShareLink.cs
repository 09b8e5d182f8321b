using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Sharing;

/// <summary>A link that opens the PDF of one document without a login: until a time, so many times, and with a password where there is one. It shows the version that is shown when it is followed.</summary>
public sealed class ShareLink
{
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(90);

    public const int MostFetchesOfAll = 1000;

    public const int ShortestPassword = 8;

    /// <summary>Of one document, that work at the same time.</summary>
    public const int MostAtOnce = 50;

    /// <summary>After so many the link is closed for good: whoever has it and not the password is guessing, and the sender can make another.</summary>
    public const int MostWrongPasswords = 100;

    public required ShareLinkId Id { get; init; }

    public required AccountId AccountId { get; init; }

    public required DocumentId DocumentId { get; init; }

    public required byte[] TokenSha256 { get; init; }

    /// <summary>Null where the link alone is enough.</summary>
    public string? PasswordHash { get; init; }

    /// <summary><see cref="Actor.Name"/>.</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required int MostFetches { get; init; }

    public int Fetches { get; init; }

    public DateTimeOffset? LastFetchedAt { get; init; }

    public int WrongPasswords { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>Where the document is still there to be shown.</summary>
    public bool IsOpen(DateTimeOffset now) => WithdrawnAt is null && now < ExpiresAt && Fetches < MostFetches && WrongPasswords < MostWrongPasswords;

    /// <summary>As the audit names it.</summary>
    internal string Reason => $"share {Id}";
}

internal sealed class StoredShareLink : IEntityTypeConfiguration<ShareLink>
{
    public void Configure(EntityTypeBuilder<ShareLink> builder) => builder.ToTable("share_links").Ignore(row => row.Reason).HasKey(row => row.Id);
}

internal static class ShareLinkQueries
{
    /// <summary>Links that open something now. Documents in the trash, split, restricted or erased are none of it.</summary>
    internal static IQueryable<ShareLink> ThatOpen(this IQueryable<ShareLink> links, DigitizeDb db, DateTimeOffset now) => links.Where(row =>
        row.WithdrawnAt == null && row.ExpiresAt > now && row.Fetches < row.MostFetches && row.WrongPasswords < ShareLink.MostWrongPasswords
        && db.Documents.Any(document => document.Id == row.DocumentId && document.CurrentVersion != null));
}
