using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Cards;

/// <summary>
/// Reads cards by their numbers: for each, computes one HMAC, looks up one row, opens one sealed status. An unknown number takes the same steps on dummy
/// values, sealed with random keys at startup, so that neither time nor work distinguishes the two. Safe for concurrent use.
/// </summary>
internal sealed class CardReader : IDisposable
{
    /// <summary>Length of a card's tag, in bytes.</summary>
    public const int TagLength = 32;

    /// <summary>Length of the sealed data key of a holder's record, in bytes.</summary>
    public const int RecordKeyLength = Aead.KeyLength + Aead.Overhead;

    private const int StatusColumn = 0;
    private const int FactsColumn = 1;
    private const int RecordKeyColumn = 2;

    private static readonly KeyedQuery ByTag = new(
        "Cards", ("Tag", TagLength), CardGenerations.Visible, ("Status", StatusBlob.Length), ("Facts", FactsBlob.Length), ("RecordKey", RecordKeyLength));

    private static readonly KeyedQuery ByHolder = new(
        "CurrentCards", ("HolderTag", CurrentCardBlob.TagLength), CardGenerations.Visible, ("Sealed", CurrentCardBlob.Length));

    // The dummy card of an unknown number: revoked, expired, and with the facts of an invented holder.
    private static readonly CardTerms NoTerms = new(CardState.Revoked, DateOnly.MinValue, DateOnly.MinValue);
    private static readonly CardFacts NoFacts = new(new DateOnly(1980, 1, 1), Borough.Bronx, new DateOnly(2015, 1, 12));

    private readonly IKeyService keys;
    private readonly SharedCipher statusCipher;
    private readonly SharedCipher dummyStatusCipher;
    private readonly byte[] dummyFactsKey = RandomNumberGenerator.GetBytes(Aead.KeyLength);
    private readonly byte[] dummyTag = RandomNumberGenerator.GetBytes(TagLength);
    private readonly byte[] dummyStatus = new byte[StatusBlob.Length];
    private readonly byte[] dummyFacts = new byte[FactsBlob.Length];
    private readonly byte[] dummyRecordKey = RandomNumberGenerator.GetBytes(RecordKeyLength);
    private readonly byte[] dummyCurrentKey = RandomNumberGenerator.GetBytes(Aead.KeyLength);
    private readonly byte[] dummyHolderTag = RandomNumberGenerator.GetBytes(CurrentCardBlob.TagLength);
    private readonly byte[] dummyCurrent = new byte[CurrentCardBlob.Length];

    /// <summary>Derives the status key and seals the dummies.</summary>
    public CardReader(IKeyService keys)
    {
        this.keys = keys;
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(CardKeyLabels.CardStatus, [], key);
        statusCipher = new SharedCipher(key);
        RandomNumberGenerator.Fill(key);
        dummyStatusCipher = new SharedCipher(key);
        CryptographicOperations.ZeroMemory(key);

        StatusBlob.Seal(dummyStatusCipher.Mine, NoTerms, RandomNumberGenerator.GetBytes(CardReferences.SeedLength), dummyTag, dummyStatus);
        using var cipher = Aead.Cipher(dummyFactsKey);
        FactsBlob.Seal(cipher, NoFacts, default, default, RandomNumberGenerator.GetBytes(FactsBlob.HandleLength), dummyTag, dummyFacts);
        using var current = Aead.Cipher(dummyCurrentKey);
        Aead.Seal(current, dummyTag, dummyHolderTag, dummyCurrent);
    }

    /// <summary>Reads the card of a number in the session's transaction. An unknown number takes the same steps.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="SealBrokenException">The row was changed, or sealed with other secrets.</exception>
    public CardReading Read(ReadSession session, CardNumber number)
    {
        var rows = RowsOf([number]);
        session.Find(rows);
        return Open(rows, 0, number);
    }

