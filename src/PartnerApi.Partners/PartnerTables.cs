using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Partners;

/// <summary>Maps <see cref="Partner"/> to the table <c>Partners</c>.</summary>
internal sealed class PartnerTable : IEntityTypeConfiguration<Partner>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Partner> builder)
    {
        builder.ToTable("Partners").Holds(Content.PartnerData, "the partner organizations");
        builder.Property(partner => partner.Id).HasMaxLength(64).Holds(Content.PartnerData, "short name of the organization");
        builder.Property(partner => partner.Name).HasMaxLength(200).Holds(Content.PartnerData, "name of the organization");
        builder.Property(partner => partner.Audience).HasMaxLength(64).Holds(Content.PartnerData, "the partner's audience");
        builder.Property(partner => partner.Status).HasConversion<string>().HasMaxLength(16).Holds(Content.PartnerData, "active or suspended");
        builder.Property(partner => partner.SectorKey).HasMaxLength(SectorKeys.SealedLength).Holds(Content.Sealed, "the key of the partner's pairwise subjects");
        builder.HasOne(partner => partner.Agreement).WithOne().HasForeignKey<Agreement>(agreement => agreement.PartnerId);
        builder.HasMany(partner => partner.Clients).WithOne().HasForeignKey(client => client.PartnerId);
    }
}

/// <summary>Maps <see cref="Agreement"/> to the table <c>Agreements</c>.</summary>
internal sealed class AgreementTable : IEntityTypeConfiguration<Agreement>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Agreement> builder)
    {
        builder.ToTable("Agreements").Holds(Content.PartnerData, "the agreement of each partner");
        builder.HasKey(agreement => agreement.PartnerId);
        builder.Property(agreement => agreement.PartnerId).HasMaxLength(64).Holds(Content.PartnerData, "the partner of the agreement");
        builder.Property(agreement => agreement.From).Holds(Content.PartnerData, "first day of the agreement");
        builder.Property(agreement => agreement.Until).Holds(Content.PartnerData, "last day of the agreement");
        builder.Property(agreement => agreement.Status).HasConversion<string>().HasMaxLength(16).Holds(Content.PartnerData, "active or suspended");
        builder.Property(agreement => agreement.Purposes)
            .HasConversion(list => string.Join(',', list), text => PurposesIn(text).ToList(), ByItems<Purpose>())
            .HasMaxLength(500).Holds(Content.PartnerData, "agreed purposes");
        builder.Property(agreement => agreement.Benefits)
            .HasConversion(list => string.Join(',', list), text => BenefitsIn(text).ToList(), ByItems<string>())
            .HasMaxLength(2000).Holds(Content.PartnerData, "agreed benefits");
        builder.Ignore(agreement => agreement.Limits);
        builder.Property(agreement => agreement.AnswersPerHour).Holds(Content.PartnerData, "answers per hour, if different from the setting");
        builder.Property(agreement => agreement.AnswersPerDay).Holds(Content.PartnerData, "answers per day, if different from the setting");
        builder.Property(agreement => agreement.RequestsPerSecond).Holds(Content.PartnerData, "requests per second, if different from the setting");
        builder.Property(agreement => agreement.Concurrent).Holds(Content.PartnerData, "requests in progress, if different from the setting");
        builder.Property(agreement => agreement.ReceiptsPerRequest).Holds(Content.PartnerData, "receipts in a request, if different from the setting");
    }

    /// <summary>The purposes in a stored list.</summary>
    public static IEnumerable<Purpose> PurposesIn(string text) => Split(text).Select(Enum.Parse<Purpose>);

    /// <summary>The ids of benefits in a stored list.</summary>
    public static IEnumerable<string> BenefitsIn(string text) => Split(text);

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static ValueComparer<List<T>> ByItems<T>() =>
        new((left, right) => left!.SequenceEqual(right!), list => list.Count, list => list.ToList());
}

/// <summary>Maps <see cref="Client"/> to the table <c>Clients</c>.</summary>
internal sealed class ClientTable : IEntityTypeConfiguration<Client>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Client> builder)
    {
        builder.ToTable("Clients").Holds(Content.PartnerData, "the OAuth clients of partners");
        builder.Property(client => client.Id).HasMaxLength(64).Holds(Content.PartnerData, "OAuth client id");
        builder.Property(client => client.PartnerId).HasMaxLength(64).Holds(Content.PartnerData, "the partner of the client");
        builder.Property(client => client.Status).HasConversion<string>().HasMaxLength(16).Holds(Content.PartnerData, "active or suspended");
    }
}
