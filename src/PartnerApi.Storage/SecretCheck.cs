using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Storage;

/// <summary>
/// Tells whether the secrets in use are those that the database was written with. With others no card would be found, and every answer would be
/// no: worth a refusal at start.
/// </summary>
internal sealed class SecretCheck
{
    private const int CheckLength = 16;

    /// <summary>Tells whether a database was written with the lookup secret in use; no context.</summary>
    internal static readonly KeyLabel LookupCheck = new(Secret.Lookup, "partner-api/v1/lookup-check");

    /// <summary>Tells whether a database was written with the facts secret in use; no context.</summary>
    internal static readonly KeyLabel FactsCheck = new(Secret.Facts, "partner-api/v1/facts-check");

    /// <summary>Tells whether a database was written with the record secret in use; no context.</summary>
    internal static readonly KeyLabel RecordCheck = new(Secret.Record, "partner-api/v1/record-check");

    private static readonly KeyLabel[] Labels = [LookupCheck, FactsCheck, RecordCheck];

    /// <summary>The secret's name.</summary>
    public required string Name { get; init; }

    /// <summary>The first 16 bytes of a key of its own.</summary>
    public required byte[] Check { get; init; }

    /// <summary>Compares the secrets that this process holds; notes those that the database does not know yet.</summary>
    /// <exception cref="SettingException">A secret is another one.</exception>
    public static void Verify(GatewayDbContext context, IKeyService keys)
    {
        var noted = context.Set<SecretCheck>().AsNoTracking().ToDictionary(check => check.Name, check => check.Check);
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        foreach (var label in Labels)
        {
            var secret = label.Secret;
            if (!keys.Holds(secret)) continue;
            keys.Derive(label, [], key);
            if (!noted.TryGetValue(secret.ToString(), out var check))
            {
                context.Add(new SecretCheck { Name = secret.ToString(), Check = key[..CheckLength].ToArray() });
            }
            else if (!CryptographicOperations.FixedTimeEquals(check, key[..CheckLength]))
            {
                throw new SettingException($"Secrets:{secret}", "it is not the secret that this database was written with.");
            }
        }
        context.SaveChanges();
    }
}

/// <summary>The table SecretChecks.</summary>
internal sealed class SecretCheckConfiguration : IEntityTypeConfiguration<SecretCheck>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<SecretCheck> builder)
    {
        builder.ToTable("SecretChecks").Holds(Content.Tag, "tells whether the secrets in use are this database's");
        builder.HasKey(check => check.Name);
        builder.Property(check => check.Name).HasMaxLength(16).Holds(Content.Operational, "name of a secret");
        builder.Property(check => check.Check).Holds(Content.Tag, "derived from the secret under a label of its own; gives nothing else away");
    }
}
