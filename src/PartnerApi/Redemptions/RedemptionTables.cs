using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

/// <summary>
/// A stored use of a benefit by a holder. It holds no card number, no subject, and nothing in common with another partner's rows. Days and instants
/// are integers, so that both databases read them alike.
/// </summary>
internal sealed class Redemption
{
    /// <summary>Length of an id, in bytes.</summary>
    public const int IdLength = 16;

    /// <summary>The day number of an entitlement without end.</summary>
    public const long NoEnd = long.MaxValue;

    /// <summary>Random, 128 bits.</summary>
    public required byte[] Id { get; init; }

    public required string PartnerId { get; init; }

    public required string BenefitId { get; init; }

    /// <summary>The holder's tag for this partner; see <see cref="PartnerCipher.SubjectTag"/>.</summary>
    public required byte[] SubjectTag { get; init; }

    /// <summary>The holder and the exact times; see <see cref="PartnerCipher.Seal"/>.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>The start of the city's hour of redemption, in seconds since 1970-01-01 UTC: no more precise than the ledger.</summary>
    public required long RedeemedAt { get; init; }

    /// <summary>The city's day of redemption, as a day number. Usage rules count by it.</summary>
    public required long RedeemedOn { get; init; }

    /// <summary>The last day of the entitlement, as a day number, or <see cref="NoEnd"/>.</summary>
    public required long ValidUntil { get; init; }

    /// <summary>The usage rule of the decision, as JSON. The benefit's rule may have changed since.</summary>
    public required string Usage { get; init; }

    /// <summary>The start of the city's hour of reversal, in seconds since 1970-01-01 UTC; 0 if it was not reversed.</summary>
    public long ReversedAt { get; init; }

    /// <summary>The reason for the reversal; null if it was not reversed.</summary>
    public ReversalReason? ReversalReason { get; init; }
}

/// <summary>
/// The result of a redemption, stored under its idempotency key, so that a repeated request gets the same response. It is written in the transaction
/// of the effect. Nothing in it refers to the disclosure that preceded it.
/// </summary>
internal sealed class RedemptionKey
{
    /// <summary>Length of <see cref="KeyTag"/> and <see cref="Fingerprint"/>, in bytes.</summary>
    public const int TagLength = 32;

    /// <summary>The partner that sent the key. Keys of different partners never collide.</summary>
    public required string PartnerId { get; init; }

    /// <summary>See <see cref="RedemptionRequest"/>.</summary>
    public required byte[] KeyTag { get; init; }

    /// <summary>See <see cref="RedemptionRequest"/>.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>The number of a <see cref="RedemptionDecision"/>.</summary>
    public required long Decision { get; init; }

    /// <summary>The id of the redemption; empty after a refusal.</summary>
    public required byte[] RedemptionId { get; init; }

    /// <summary>The start of the city's hour, in seconds since 1970-01-01 UTC.</summary>
    public required long CreatedAt { get; init; }
}

/// <summary>The result of a redemption. The numbers are stored.</summary>
internal enum RedemptionDecision
{
    /// <summary>The use is recorded.</summary>
    Redeemed = 0,

    /// <summary>Not eligible, for a reason that is withheld.</summary>
    NotEligible = 1,

    /// <summary>Eligible, but already redeemed.</summary>
    AlreadyRedeemed = 2,
}

/// <summary>
/// Proves that the effect announced by a disclosure took place. It is written in the transaction of the effect and deleted when the disclosure is
/// settled. It is a separate row with a tag under a secret: a plain id would join a redemption, and all lookups of its holder that day, to the ledger.
/// </summary>
internal sealed class RedemptionEffect
{
    /// <summary>Length of a tag, in bytes.</summary>
    public const int TagLength = 32;

    /// <summary>The key <c>redemption-effect</c>, derived for the disclosure's id.</summary>
    public required byte[] Tag { get; init; }

    /// <summary>The start of the city's hour, in seconds since 1970-01-01 UTC.</summary>
    public required long CreatedAt { get; init; }
}

