using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>The sealed counts of one unreleased month; see <see cref="CounterBlob"/>. The release deletes the row.</summary>
internal sealed class EnrollmentCounter
{
    /// <summary>The month's index.</summary>
    public required long Month { get; init; }

    /// <summary>The sealed counts, always of one length.</summary>
    public required byte[] Sealed { get; set; }
}

/// <summary>One month's published statistics. Rows never change.</summary>
internal sealed class EnrollmentRelease
{
    /// <summary>The month's index.</summary>
    public required long Month { get; init; }

    /// <summary>The city's day of the release, as a day number.</summary>
    public required long PublishedOn { get; init; }

    /// <summary>The published values as JSON; see <see cref="ReleasedMonth"/>.</summary>
    public required string Published { get; init; }
}

/// <summary>An entry of the budget ledger: the most privacy loss that a month's release costs each holder who is counted in it.</summary>
internal sealed class BudgetEntry
{
    /// <summary>The month's index. Each month is booked once.</summary>
    public required long Month { get; init; }

    public required long EpsilonMillionths { get; init; }

    /// <summary>The city's day of the entry, as a day number.</summary>
    public required long BookedOn { get; init; }
}

/// <summary>
/// A month that is closed to imports and about to be drawn. The row exists from before the draw until the publication. Only the data folder with the claim
/// may draw.
/// </summary>
internal sealed class ClosedMonth
{
    /// <summary>Bytes of a claim.</summary>
    public const int ClaimLength = 16;

    /// <summary>The month's index.</summary>
    public required long Month { get; init; }

    /// <summary>Random bytes. The data folder that closed the month holds the same bytes; see <see cref="DrawnMonths"/>.</summary>
    public required byte[] Claim { get; set; }

    /// <summary>The name of the host that closed it, for operators.</summary>
    public required string Host { get; set; }
}

/// <summary>Maps <see cref="EnrollmentCounter"/> to the table <c>EnrollmentCounters</c>.</summary>
internal sealed class EnrollmentCounterTable : IEntityTypeConfiguration<EnrollmentCounter>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<EnrollmentCounter> builder)
    {
        builder.ToTable("EnrollmentCounters").Holds(Content.Sealed, "counts of unreleased months; no row refers to a card");
        builder.HasKey(row => row.Month);
        builder.Property(row => row.Month).ValueGeneratedNever().Holds(Content.Operational, "which month");
        builder.Property(row => row.Sealed).HasMaxLength(CounterBlob.Length).Holds(Content.Sealed, "all counts of the month, in one blob of fixed length");
    }
}

/// <summary>Maps <see cref="ClosedMonth"/> to the table <c>ClosedMonths</c>.</summary>
internal sealed class ClosedMonthTable : IEntityTypeConfiguration<ClosedMonth>
{
    public const string Name = "ClosedMonths";

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<ClosedMonth> builder)
    {
        builder.ToTable(Name).Holds(Content.Operational, "the month whose release has begun; imports do not count events in it");
        builder.HasKey(row => row.Month);
        builder.Property(row => row.Month).ValueGeneratedNever().Holds(Content.Operational, "which month");
        builder.Property(row => row.Claim).HasMaxLength(ClosedMonth.ClaimLength)
            .Holds(Content.Operational, "random bytes that identify the data folder that may draw the noise");
        builder.Property(row => row.Host).Holds(Content.Operational, "the name of the host that closed the month");
    }
}

/// <summary>Maps <see cref="EnrollmentRelease"/> to the table <c>EnrollmentReleases</c>.</summary>
internal sealed class EnrollmentReleaseTable : IEntityTypeConfiguration<EnrollmentRelease>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<EnrollmentRelease> builder)
    {
        builder.ToTable("EnrollmentReleases").Holds(Content.Published, "one row for each released month");
        builder.HasKey(row => row.Month);
        builder.Property(row => row.Month).ValueGeneratedNever().Holds(Content.Published, "which month");
        builder.Property(row => row.PublishedOn).Holds(Content.Published, "the day of the release");
        builder.Property(row => row.Published).Holds(Content.Published, "the counts with noise, the counts made from them, and the mechanism");
    }
}

/// <summary>Maps <see cref="BudgetEntry"/> to the table <c>PrivacyBudget</c>.</summary>
internal sealed class PrivacyBudgetTable : IEntityTypeConfiguration<BudgetEntry>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<BudgetEntry> builder)
    {
        builder.ToTable("PrivacyBudget").Holds(Content.Published, "one row for each month with spent privacy budget");
        builder.HasKey(row => row.Month);
        builder.Property(row => row.Month).ValueGeneratedNever().Holds(Content.Published, "which month");
        builder.Property(row => row.EpsilonMillionths).Holds(Content.Published, "the epsilon of the release, in millionths");
        builder.Property(row => row.BookedOn).Holds(Content.Published, "the day of the entry");
    }
}
