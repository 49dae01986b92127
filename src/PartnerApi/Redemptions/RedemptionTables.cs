using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Storage;

namespace PartnerApi.Redemptions;

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
