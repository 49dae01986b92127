using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Storage;

namespace PartnerApi.Cards;

/// <summary>
/// The way from a holder to the current card: the one that counts when a partner names the person and not a card. Written by whatever makes the card
/// visible, and visible by the same rule and under the same generation.
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

/// <summary>The table CurrentCards.</summary>
internal sealed class CurrentCardConfiguration : IEntityTypeConfiguration<CurrentCard>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<CurrentCard> builder)
    {
        builder.ToTable("CurrentCards").HasGeneration(CardGenerations.Visible).Holds(Content.Sealed, "one row for each holder");
        builder.HasKey(row => new { row.HolderTag, row.Generation });
        builder.Property(row => row.HolderTag).Holds(Content.Tag, "finds a holder's current card for who has the handle and the facts secret");
        builder.Property(row => row.Generation).Holds(Content.Operational, "which import wrote the row");
        builder.Property(row => row.Sealed).Holds(Content.Sealed, "the current card's tag, under the facts secret and the handle");
    }
}
