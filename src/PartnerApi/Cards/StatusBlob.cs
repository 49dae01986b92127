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
