using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Policy.Rules;
using PartnerApi.Storage;

namespace PartnerApi.Benefits;

/// <summary>Maps <see cref="Benefit"/> to the table <c>Benefits</c>.</summary>
internal sealed class BenefitTable : IEntityTypeConfiguration<Benefit>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Benefit> builder)
    {
        builder.ToTable("Benefits").Holds(Content.PartnerData, "the benefits that partners offer to holders");
        builder.Property(benefit => benefit.Id).HasMaxLength(64).Holds(Content.PartnerData, "short name of the benefit");
        builder.Property(benefit => benefit.Name).HasMaxLength(200).Holds(Content.PartnerData, "name of the benefit");
        builder.Property(benefit => benefit.From).Holds(Content.PartnerData, "first day of the offer");
        builder.Property(benefit => benefit.Until).Holds(Content.PartnerData, "last day of the offer");
        builder.Property(benefit => benefit.Rule).HasMaxLength(EligibilityRule.MaxBytes).Holds(Content.PartnerData, "the eligibility rule");
        builder.Property(benefit => benefit.Usage).HasMaxLength(200).Holds(Content.PartnerData, "the usage rule");
    }
}