/// <summary>Maps <see cref="Redemption"/> to the table <c>Redemptions</c>.</summary>
internal sealed class RedemptionTable : IEntityTypeConfiguration<Redemption>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Redemption> builder)
    {
        builder.ToTable("Redemptions").Holds(Content.Sealed, "one row for each use of a benefit");
        builder.HasIndex(row => new { row.PartnerId, row.SubjectTag, row.BenefitId, row.RedeemedOn });
        builder.HasIndex(row => new { row.PartnerId, row.RedeemedAt, row.Id });
        builder.Property(row => row.Id).HasMaxLength(Redemption.IdLength).Holds(Content.Tag, "random id of the redemption");
        builder.Property(row => row.PartnerId).HasMaxLength(64).Holds(Content.PartnerData, "the partner of the redemption");
        builder.Property(row => row.BenefitId).HasMaxLength(64).Holds(Content.PartnerData, "the redeemed benefit");
        builder.Property(row => row.SubjectTag).HasMaxLength(PartnerCipher.TagLength).Holds(Content.Tag, "finds one holder's redemptions, given the partner's key");
        builder.Property(row => row.Sealed).HasMaxLength(PartnerCipher.SealedLength)
            .Holds(Content.Sealed, "the holder's handle and the exact times, under the partner's key");
        builder.Property(row => row.RedeemedAt).Holds(Content.Operational, "the hour in which it was redeemed");
        builder.Property(row => row.RedeemedOn).Holds(Content.Operational, "the city's day of the redemption");
        builder.Property(row => row.ValidUntil).Holds(Content.Operational, "last day of the entitlement");
        builder.Property(row => row.Usage).HasMaxLength(200).Holds(Content.PartnerData, "the usage rule of the decision");
        builder.Property(row => row.ReversedAt).Holds(Content.Operational, "the hour in which it was reversed, or 0");
        builder.Property(row => row.ReversalReason).HasConversion<string>().HasMaxLength(32).Holds(Content.Operational, "why it was reversed, one of a fixed list");
    }
}

/// <summary>Maps <see cref="RedemptionKey"/> to the table <c>RedemptionKeys</c>.</summary>
internal sealed class RedemptionKeyTable : IEntityTypeConfiguration<RedemptionKey>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<RedemptionKey> builder)
    {
        builder.ToTable("RedemptionKeys").Holds(Content.Tag, "results stored under idempotency keys, for 31 days");
        builder.HasKey(row => new { row.PartnerId, row.KeyTag });
        builder.HasIndex(row => row.CreatedAt);
        builder.Property(row => row.PartnerId).HasMaxLength(64).Holds(Content.PartnerData, "the partner that sent the key");
        builder.Property(row => row.KeyTag).HasMaxLength(RedemptionKey.TagLength).Holds(Content.Tag, "the key, under the facts secret");
        builder.Property(row => row.Fingerprint).HasMaxLength(RedemptionKey.TagLength)
            .Holds(Content.Tag, "fingerprint of the request, card number included, under the facts secret");
        builder.Property(row => row.Decision).Holds(Content.Operational, "the result");
        builder.Property(row => row.RedemptionId).HasMaxLength(Redemption.IdLength).Holds(Content.Tag, "the redemption, if any");
        builder.Property(row => row.CreatedAt).Holds(Content.Operational, "the hour of the result");
    }
}

/// <summary>Maps <see cref="RedemptionEffect"/> to the table <c>RedemptionEffects</c>.</summary>
internal sealed class RedemptionEffectTable : IEntityTypeConfiguration<RedemptionEffect>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<RedemptionEffect> builder)
    {
        builder.ToTable("RedemptionEffects").Holds(Content.Tag, "results whose disclosures are not settled yet, for minutes; no row refers to a redemption");
        builder.HasKey(row => row.Tag);
        builder.HasIndex(row => row.CreatedAt);
        builder.Property(row => row.Tag).HasMaxLength(RedemptionEffect.TagLength).Holds(Content.Tag, "the disclosure's id, under the facts secret");
        builder.Property(row => row.CreatedAt).Holds(Content.Operational, "the hour of the result");
    }
}
