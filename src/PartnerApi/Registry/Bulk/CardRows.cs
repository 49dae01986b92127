using System.Security.Cryptography;
using PartnerApi.Cards;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Registry.Bulk;

/// <summary>The writers of one thread, one for each table.</summary>
internal sealed class RowWriters(string folder, int rowsInRun)
{
    private readonly Dictionary<RowLayout, RunWriter> writers =
        RowLayout.All.ToDictionary(layout => layout, layout => new RunWriter(layout, folder, rowsInRun));

    public IEnumerable<RunWriter> All => writers.Values;

    public RunWriter this[RowLayout layout] => writers[layout];
}

/// <summary>Seals the rows of the four tables from resolved values. Used by one thread.</summary>
internal sealed class CardRows : IDisposable
{
    private readonly IKeyService keys;
    private readonly RowWriters rows;
    private readonly AesGcm statusCipher;
    private readonly byte[] digits = new byte[CardNumber.DigitCount];
    private readonly byte[] key = new byte[Aead.KeyLength];

    public CardRows(IKeyService keys, RowWriters rows)
    {
        (this.keys, this.rows) = (keys, rows);
        keys.Derive(CardKeyLabels.CardStatus, [], key);
        statusCipher = Aead.Cipher(key);
    }

    public void WriteCard(CardNumber number, ReadOnlySpan<byte> tag, in CardTerms terms, in SealedFacts facts, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> dataKey)
    {
        var (layout, writer) = (RowLayout.Cards, rows[RowLayout.Cards]);
        var row = writer.Next;
        tag.CopyTo(layout.Column(row, 0));
        StatusBlob.Seal(statusCipher, terms, seed, tag, layout.Column(row, 1));
        number.WriteDigits(digits);
        SealFacts(facts, tag, layout.Column(row, 2));
        keys.Derive(HolderKeyLabels.HolderByCard, digits, key);
        WrapDataKey(dataKey, tag, layout.Column(row, 3));
        writer.Add();
    }

    /// <summary>Writes a known card with a new state and new counted months, and no other change.</summary>
    public void WriteState(CardReading card, in CardTerms terms, in SealedFacts facts)
    {
        var (layout, writer) = (RowLayout.Cards, rows[RowLayout.Cards]);
        var row = writer.Next;
        card.Tag.CopyTo(layout.Column(row, 0));
        StatusBlob.Seal(statusCipher, terms, card.Seed, card.Tag, layout.Column(row, 1));
        card.Number.WriteDigits(digits);
        SealFacts(facts, card.Tag, layout.Column(row, 2));
        card.RecordKey.CopyTo(layout.Column(row, 3));
        writer.Add();
    }

    /// <summary>Writes that this card is its holder's current card.</summary>
    public void WriteCurrent(ReadOnlySpan<byte> handle, ReadOnlySpan<byte> cardTag)
    {
        var (layout, writer) = (RowLayout.CurrentCards, rows[RowLayout.CurrentCards]);
        var holderTag = layout.Column(writer.Next, 0);
        CurrentCardBlob.TagOf(keys, handle, holderTag);
        CurrentCardBlob.Seal(keys, handle, holderTag, cardTag, layout.Column(writer.Next, 1));
        writer.Add();
    }

    /// <summary>Writes the holder's record and the entry that finds it by name and birth date.</summary>
    public void WriteHolder(HolderDetails holder, ReadOnlySpan<byte> handle, ReadOnlySpan<byte> seeds, ReadOnlySpan<byte> dataKey)
    {
        Span<byte> rowId = stackalloc byte[RecordBlob.RowIdLength];
        keys.Derive(HolderKeyLabels.HolderRow, handle, key);
        key.AsSpan(0, rowId.Length).CopyTo(rowId);
        var (layout, writer) = (RowLayout.HolderRecords, rows[RowLayout.HolderRecords]);
        rowId.CopyTo(layout.Column(writer.Next, 0));
        using (var cipher = Aead.Cipher(dataKey))
        {
            RecordBlob.Seal(cipher, holder, seeds, rowId, layout.Column(writer.Next, 1));
        }
        writer.Add();

        var canonical = PersonName.Canonical(holder.LegalName, holder.DateOfBirth);
        (layout, writer) = (RowLayout.PersonEntries, rows[RowLayout.PersonEntries]);
        var tag = layout.Column(writer.Next, 0);
        keys.Derive(HolderKeyLabels.PersonTag, canonical, tag);
        rowId.CopyTo(layout.Column(writer.Next, 1));
        keys.Derive(HolderKeyLabels.HolderByPerson, canonical, key);
        WrapDataKey(dataKey, tag, layout.Column(writer.Next, 2));
        writer.Add();
        CryptographicOperations.ZeroMemory(canonical);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(digits);
        CryptographicOperations.ZeroMemory(key);
        statusCipher.Dispose();
    }

    // For the card whose digits were written last.
    private void SealFacts(in SealedFacts facts, ReadOnlySpan<byte> tag, Span<byte> sealedFacts)
    {
        keys.Derive(CardKeyLabels.CardFacts, digits, key);
        using var cipher = Aead.Cipher(key);
        FactsBlob.Seal(cipher, facts.Facts, facts.Counted, facts.Links, facts.Handle, tag, sealedFacts);
    }

    // Wraps it with the key that was derived last.
    private void WrapDataKey(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> tag, Span<byte> wrapped)
    {
        using var cipher = Aead.Cipher(key);
        Aead.Seal(cipher, dataKey, tag, wrapped);
    }
}

/// <summary>The values that are sealed as a card's facts.</summary>
internal readonly ref struct SealedFacts
{
    /// <summary>Birth date, borough and issue date.</summary>
    public required CardFacts Facts { get; init; }

    /// <summary>The months in which the holder was counted.</summary>
    public required CountedMonths Counted { get; init; }

    /// <summary>The card's predecessor, successor, and person fingerprint.</summary>
    public required CardLinks Links { get; init; }

    public required ReadOnlySpan<byte> Handle { get; init; }
}