    /// <summary>Reads the cards of numbers, in their order. An unknown number takes the same steps.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="SnapshotOutdatedException">The session relied on an earlier state of the store.</exception>
    /// <exception cref="SealBrokenException">A row was changed, or sealed with other secrets.</exception>
    public async ValueTask<CardReading[]> ReadAsync(ReadSession session, ReadOnlyMemory<CardNumber> numbers)
    {
        var rows = RowsOf(numbers.Span);
        await session.FindAsync(rows);
        var cards = new CardReading[numbers.Length];
        for (var index = 0; index < cards.Length; index++) cards[index] = Open(rows, index, numbers.Span[index]);
        return cards;
    }

    private KeyedRows RowsOf(ReadOnlySpan<CardNumber> numbers)
    {
        var rows = new KeyedRows(ByTag, numbers.Length);
        for (var index = 0; index < numbers.Length; index++) TagOf(numbers[index], rows.Key(index));
        return rows;
    }

    private CardReading Open(KeyedRows rows, int index, CardNumber number)
    {
        var exists = rows.Exists(index);
        Span<byte> seed = stackalloc byte[CardReferences.SeedLength];
        var status = exists ? rows.Column(index, StatusColumn) : dummyStatus;
        var terms = StatusBlob.Open((exists ? statusCipher : dummyStatusCipher).Mine, status, exists ? rows.Key(index) : dummyTag, seed);
        return new CardReading(this, rows, index, number, exists, terms, MemoryMarshal.Read<UInt128>(seed));
    }

    /// <summary>
    /// Reads the terms of a holder's current card by the handle. An unknown handle, or one whose card was deleted, takes the same steps and is never valid.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="SealBrokenException">A row was changed, or sealed with other secrets.</exception>
    public CardTerms ReadCurrent(ReadSession session, ReadOnlySpan<byte> handle)
    {
        Span<byte> holderTag = stackalloc byte[CurrentCardBlob.TagLength];
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        Span<byte> tag = stackalloc byte[TagLength];
        CurrentCardBlob.TagOf(keys, handle, holderTag);
        keys.Derive(CardKeyLabels.CurrentCard, handle, key);
        var rows = new KeyedRows(ByHolder, 1);
        holderTag.CopyTo(rows.Key(0));
        try
        {
            session.Find(rows);
            var exists = rows.Exists(0);
            using var cipher = Aead.Cipher(exists ? key : dummyCurrentKey);
            Aead.Open(cipher, exists ? rows.Column(0, 0) : dummyCurrent, exists ? holderTag : dummyHolderTag, tag);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
        return ReadTerms(session, tag);
    }

    private CardTerms ReadTerms(ReadSession session, ReadOnlySpan<byte> tag)
    {
        var rows = new KeyedRows(ByTag, 1);
        tag.CopyTo(rows.Key(0));
        session.Find(rows);
        return Open(rows, 0, default).Terms;
    }

    /// <summary>Opens the stored status of the row with this tag.</summary>
    /// <exception cref="SealBrokenException">The row was changed, or sealed with other secrets.</exception>
    public CardTerms OpenTerms(ReadOnlySpan<byte> status, ReadOnlySpan<byte> tag)
    {
        Span<byte> seed = stackalloc byte[CardReferences.SeedLength];
        return StatusBlob.Open(statusCipher.Mine, status, tag, seed);
    }

    /// <summary>Derives the tag under which a card is stored; <see cref="TagLength"/> bytes.</summary>
    public void TagOf(CardNumber number, Span<byte> tag)
    {
        Span<byte> digits = stackalloc byte[CardNumber.DigitCount];
        number.WriteDigits(digits);
        keys.Derive(CardKeyLabels.CardTag, digits, tag);
        CryptographicOperations.ZeroMemory(digits);
    }

    /// <summary>Opens the facts of a reading. It derives the number's key for a dummy too, so that the work is the same.</summary>
    internal CardReading.OpenFacts Open(CardReading reading)
    {
        Span<byte> digits = stackalloc byte[CardNumber.DigitCount];
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        reading.Number.WriteDigits(digits);
        keys.Derive(CardKeyLabels.CardFacts, digits, key);
        if (!reading.Exists) dummyFactsKey.CopyTo(key);

        var handle = new byte[FactsBlob.HandleLength];
        using var cipher = Aead.Cipher(key);
        CryptographicOperations.ZeroMemory(digits);
        CryptographicOperations.ZeroMemory(key);
        var facts = FactsBlob.Open(cipher, reading.SealedFacts, reading.Tag, handle, out var counted, out var links);
        return new CardReading.OpenFacts(facts, counted, links, handle);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        statusCipher.Dispose();
        dummyStatusCipher.Dispose();
        CryptographicOperations.ZeroMemory(dummyFactsKey);
        CryptographicOperations.ZeroMemory(dummyCurrentKey);
    }

    internal ReadOnlySpan<byte> TagOf(KeyedRows rows, int index) => rows.Exists(index) ? rows.Key(index) : dummyTag;

    internal ReadOnlySpan<byte> SealedFactsOf(KeyedRows rows, int index) => rows.Exists(index) ? rows.Column(index, FactsColumn) : dummyFacts;

    internal ReadOnlySpan<byte> RecordKeyOf(KeyedRows rows, int index) => rows.Exists(index) ? rows.Column(index, RecordKeyColumn) : dummyRecordKey;
}

/// <summary>
/// The result of a lookup by card number. For an unknown number it is a dummy that costs the same work and is never valid. It outlives the read
/// session. It is never returned to a caller as it is: the gates decide which parts a caller gets.
/// </summary>
internal sealed class CardReading
{
    private readonly CardReader reader;
    private readonly KeyedRows rows;
    private readonly int index;
    private readonly UInt128 seed;
    private OpenFacts? facts;

