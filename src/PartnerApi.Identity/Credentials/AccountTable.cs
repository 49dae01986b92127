using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Storage;

namespace PartnerApi.Identity.Credentials;

/// <summary>Maps <see cref="Account"/> to the table <c>Accounts</c>.</summary>
internal sealed class AccountTable : IEntityTypeConfiguration<Account>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("Accounts").Holds(Content.PartnerData, "accounts of people at partners");
        builder.HasKey(account => account.Name);
        builder.Property(account => account.Name).HasMaxLength(64).Holds(Content.PartnerData, "sign-in name and OAuth client id");
        builder.Property(account => account.PasswordHash).HasMaxLength(200).Holds(Content.Tag, "salted PBKDF2 hash of the password");
    }
}
