using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PartnerApi.Cards;
using PartnerApi.Storage;

namespace PartnerApi.Registry;

/// <summary>A holder's sealed record. It becomes visible by the same rule as a card, under the same generation.</summary>
internal sealed class HolderRecord
{
    /// <summary>First 16 bytes of the key <c>holder-row</c> of the holder's handle.</summary>
    public required byte[] RowId { get; init; }

    /// <summary>The import that wrote the row.</summary>
    public required long Generation { get; init; }

    /// <summary>A <see cref="RecordBlob"/>.</summary>
    public required byte[] Sealed { get; set; }
}

/// <summary>Finds a holder's record by name and birth date. It is visible with the record of the same generation.</summary>
internal sealed class PersonEntry
{
    /// <summary>Key derived from the normalized name and birth date under <c>person-tag</c>; 32 bytes. Two people may share a tag.</summary>
    public required byte[] PersonTag { get; init; }

    public required byte[] RowId { get; init; }

    /// <summary>The import that wrote the row.</summary>
    public required long Generation { get; init; }

    /// <summary>The record's data key, sealed under the key <c>holder-by-person</c>, bound to the person's tag; 60 bytes.</summary>
    public required byte[] PersonKey { get; set; }
}

/// <summary>Maps <see cref="HolderRecord"/> to the table <c>HolderRecords</c>.</summary>
internal sealed class HolderRecordConfiguration : IEntityTypeConfiguration<HolderRecord>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<HolderRecord> builder)
    {
        builder.ToTable("HolderRecords").HasGeneration(CardGenerations.Visible).Holds(Content.Sealed, "one row for each holder");
        builder.HasKey(record => new { record.RowId, record.Generation });
        builder.Property(record => record.RowId).Holds(Content.Tag, "finds a record, given the card's opened facts and the record secret");
        builder.Property(record => record.Generation).Holds(Content.Operational, "which import wrote the row");
        builder.Property(record => record.Sealed).Holds(Content.Sealed, "name, birth date, address, and the seeds of the holder's cards, with a random key");
    }
}

/// <summary>
/// Maps <see cref="PersonEntry"/> to the table <c>PersonEntries</c>. It is a separate table so that its rows can be written in the order of their tags.
/// </summary>
internal sealed class PersonEntryConfiguration : IEntityTypeConfiguration<PersonEntry>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<PersonEntry> builder)
    {
        builder.ToTable("PersonEntries").HasGeneration(CardGenerations.Visible).Holds(Content.Sealed, "one row for each holder");
        builder.HasKey(entry => new { entry.PersonTag, entry.RowId, entry.Generation });
        builder.Property(entry => entry.PersonTag).Holds(Content.Tag, "finds a record, given name, birth date, and the record secret");
        builder.Property(entry => entry.RowId).Holds(Content.Tag, "the record's row");
        builder.Property(entry => entry.Generation).Holds(Content.Operational, "which import wrote the row");
        builder.Property(entry => entry.PersonKey).Holds(Content.Sealed, "the record's data key, sealed with a key from the record secret, name, and birth date");
    }
}