    /// <summary>For <see cref="CardReader"/>. The number's row, if there is one, is at <paramref name="index"/>.</summary>
    public CardReading(CardReader reader, KeyedRows rows, int index, CardNumber number, bool exists, CardTerms terms, UInt128 seed)
    {
        (this.reader, this.rows, this.index, this.seed) = (reader, rows, index, seed);
        Number = number;
        Exists = exists;
        Terms = terms;
    }

    /// <summary>The number that was looked up.</summary>
    public CardNumber Number { get; }

    /// <summary>Whether the card exists. Only a registrar may see a difference.</summary>
    public bool Exists { get; }

    /// <summary>State, first and last valid day; never valid for an unknown number.</summary>
    public CardTerms Terms { get; }

    /// <summary>Birth date, borough and issue date, opened at first use; the dummy's for an unknown number.</summary>
    public CardFacts Facts => Opened.Facts;

    /// <summary>The months in which enrollment counted the holder; empty for an unknown number.</summary>
    public CountedMonths Counted => Opened.Counted;

    /// <summary>The card's links, for imports; empty for an unknown number.</summary>
    public CardLinks Links => Opened.Links;

    /// <summary>The holder's handle, 16 bytes, from which pairwise subjects are derived. Never shown.</summary>
    public ReadOnlySpan<byte> Handle => Opened.Handle;

    /// <summary>The card's seed, from which references for quotas and the ledger are derived; the dummy's for an unknown number.</summary>
    public ReadOnlySpan<byte> Seed => MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in seed));

    /// <summary>The tag that the sealed columns are bound to.</summary>
    internal ReadOnlySpan<byte> Tag => reader.TagOf(rows, index);

    internal ReadOnlySpan<byte> SealedFacts => reader.SealedFactsOf(rows, index);

    /// <summary>The sealed data key of the holder's record.</summary>
    internal ReadOnlySpan<byte> RecordKey => reader.RecordKeyOf(rows, index);

    // Two resolvers may open the facts at the same time; the result is the same.
    private OpenFacts Opened => facts ??= reader.Open(this);

    /// <summary>An opened <see cref="FactsBlob"/>.</summary>
    internal sealed record OpenFacts(CardFacts Facts, CountedMonths Counted, CardLinks Links, byte[] Handle);
}
