using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PartnerApi.Storage;

/// <summary>
/// A counter that shows changes to other processes. In a table with generations, a row is visible if its generation is not above the current one, so
/// that raising one number makes thousands of rows visible in one small transaction.
/// </summary>
public sealed class Generation
{
    /// <summary>Exists only while a copy from another database is unfinished. Its value is the state of the source.</summary>
    public const string Copying = "copying";

    /// <summary>The name, which the feature that counts defines.</summary>
    public required string Name { get; init; }

    /// <summary>The number of changes, starting at 0.</summary>
    public required long Value { get; set; }
}

/// <summary>Maps <see cref="Generation"/> to the table <c>Generations</c>. Each feature adds the rows of its own generations.</summary>
internal sealed class GenerationConfiguration : IEntityTypeConfiguration<Generation>
{
    public const string Table = "Generations";

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Generation> builder)
    {
        builder.ToTable(Table).Holds(Content.Operational, "counters that show changes to other processes");
        builder.HasKey(generation => generation.Name);
        builder.Property(generation => generation.Name).HasMaxLength(32).Holds(Content.Operational, "the counter's name");
        builder.Property(generation => generation.Value).Holds(Content.Operational, "the number of changes");
    }
}
