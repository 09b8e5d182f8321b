using Digitize.Accounts;
using Digitize.Documents;

namespace Digitize.Intake;

/// <summary>A key under which an account has sent something before, and what became of it.</summary>
public sealed class IdempotencyRecord
{
    public required AccountId AccountId { get; init; }

    public required string Key { get; init; }

    public required byte[] BodySha256 { get; init; }

    public required DocumentId DocumentId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
