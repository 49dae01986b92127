using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Storage;

namespace PartnerApi.Cards;

/// <summary>
/// A stored card. It holds no number and nothing readable. The visible row of a tag is the newest one whose generation does not exceed
/// <see cref="CardGenerations.Visible"/>.
/// </summary>
internal sealed class Card
{
    /// <summary>Key derived from the card's digits under <c>card-tag</c>; 32 bytes.</summary>
    public required byte[] Tag { get; init; }

    /// <summary>The import that wrote the row.</summary>
    public required long Generation { get; init; }

    /// <summary>A <see cref="StatusBlob"/>.</summary>
    public required byte[] Status { get; set; }

    /// <summary>A <see cref="FactsBlob"/>.</summary>
    public required byte[] Facts { get; set; }

    /// <summary>The data key of the holder's record, sealed under the key <c>holder-by-card</c>, bound to the tag; 60 bytes.</summary>
    public required byte[] RecordKey { get; set; }
}

/// <summary>Maps <see cref="Card"/> to the table <c>Cards</c>.</summary>
internal sealed class CardConfiguration : IEntityTypeConfiguration<Card>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Card> builder)
    {
        builder.ToTable("Cards").HasGeneration(CardGenerations.Visible).Holds(Content.Sealed, "one row for each card");
        builder.HasKey(card => new { card.Tag, card.Generation });
        builder.Property(card => card.Tag).Holds(Content.Tag, "finds a card, given its number and the lookup secret");
        builder.Property(card => card.Generation).Holds(Content.Operational, "which import wrote the row");
        builder.Property(card => card.Status).Holds(Content.Sealed, "state, first and last valid day, disposition date, seed, under the lookup secret");
        builder.Property(card => card.Facts).Holds(Content.Sealed, "birth date, borough, issue date, handle, months counted, under the facts secret and the number");
        builder.Property(card => card.RecordKey).Holds(Content.Sealed, "key of the holder's record, under the record secret and the number");
    }
}
