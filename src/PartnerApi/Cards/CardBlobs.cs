using System.Buffers.Binary;
using System.Security.Cryptography;
using PartnerApi.Disclosures;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Cards;

/// <summary>
/// The part of a card that every lookup needs, sealed under the key <c>card-status</c> and bound to the card's tag. Plaintext, 29 bytes: state (1 byte),
/// first valid day, last valid day and disposition day (days since 0001-01-01, 4 bytes each, big endian), and the card's seed (16 bytes). The seed is
/// random, drawn at the card's first import, and never changes. Quotas and the ledger identify the card by values derived from the seed.
/// </summary>
internal static class StatusBlob
{
    /// <summary>Length of a sealed status, in bytes.</summary>
    public const int Length = PlainLength + Aead.Overhead;

    /// <summary>
    /// Years from a card's last valid day to its disposition: long enough for a holder to renew late and for a partner to clarify a past decision.
    /// The retention schedule refines it.
    /// </summary>
    public const int DispositionYears = 2;

    private const int PlainLength = SeedAt + CardReferences.SeedLength;
    private const int SeedAt = 1 + 4 + 4 + 4;

    /// <summary>The day on which a card with this last valid day is due for disposition.</summary>
    public static DateOnly DispositionOf(DateOnly expiresOn) =>
        expiresOn.Year > DateOnly.MaxValue.Year - DispositionYears ? DateOnly.MaxValue : expiresOn.AddYears(DispositionYears);

    public static void Seal(AesGcm cipher, in CardTerms terms, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> tag, Span<byte> sealedStatus)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        plain[0] = (byte)terms.State;
        BinaryPrimitives.WriteInt32BigEndian(plain[1..], terms.ValidFrom.DayNumber);
        BinaryPrimitives.WriteInt32BigEndian(plain[5..], terms.ExpiresOn.DayNumber);
        BinaryPrimitives.WriteInt32BigEndian(plain[9..], DispositionOf(terms.ExpiresOn).DayNumber);
        seed.CopyTo(plain[SeedAt..]);
        Aead.Seal(cipher, plain, tag, sealedStatus);
    }

    /// <summary>Opens a card's terms, and copies its seed.</summary>
    /// <exception cref="SealBrokenException">It was not sealed with this key for this tag.</exception>
    public static CardTerms Open(AesGcm cipher, ReadOnlySpan<byte> sealedStatus, ReadOnlySpan<byte> tag, Span<byte> seed)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        Aead.Open(cipher, sealedStatus, tag, plain);
        plain[SeedAt..].CopyTo(seed);
        return new CardTerms(
            (CardState)plain[0],
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(plain[1..])),
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(plain[5..])));
    }
}

/// <summary>
/// The facts about a holder that eligibility and pairwise subjects need, sealed under the key <c>card-facts</c> of the card's number and bound to its
/// tag. Plaintext, 75 bytes: birth day and issue day (days since 0001-01-01, 4 bytes each, big endian), borough (1 byte), handle (16 bytes), the holder's
/// <see cref="CountedMonths"/> (10 bytes), and the card's <see cref="CardLinks"/> (40 bytes).
/// </summary>
internal static class FactsBlob
{
    /// <summary>Length of sealed facts, in bytes.</summary>
    public const int Length = PlainLength + Aead.Overhead;

    /// <summary>Length of a holder's handle, in bytes. A handle is random, drawn once, kept across renewal and replacement, and never shown.</summary>
    public const int HandleLength = 16;

    private const int HandleAt = 4 + 4 + 1;
    private const int CountedAt = HandleAt + HandleLength;
    private const int LinksAt = CountedAt + CountedMonths.Length;
    private const int PlainLength = LinksAt + CardLinks.Length;

    /// <summary>Seals facts, counted months, links and handle.</summary>
    public static void Seal(
        AesGcm cipher, in CardFacts facts, in CountedMonths counted, in CardLinks links, ReadOnlySpan<byte> handle, ReadOnlySpan<byte> tag,
        Span<byte> sealedFacts)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        BinaryPrimitives.WriteInt32BigEndian(plain, facts.DateOfBirth.DayNumber);
        BinaryPrimitives.WriteInt32BigEndian(plain[4..], facts.IssuedOn.DayNumber);
        plain[8] = (byte)facts.Borough;
        handle.CopyTo(plain[HandleAt..CountedAt]);
        counted.Write(plain[CountedAt..]);
        links.Write(plain[LinksAt..]);
        Aead.Seal(cipher, plain, tag, sealedFacts);
        CryptographicOperations.ZeroMemory(plain);
    }

    /// <summary>Opens facts, counted months and links, and copies the handle to <paramref name="handle"/>.</summary>
    /// <exception cref="SealBrokenException">They were not sealed with this key for this tag.</exception>
    public static CardFacts Open(
        AesGcm cipher, ReadOnlySpan<byte> sealedFacts, ReadOnlySpan<byte> tag, Span<byte> handle, out CountedMonths counted, out CardLinks links)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        Aead.Open(cipher, sealedFacts, tag, plain);
        plain[HandleAt..CountedAt].CopyTo(handle);
        counted = CountedMonths.Read(plain[CountedAt..]);
        links = CardLinks.Read(plain[LinksAt..]);
        var facts = new CardFacts(
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(plain)),
            (Borough)plain[8],
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(plain[4..])));
        CryptographicOperations.ZeroMemory(plain);
        return facts;
    }
}

