using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PartnerApi.Storage;

/// <summary>
/// A number that tells other processes that something changed as a whole. A row of a table that has generations is visible when its generation is
/// not above the table's; raising the one number makes thousands of rows visible in one tiny transaction.
/// </summary>
internal sealed class Generation
{
    /// <summary>The generation of cards and holders' records that readers see.</summary>
    public const string Cards = "cards";

    /// <summary>The highest generation that an import has begun to write; above <see cref="Cards"/> after one that did not finish.</summary>
    public const string CardsWritten = "cards-written";

    /// <summary>The generation whose superseded rows are gone; below <see cref="Cards"/> while they are still there.</summary>
    public const string CardsSwept = "cards-swept";

    /// <summary>There only while a copy from another database is not finished; tells the state of what is copied.</summary>
    public const string Copying = "copying";

    /// <summary>Raised by every change of partners, agreements and clients.</summary>
    public const string Directory = "directory";

    /// <summary>What is counted; one of the constants.</summary>
    public required string Name { get; init; }

    /// <summary>How often it changed; starts at 0.</summary>
    public required long Value { get; set; }
}

/// <summary>The table Generations, with its four rows.</summary>
internal sealed class GenerationConfiguration : IEntityTypeConfiguration<Generation>
{
    /// <summary>The table's name.</summary>
    public const string Table = "Generations";

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Generation> builder)
    {
        builder.ToTable(Table).Holds(Content.Operational, "numbers that tell other processes of a change");
        builder.HasKey(generation => generation.Name);
        builder.Property(generation => generation.Name).HasMaxLength(32).Holds(Content.Operational, "what is counted");
        builder.Property(generation => generation.Value).Holds(Content.Operational, "how often it changed");
        builder.HasData(
            new Generation { Name = Generation.Cards, Value = 0 },
            new Generation { Name = Generation.CardsWritten, Value = 0 },
            new Generation { Name = Generation.CardsSwept, Value = 0 },
            new Generation { Name = Generation.Directory, Value = 0 });
    }
}
