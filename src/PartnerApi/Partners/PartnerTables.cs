using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Partners;

/// <summary>The table Partners.</summary>
internal sealed class PartnerTable : IEntityTypeConfiguration<Partner>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Partner> builder)
    {
        builder.ToTable("Partners").Holds(Content.PartnerData, "the organizations that may ask");
        builder.Property(partner => partner.Id).HasMaxLength(64).Holds(Content.PartnerData, "short name of the organization");
        builder.Property(partner => partner.Name).HasMaxLength(200).Holds(Content.PartnerData, "name of the organization");
        builder.Property(partner => partner.Audience).HasMaxLength(64).Holds(Content.PartnerData, "which kind of partner it is");
        builder.Property(partner => partner.Status).HasConversion<string>().HasMaxLength(16).Holds(Content.PartnerData, "active or suspended");
        builder.Property(partner => partner.SectorKey).HasMaxLength(SectorKeys.SealedLength).Holds(Content.Sealed, "the key of its pairwise subjects");
        builder.HasOne(partner => partner.Agreement).WithOne().HasForeignKey<Agreement>(agreement => agreement.PartnerId);
        builder.HasMany(partner => partner.Clients).WithOne().HasForeignKey(client => client.PartnerId);
    }
}

/// <summary>The table Agreements.</summary>
internal sealed class AgreementTable : IEntityTypeConfiguration<Agreement>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Agreement> builder)
    {
        builder.ToTable("Agreements").Holds(Content.PartnerData, "what each partner may ask");
        builder.HasKey(agreement => agreement.PartnerId);
        builder.Property(agreement => agreement.PartnerId).HasMaxLength(64).Holds(Content.PartnerData, "whose agreement it is");
        builder.Property(agreement => agreement.From).Holds(Content.PartnerData, "first day it holds");
        builder.Property(agreement => agreement.Until).Holds(Content.PartnerData, "last day it holds");
        builder.Property(agreement => agreement.Status).HasConversion<string>().HasMaxLength(16).Holds(Content.PartnerData, "active or suspended");
        builder.Property(agreement => agreement.Purposes)
            .HasConversion(list => string.Join(',', list), text => Split(text).Select(Enum.Parse<Purpose>).ToList(), ByItems<Purpose>())
            .HasMaxLength(500).Holds(Content.PartnerData, "purposes agreed");
        builder.Property(agreement => agreement.Benefits)
            .HasConversion(list => string.Join(',', list), text => Split(text).ToList(), ByItems<string>())
            .HasMaxLength(2000).Holds(Content.PartnerData, "benefits agreed");
        builder.Ignore(agreement => agreement.Limits);
        builder.Property(agreement => agreement.AnswersPerHour).Holds(Content.PartnerData, "answers an hour, where they differ from the setting");
        builder.Property(agreement => agreement.AnswersPerDay).Holds(Content.PartnerData, "answers a day, where they differ from the setting");
        builder.Property(agreement => agreement.RequestsPerSecond).Holds(Content.PartnerData, "requests a second, where they differ from the setting");
        builder.Property(agreement => agreement.Concurrent).Holds(Content.PartnerData, "requests in progress, where they differ from the setting");
        builder.Property(agreement => agreement.ReceiptsPerRequest).Holds(Content.PartnerData, "receipts in a request, where they differ from the setting");
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static ValueComparer<List<T>> ByItems<T>() =>
        new((left, right) => left!.SequenceEqual(right!), list => list.Count, list => list.ToList());
}

/// <summary>The table Clients.</summary>
internal sealed class ClientTable : IEntityTypeConfiguration<Client>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Client> builder)
    {
        builder.ToTable("Clients").Holds(Content.PartnerData, "the programs by which partners ask");
        builder.Property(client => client.Id).HasMaxLength(64).Holds(Content.PartnerData, "OAuth client id");
        builder.Property(client => client.PartnerId).HasMaxLength(64).Holds(Content.PartnerData, "whose client it is");
        builder.Property(client => client.Status).HasConversion<string>().HasMaxLength(16).Holds(Content.PartnerData, "active or suspended");
    }
}