/// <summary>
/// The tag of a holder's current card, sealed under the key <c>current-card</c> of the holder's handle and bound to the row's own tag. Both derive from
/// the facts secret, which every process has, and from the handle. Without handles the table joins nothing, even for someone with that secret.
/// </summary>
internal static class CurrentCardBlob
{
    /// <summary>Length of the row's own tag, in bytes.</summary>
    public const int TagLength = 16;

    /// <summary>Length of a sealed card tag, in bytes.</summary>
    public const int Length = CardReader.TagLength + Aead.Overhead;

    /// <summary>Derives the tag of a holder's row: the first <see cref="TagLength"/> bytes of the key <c>current-card-tag</c> of the handle.</summary>
    public static void TagOf(IKeyService keys, ReadOnlySpan<byte> handle, Span<byte> holderTag)
    {
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(CardKeyLabels.CurrentCardTag, handle, key);
        key[..TagLength].CopyTo(holderTag);
    }

    /// <summary>Seals the tag of the holder's current card.</summary>
    public static void Seal(
        IKeyService keys, ReadOnlySpan<byte> handle, ReadOnlySpan<byte> holderTag, ReadOnlySpan<byte> cardTag, Span<byte> sealedTag)
    {
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(CardKeyLabels.CurrentCard, handle, key);
        using var cipher = Aead.Cipher(key);
        CryptographicOperations.ZeroMemory(key);
        Aead.Seal(cipher, cardTag, holderTag, sealedTag);
    }
}

/// <summary>
/// The links that are stored with a card's facts. Only imports read them. A tag here is the first 16 bytes of a card's tag, or 0 if there is no card.
/// </summary>
/// <param name="Predecessor">The card that this one replaces. Once stored it never changes, even after that card's row is deleted.</param>
/// <param name="Successor">The card that replaces this one.</param>
/// <param name="Person">A fingerprint of the holder's name and birth date, which reveals a change of either.</param>
internal readonly record struct CardLinks(UInt128 Predecessor, UInt128 Successor, ulong Person)
{
    /// <summary>Length of the stored form, in bytes.</summary>
    public const int Length = 16 + 16 + 8;

    /// <summary>Shortens a card's tag to the form used in links.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> tag) => BinaryPrimitives.ReadUInt128BigEndian(tag);

    public static CardLinks Read(ReadOnlySpan<byte> stored) => new(
        BinaryPrimitives.ReadUInt128BigEndian(stored), BinaryPrimitives.ReadUInt128BigEndian(stored[16..]), BinaryPrimitives.ReadUInt64BigEndian(stored[32..]));

    public void Write(Span<byte> stored)
    {
        BinaryPrimitives.WriteUInt128BigEndian(stored, Predecessor);
        BinaryPrimitives.WriteUInt128BigEndian(stored[16..], Successor);
        BinaryPrimitives.WriteUInt64BigEndian(stored[32..], Person);
    }

    /// <summary>Returns a fixed text, so that no tag is logged by accident.</summary>
    public override string ToString() => "[card links]";
}

/// <summary>
/// The months in which a holder was counted, as far as needed to limit further counts, and to move the month in which the holder's card ends. Neither rules
/// nor callers see it.
/// </summary>
/// <param name="Number">The number of months, including <paramref name="End"/>. The setting <c>Statistics:MonthsPerHolder</c> limits it.</param>
/// <param name="Last">The index of the last month apart from <paramref name="End"/>; 0 before the first.</param>
/// <param name="End">The index of the month in which the card's end is counted; 0 if the holder has no counted card in force.</param>
/// <param name="Group">The position of the holder's borough and age band at entry, among the groups of the statistics.</param>
internal readonly record struct CountedMonths(byte Number, int Last, int End, byte Group)
{
    /// <summary>Length of the stored form, in bytes: numbers of 1 and 4 bytes, big endian, in the order of the parameters.</summary>
    public const int Length = 1 + 4 + 4 + 1;

    public static CountedMonths Read(ReadOnlySpan<byte> stored) =>
        new(stored[0], BinaryPrimitives.ReadInt32BigEndian(stored[1..]), BinaryPrimitives.ReadInt32BigEndian(stored[5..]), stored[9]);

    public void Write(Span<byte> stored)
    {
        stored[0] = Number;
        BinaryPrimitives.WriteInt32BigEndian(stored[1..], Last);
        BinaryPrimitives.WriteInt32BigEndian(stored[5..], End);
        stored[9] = Group;
    }

    /// <summary>Returns a fixed text, so that no month of issue is logged by accident.</summary>
    public override string ToString() => "[counted months]";
}
