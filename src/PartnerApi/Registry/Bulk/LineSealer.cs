using System.Security.Cryptography;
using PartnerApi.Cards;
using PartnerApi.Disclosures;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Registry.Bulk;

/// <summary>Seals lines into rows of the four tables, and counts what they say of enrollment. Used by one thread.</summary>
internal sealed class LineSealer : IDisposable
{
    private readonly IKeyService keys;
    private readonly CardReader cards;
    private readonly EnrollmentTally tally;
    private readonly DateOnly asOf;
    private readonly AesGcm statusCipher;
    private readonly byte[] digits = new byte[CardNumber.DigitCount];
    private readonly byte[] key = new byte[Aead.KeyLength];
    private readonly byte[] dataKey = new byte[Aead.KeyLength];
    private readonly byte[] handle = new byte[FactsBlob.HandleLength];
    private readonly byte[] seed = new byte[CardReferences.SeedLength];
    private readonly byte[] drawn = new byte[Aead.KeyLength + FactsBlob.HandleLength + CardReferences.SeedLength];
    private readonly byte[] rowId = new byte[RecordBlob.RowIdLength];

    /// <summary>Derives the status key.</summary>
    public LineSealer(IKeyService keys, CardReader cards, EnrollmentTally tally, DateOnly asOf)
    {
        this.keys = keys;
        this.cards = cards;
        this.tally = tally;
        this.asOf = asOf;
        keys.Derive(KeyLabels.CardStatus, [], key);
        statusCipher = Aead.Cipher(key);
    }

    /// <summary>How many of the lines named a card that was in force before.</summary>
    public long Covered { get; private set; }

    /// <summary>
    /// Seals a line under <paramref name="generation"/>. <paramref name="known"/> is where to look for what is kept of a known card, null when there are
    /// no cards yet. True when the card was known.
    /// </summary>
    public bool Seal(
        RegistryLine line, long generation, ReadSession? known, Span<byte> card, Span<byte> current, Span<byte> record, Span<byte> person)
    {
        // Once for all three: a call costs more than its bytes.
        RandomNumberGenerator.Fill(drawn);
        drawn.AsSpan(0, dataKey.Length).CopyTo(dataKey);
        var facts = new CardFacts(line.DateOfBirth, line.Borough, line.IssuedOn);
        var isKnown = TakeKept(line.Number, facts, known, out var counted);
        line.Number.WriteDigits(digits);
        keys.Derive(KeyLabels.HolderRow, handle, key);
        key.AsSpan(0, rowId.Length).CopyTo(rowId);
        SealCard(line, facts, counted, card);
        SealCurrent(RowLayout.Cards.Column(card, 0), current);
        SealRecord(line, generation, record);
        SealPerson(line, person);
        return isKnown;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(digits);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(dataKey);
        CryptographicOperations.ZeroMemory(handle);
        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(drawn);
        statusCipher.Dispose();
    }

    /// <summary>What a line's record will hold.</summary>
    public static HolderDetails Details(RegistryLine line) =>
        new(line.LegalName, line.DateOfBirth, line.Borough, new HolderAddress(line.Street, line.City, line.PostalCode));

    // The handle, the card's seed and the months in which the holder was counted: what the registry does not know, and a known card keeps.
    private bool TakeKept(CardNumber number, in CardFacts facts, ReadSession? known, out CountedMonths counted)
    {
        if (known is not null && cards.Read(known, number) is { Exists: true } reading)
        {
            if (Validity.IsValid(reading.Terms, asOf)) Covered++;
            reading.Handle.CopyTo(handle);
            reading.Seed.CopyTo(seed);
            counted = tally.Again(facts, reading.Facts, reading.Counted);
            return true;
        }
        drawn.AsSpan(dataKey.Length, handle.Length).CopyTo(handle);
        drawn.AsSpan(dataKey.Length + handle.Length).CopyTo(seed);
        counted = tally.Issued(facts);
        return false;
    }

    private void SealCard(RegistryLine line, in CardFacts facts, in CountedMonths counted, Span<byte> card)
    {
        var layout = RowLayout.Cards;
        var tag = layout.Column(card, 0);
        keys.Derive(KeyLabels.CardTag, digits, tag);
        StatusBlob.Seal(statusCipher, new CardTerms(line.State, line.IssuedOn, line.ExpiresOn), seed, tag, layout.Column(card, 1));

        keys.Derive(KeyLabels.CardFacts, digits, key);
        using (var cipher = Aead.Cipher(key))
        {
            FactsBlob.Seal(cipher, facts, counted, handle, tag, layout.Column(card, 2));
        }
        keys.Derive(KeyLabels.HolderByCard, digits, key);
        WrapDataKey(tag, layout.Column(card, 3));
    }

    private void SealCurrent(ReadOnlySpan<byte> cardTag, Span<byte> current)
    {
        var layout = RowLayout.CurrentCards;
        var holderTag = layout.Column(current, 0);
        CurrentCardBlob.TagOf(keys, handle, holderTag);
        CurrentCardBlob.Seal(keys, handle, holderTag, cardTag, layout.Column(current, 1));
    }

    private void SealRecord(RegistryLine line, long generation, Span<byte> record)
    {
        var layout = RowLayout.HolderRecords;
        rowId.CopyTo(layout.Column(record, 0));
        using var cipher = Aead.Cipher(dataKey);
        RecordBlob.Seal(cipher, Details(line), seed, rowId, generation, layout.Column(record, 1));
    }

    private void SealPerson(RegistryLine line, Span<byte> person)
    {
        var layout = RowLayout.PersonEntries;
        var canonical = PersonName.Canonical(line.LegalName, line.DateOfBirth);
        var tag = layout.Column(person, 0);
        keys.Derive(KeyLabels.PersonTag, canonical, tag);
        rowId.CopyTo(layout.Column(person, 1));
        keys.Derive(KeyLabels.HolderByPerson, canonical, key);
        WrapDataKey(tag, layout.Column(person, 2));
        CryptographicOperations.ZeroMemory(canonical);
    }

    // Under the key that was derived last.
    private void WrapDataKey(ReadOnlySpan<byte> tag, Span<byte> wrapped)
    {
        using var cipher = Aead.Cipher(key);
        Aead.Seal(cipher, dataKey, tag, wrapped);
    }
}
