using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Storage;

namespace PartnerApi.Cards;

/// <summary>
/// Finds a holder's current card, for requests that name the person and not a card. The code that makes a card visible writes this row
/// too, under the same generation. The same rule decides its visibility.
/// </summary>
internal sealed class CurrentCard
{
    /// <summary>See <see cref="CurrentCardBlob.TagOf"/>.</summary>
    public required byte[] HolderTag { get; init; }

    /// <summary>The import that wrote the row.</summary>
    public required long Generation { get; init; }

    /// <summary>A <see cref="CurrentCardBlob"/>.</summary>
    public required byte[] Sealed { get; set; }
}

/// <summary>Maps <see cref="CurrentCard"/> to the table <c>CurrentCards</c>.</summary>
internal sealed class CurrentCardConfiguration : IEntityTypeConfiguration<CurrentCard>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<CurrentCard> builder)
    {
        builder.ToTable("CurrentCards").HasGeneration(CardGenerations.Visible).Holds(Content.Sealed, "one row for each holder");
        builder.HasKey(row => new { row.HolderTag, row.Generation });
        builder.Property(row => row.HolderTag).Holds(Content.Tag, "finds a holder's current card, given the handle and the facts secret");
        builder.Property(row => row.Generation).Holds(Content.Operational, "which import wrote the row");
        builder.Property(row => row.Sealed).Holds(Content.Sealed, "the current card's tag, under the facts secret and the handle");
    }
}
