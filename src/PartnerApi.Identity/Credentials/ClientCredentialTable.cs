using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OpenIddict.EntityFrameworkCore.Models;
using PartnerApi.Storage;

namespace PartnerApi.Identity.Credentials;

/// <summary>
/// Maps OpenIddict's applications to the table <c>ClientCredentials</c>. Its other tables (authorizations, tokens, scopes) are omitted, because tokens are
/// not stored and scopes come from the audiences. Columns that the gateway does not use are omitted too.
/// </summary>
internal sealed class ClientCredentialTable : IEntityTypeConfiguration<OpenIddictEntityFrameworkCoreApplication>
{
    private static readonly string[] Used = ["Id", "ClientId", "ClientSecret", "JsonWebKeySet", "ConcurrencyToken", "ClientType"];

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<OpenIddictEntityFrameworkCoreApplication> builder)
    {
        builder.ToTable("ClientCredentials").Holds(Content.PartnerData, "credentials of clients");
        builder.HasKey(row => row.Id);
        builder.HasIndex(row => row.ClientId).IsUnique();
        builder.Property(row => row.Id).HasMaxLength(64).Holds(Content.PartnerData, "OAuth client id");
        builder.Property(row => row.ClientId).HasMaxLength(64).IsRequired().Holds(Content.PartnerData, "OAuth client id");
        builder.Property(row => row.ClientSecret).HasMaxLength(400).Holds(Content.Tag, "salted PBKDF2 hash of the secret");
        builder.Property(row => row.JsonWebKeySet).HasMaxLength(20_000).Holds(Content.PartnerData, "public keys with their expiry");
        builder.Property(row => row.ConcurrencyToken).HasMaxLength(64).IsConcurrencyToken().Holds(Content.Operational, "changes with every update");
        builder.Property(row => row.ClientType).HasMaxLength(16).Holds(Content.Operational, "always confidential");

        foreach (var property in typeof(OpenIddictEntityFrameworkCoreApplication).GetProperties())
        {
            if (!Used.Contains(property.Name)) builder.Ignore(property.Name);
        }
    }
}
