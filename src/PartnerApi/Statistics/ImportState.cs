using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Policy.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>What one import brought, as far as it decides about months.</summary>
/// <param name="AsOf">The day whose state the export shows; null when neither the file nor an option names it.</param>
/// <param name="Cards">Cards that it brought.</param>
/// <param name="Covered">Cards in force before the import that it names.</param>
/// <param name="InForce">All cards in force before the import.</param>
internal sealed record FinishedImport(DateOnly? AsOf, long Cards, long Covered, long InForce)
{
    /// <summary>How many cards there were before it, in force or not.</summary>
    public long Stored { get; init; }
}

/// <summary>
/// The state that imports have left: one row, written in the transaction that makes an import's cards visible. It tells which months are final, and which
/// export is older than one that came before.
/// </summary>
internal sealed class ImportState
{
    /// <summary>The only row's key.</summary>
    public const long Only = 1;

    /// <summary>Always <see cref="Only"/>.</summary>
    public long Id { get; init; } = Only;

    /// <summary>The latest as-of date that an import gave, as a day number; 0 when none gave one.</summary>
    public long AsOf { get; set; }

    /// <summary>The latest as-of date of an import that makes months final, as a day number; 0 when there was none.</summary>
    public long FinalAsOf { get; set; }

    /// <summary>The as-of date of the last import, as a day number; 0 when it gave none.</summary>
    public long LastAsOf { get; set; }

    /// <summary>Cards that the last import brought.</summary>
    public long LastCards { get; set; }

    /// <summary>Cards in force before the last import that it named.</summary>
    public long LastCovered { get; set; }

    /// <summary>Cards in force before the last import.</summary>
    public long LastInForce { get; set; }

    /// <summary>Whether a month is final: an import that brought enough cards shows the state of a day after its end.</summary>
    public bool IsFinal(Month month) => FinalAsOf >= month.Next.FirstDay.DayNumber;

    /// <summary>The latest as-of date that an import gave; null when none gave one. An export with an earlier date is an old one.</summary>
    public DateOnly? NewestDate => DateOf(AsOf);

    /// <summary>A day of the row; null for 0.</summary>
    public static DateOnly? DateOf(long day) => day == 0 ? null : DateOnly.FromDayNumber((int)day);
}

/// <summary>The table ImportState.</summary>
internal sealed class ImportStateTable : IEntityTypeConfiguration<ImportState>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<ImportState> builder)
    {
        builder.ToTable("ImportState").Holds(Content.Operational, "one row: what imports have left, to tell which months are final");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever().Holds(Content.Operational, "always 1");
        builder.Property(row => row.AsOf).Holds(Content.Operational, "the latest as-of date of an import");
        builder.Property(row => row.FinalAsOf).Holds(Content.Operational, "the latest as-of date of an import that brought enough cards");
        builder.Property(row => row.LastAsOf).Holds(Content.Operational, "the last import's as-of date");
        builder.Property(row => row.LastCards).Holds(Content.Operational, "how many cards the last import brought");
        builder.Property(row => row.LastCovered).Holds(Content.Operational, "how many of the cards in force the last import named");
        builder.Property(row => row.LastInForce).Holds(Content.Operational, "how many cards were in force before the last import");
        builder.Ignore(row => row.NewestDate);
    }
}
