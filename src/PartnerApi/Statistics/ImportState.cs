using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>The values of an import that decide whether months become final.</summary>
/// <param name="AsOf">The day whose state the export shows; null if neither the file nor an option gives it.</param>
/// <param name="Cards">The number of imported cards.</param>
/// <param name="Covered">Cards in force before the import that it names.</param>
/// <param name="InForce">All cards in force before the import.</param>
internal sealed record FinishedImport(DateOnly? AsOf, long Cards, long Covered, long InForce)
{
    /// <summary>All cards before the import, in force or not.</summary>
    public long Stored { get; init; }
}

/// <summary>
/// The state of imports: one row, written in the transaction that makes an import's cards visible. It decides which months are final, and whether an export
/// is older than an earlier one.
/// </summary>
internal sealed class ImportState
{
    /// <summary>The only row's key.</summary>
    public const long Only = 1;

    /// <summary>Always <see cref="Only"/>.</summary>
    public long Id { get; init; } = Only;

    /// <summary>The latest as-of date of all imports, as a day number; 0 before the first import with a date.</summary>
    public long AsOf { get; set; }

    /// <summary>The latest as-of date of the imports that make months final, as a day number; 0 before the first.</summary>
    public long FinalAsOf { get; set; }

    /// <summary>The as-of date of the last import, as a day number; 0 if it has none.</summary>
    public long LastAsOf { get; set; }

    /// <summary>Cards in the last import.</summary>
    public long LastCards { get; set; }

    /// <summary>Cards in force before the last import that it named.</summary>
    public long LastCovered { get; set; }

    /// <summary>Cards in force before the last import.</summary>
    public long LastInForce { get; set; }

    /// <summary>Whether a month is final: an import with enough cards has an as-of date after the month's end.</summary>
    public bool IsFinal(Month month) => FinalAsOf >= month.Next.FirstDay.DayNumber;

    /// <summary>The latest as-of date of all imports; null before the first import with a date. An export with an earlier date is outdated.</summary>
    public DateOnly? NewestDate => DateOf(AsOf);

    /// <summary>Converts a stored day number; null for 0.</summary>
    public static DateOnly? DateOf(long day) => day == 0 ? null : DateOnly.FromDayNumber((int)day);
}

/// <summary>Maps <see cref="ImportState"/> to the table <c>ImportState</c>.</summary>
internal sealed class ImportStateTable : IEntityTypeConfiguration<ImportState>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<ImportState> builder)
    {
        builder.ToTable("ImportState").Holds(Content.Operational, "one row: the state of imports, which decides which months are final");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever().Holds(Content.Operational, "always 1");
        builder.Property(row => row.AsOf).Holds(Content.Operational, "the latest as-of date of an import");
        builder.Property(row => row.FinalAsOf).Holds(Content.Operational, "the latest as-of date of an import with enough cards");
        builder.Property(row => row.LastAsOf).Holds(Content.Operational, "the last import's as-of date");
        builder.Property(row => row.LastCards).Holds(Content.Operational, "the number of cards in the last import");
        builder.Property(row => row.LastCovered).Holds(Content.Operational, "the number of cards in force that the last import named");
        builder.Property(row => row.LastInForce).Holds(Content.Operational, "the number of cards in force before the last import");
        builder.Ignore(row => row.NewestDate);
    }
}
