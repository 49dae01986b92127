using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Storage;

namespace PartnerApi.Clocks;

/// <summary>The newest hour in which the clock was trusted. One row; see <see cref="TrustedTime"/>.</summary>
internal sealed class TrustedHour
{
    /// <summary>The only row's key.</summary>
    public const long Only = 1;

    /// <summary>Always <see cref="Only"/>.</summary>
    public long Id { get; init; } = Only;

    /// <summary>The hour, in seconds since 1970.</summary>
    public required long At { get; set; }
}

/// <summary>Maps <see cref="TrustedHour"/> to the table <c>TrustedTime</c>.</summary>
internal sealed class TrustedTimeTable : IEntityTypeConfiguration<TrustedHour>
{
    public const string Name = "TrustedTime";

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<TrustedHour> builder)
    {
        builder.ToTable(Name).Holds(Content.Operational, "one row: the newest hour in which the gateway's clock was trusted");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever().Holds(Content.Operational, "always 1");
        builder.Property(row => row.At).Holds(Content.Operational, "the hour");
    }
}
