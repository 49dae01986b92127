using System.Security.Cryptography;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Cards;

/// <summary>
/// Reads a card by its number: computes one HMAC, runs one prepared query, opens one sealed status. An unknown number takes the same steps on dummy
/// values, sealed with random keys at startup, so that neither time nor work distinguishes the two. Safe for concurrent use.
/// </summary>
internal sealed class CardReader : IDisposable
{
    /// <summary>Length of a card's tag, in bytes.</summary>
    public const int TagLength = 32;

    /// <summary>Length of the sealed data key of a holder's record, in bytes.</summary>
    public const int RecordKeyLength = Aead.KeyLength + Aead.Overhead;

    private static readonly Query ByTag = new(
        """SELECT "Status", "Facts", "RecordKey" FROM "Cards" WHERE "Tag" = $1 AND "Generation" <= $2 ORDER BY "Generation" DESC LIMIT 1""");

    private static readonly Query ByHolder = new(
        """SELECT "Sealed" FROM "CurrentCards" WHERE "HolderTag" = $1 AND "Generation" <= $2 ORDER BY "Generation" DESC LIMIT 1""");

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

    /// <summary>Reads the card of a number. An unknown number takes the same steps.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="SealBrokenException">The row was changed, or sealed with other secrets.</exception>
    public CardReading Read(ReadSession session, CardNumber number)
    {
        var blobs = new byte[TagLength + FactsBlob.Length + RecordKeyLength + CardReferences.SeedLength];
        var tag = blobs.AsSpan(0, TagLength);
        TagOf(number, tag);

        var statement = session.Statement(ByTag);
        try
        {
            var exists = statement.Bind(1, tag).Bind(2, session.Generation(CardGenerations.Visible)).Step();
            if (!exists) dummyTag.CopyTo(tag);
            var status = exists ? statement.Blob(0) : dummyStatus;
            Copy(exists ? statement.Blob(1) : dummyFacts, blobs.AsSpan(TagLength, FactsBlob.Length));
            Copy(exists ? statement.Blob(2) : dummyRecordKey, blobs.AsSpan(TagLength + FactsBlob.Length, RecordKeyLength));
            var terms = StatusBlob.Open((exists ? statusCipher : dummyStatusCipher).Mine, status, tag, blobs.AsSpan(^CardReferences.SeedLength..));
            return new CardReading(this, number, exists, terms, blobs);
        }
        finally
        {
            statement.Reset();
        }
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
        var statement = session.Statement(ByHolder);
        try
        {
            var exists = statement.Bind(1, holderTag).Bind(2, session.Generation(CardGenerations.Visible)).Step();
            using var cipher = Aead.Cipher(exists ? key : dummyCurrentKey);
            Aead.Open(cipher, exists ? statement.Blob(0) : dummyCurrent, exists ? holderTag : dummyHolderTag, tag);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            statement.Reset();
        }
        return ReadTerms(session, tag);
    }

    private CardTerms ReadTerms(ReadSession session, ReadOnlySpan<byte> tag)
    {
        Span<byte> seed = stackalloc byte[CardReferences.SeedLength];
        var statement = session.Statement(ByTag);
        try
        {
            var exists = statement.Bind(1, tag).Bind(2, session.Generation(CardGenerations.Visible)).Step();
            return StatusBlob.Open(
                (exists ? statusCipher : dummyStatusCipher).Mine, exists ? statement.Blob(0) : dummyStatus, exists ? tag : dummyTag, seed);
        }
        finally
        {
            statement.Reset();
        }
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

    private static void Copy(ReadOnlySpan<byte> column, Span<byte> blob)
    {
        if (column.Length != blob.Length) throw new SealBrokenException();
        column.CopyTo(blob);
    }
}

/// <summary>
/// The result of a lookup by card number. For an unknown number it is a dummy that costs the same work and is never valid. It outlives the read
/// session. It is never returned to a caller as it is: the gates decide which parts a caller gets.
/// </summary>
internal sealed class CardReading
{
    private readonly CardReader reader;
    private readonly byte[] blobs;
    private OpenFacts? facts;

    /// <summary>For <see cref="CardReader"/>. <paramref name="blobs"/> holds the tag, sealed facts, record key and seed, in this order.</summary>
    public CardReading(CardReader reader, CardNumber number, bool exists, CardTerms terms, byte[] blobs)
    {
        this.reader = reader;
        this.blobs = blobs;
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
    public ReadOnlySpan<byte> Seed => blobs.AsSpan(^CardReferences.SeedLength..);

    /// <summary>The tag that the sealed columns are bound to.</summary>
    internal ReadOnlySpan<byte> Tag => blobs.AsSpan(0, CardReader.TagLength);

    internal ReadOnlySpan<byte> SealedFacts => blobs.AsSpan(CardReader.TagLength, FactsBlob.Length);

    /// <summary>The sealed data key of the holder's record.</summary>
    internal ReadOnlySpan<byte> RecordKey => blobs.AsSpan(CardReader.TagLength + FactsBlob.Length, CardReader.RecordKeyLength);

    // Two resolvers may open the facts at the same time; the result is the same.
    private OpenFacts Opened => facts ??= reader.Open(this);

    /// <summary>An opened <see cref="FactsBlob"/>.</summary>
    internal sealed record OpenFacts(CardFacts Facts, CountedMonths Counted, CardLinks Links, byte[] Handle);
}
