using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Accounts;

internal sealed class StoredUser : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder) => builder.ToTable("users").HasKey(row => row.Id);
}

internal sealed class StoredMembership : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder) => builder.ToTable("memberships").HasKey(row => new { row.UserId, row.AccountId });
}

internal sealed class StoredApiKey : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder) => builder.ToTable("api_keys").HasKey(row => row.Id);
}

internal sealed class StoredSession : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder) => builder.ToTable("sessions").HasKey(row => row.TokenSha256);
}
