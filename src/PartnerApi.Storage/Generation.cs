using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PartnerApi.Storage;

/// <summary>
/// A number that tells other processes that something changed as a whole. A row of a table that has generations is visible when its generation is
/// not above the table's; raising the one number makes thousands of rows visible in one tiny transaction.
/// </summary>
public sealed class Generation
{
    /// <summary>There only while a copy from another database is not finished; tells the state of what is copied.</summary>
    public const string Copying = "copying";

    /// <summary>The name, which the feature that counts defines.</summary>
    public required string Name { get; init; }

    /// <summary>How often it changed; starts at 0.</summary>
    public required long Value { get; set; }
}

/// <summary>The table Generations. Each feature adds the rows of its own generations.</summary>
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
    }
}
