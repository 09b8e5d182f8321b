using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Intake;

internal sealed class StoredIdempotency : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> builder) => builder.ToTable("idempotency").HasKey(row => new { row.AccountId, row.Key });
}
