using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Storage;

/// <summary>
/// Checks that the database was written with the current secrets. With other secrets no card would be found, and every card would appear invalid, so
/// startup fails instead.
/// </summary>
internal sealed class SecretCheck
{
    private const int CheckLength = 16;

    /// <summary>Checks that a database was written with the current lookup secret; no context.</summary>
    internal static readonly KeyLabel LookupCheck = new(Secret.Lookup, "partner-api/v1/lookup-check");

    /// <summary>Checks that a database was written with the current facts secret; no context.</summary>
    internal static readonly KeyLabel FactsCheck = new(Secret.Facts, "partner-api/v1/facts-check");

    /// <summary>Checks that a database was written with the current record secret; no context.</summary>
    internal static readonly KeyLabel RecordCheck = new(Secret.Record, "partner-api/v1/record-check");

    private static readonly Query All = new("SELECT \"Name\", \"Check\" FROM \"SecretChecks\"");

    private static readonly KeyLabel[] Labels = [LookupCheck, FactsCheck, RecordCheck];

    public required string Name { get; init; }

    /// <summary>The first 16 bytes of a key that is derived only for this check.</summary>
    public required byte[] Check { get; init; }

    /// <summary>Compares the secrets of this process with the stored checks.</summary>
    /// <returns>The checks that are missing.</returns>
    /// <exception cref="SettingException">A secret differs.</exception>
    public static IReadOnlyList<SecretCheck> Verify(StoreConnection connection, IKeyService keys)
    {
        var stored = new Dictionary<string, byte[]>();
        var rows = connection.Statement(All);
        while (rows.Step()) stored.Add(rows.Text(0), rows.Blob(1).ToArray());
        rows.Reset();

        var missing = new List<SecretCheck>();
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        foreach (var label in Labels)
        {
            var secret = label.Secret;
            if (!keys.Holds(secret)) continue;
            keys.Derive(label, [], key);
            if (!stored.TryGetValue(secret.ToString(), out var check))
            {
                missing.Add(new SecretCheck { Name = secret.ToString(), Check = key[..CheckLength].ToArray() });
            }
            else if (!CryptographicOperations.FixedTimeEquals(check, key[..CheckLength]))
            {
                throw new SettingException($"Secrets:{secret}", "this database was written with another secret. Use the secret of the database.");
            }
        }
        return missing;
    }
}

/// <summary>Maps <see cref="SecretCheck"/> to the table <c>SecretChecks</c>.</summary>
internal sealed class SecretCheckConfiguration : IEntityTypeConfiguration<SecretCheck>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<SecretCheck> builder)
    {
        builder.ToTable("SecretChecks").Holds(Content.Tag, "checks that the current secrets are those of this database");
        builder.HasKey(check => check.Name);
        builder.Property(check => check.Name).HasMaxLength(16).Holds(Content.Operational, "the name of a secret");
        builder.Property(check => check.Check).Holds(Content.Tag, "derived from the secret under a separate label; reveals nothing about other keys");
    }
}
