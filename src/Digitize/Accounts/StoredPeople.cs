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

internal sealed class StoredSecondFactor : IEntityTypeConfiguration<SecondFactor>
{
    public void Configure(EntityTypeBuilder<SecondFactor> builder) => builder.ToTable("second_factors").HasKey(row => row.UserId);
}

internal sealed class StoredRecoveryCode : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder) => builder.ToTable("recovery_codes").HasKey(row => new { row.UserId, row.Mac });
}

internal sealed class StoredSignInStep : IEntityTypeConfiguration<SignInStep>
{
    public void Configure(EntityTypeBuilder<SignInStep> builder) => builder.ToTable("sign_in_steps").HasKey(row => row.TokenSha256);
}

internal sealed class StoredPasskey : IEntityTypeConfiguration<Passkey>
{
    public void Configure(EntityTypeBuilder<Passkey> builder) => builder.ToTable("passkeys").Ignore(row => row.ShortId).HasKey(row => row.CredentialId);
}

internal sealed class StoredPasskeyChallenge : IEntityTypeConfiguration<PasskeyChallenge>
{
    public void Configure(EntityTypeBuilder<PasskeyChallenge> builder) => builder.ToTable("passkey_challenges").HasKey(row => row.TokenSha256);
}
