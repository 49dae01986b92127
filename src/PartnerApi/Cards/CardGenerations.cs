using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Storage;

namespace PartnerApi.Cards;

/// <summary>The generations of cards and holders' records, and their rows.</summary>
internal sealed class CardGenerations : IEntityTypeConfiguration<Generation>
{
    /// <summary>The generation that readers see. Its name is the prefix of the others.</summary>
    public const string Visible = "cards";

    /// <summary>The highest generation that an import has begun to write; above <see cref="Visible"/> after an unfinished import.</summary>
    public const string Written = Visible + "-written";

    /// <summary>The generation whose superseded rows are removed; below <see cref="Visible"/> while they still exist.</summary>
    public const string Swept = Visible + "-swept";

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Generation> builder) => builder.HasData(
        new Generation { Name = Visible, Value = 0 }, new Generation { Name = Written, Value = 0 }, new Generation { Name = Swept, Value = 0 });
}
