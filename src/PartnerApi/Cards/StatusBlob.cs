using System.Buffers.Binary;
using System.Security.Cryptography;
using PartnerApi.Disclosures;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Cards;

/// <summary>
/// What every question needs of a card, sealed under the key <c>card-status</c> and bound to the card's tag. Plaintext, 25 bytes: state (1 byte),
/// last valid day and disposition day (days since 0001-01-01, 4 bytes each, big endian), and the seed of the holder's references in the ledger (16
/// bytes), which stands here too because opening the facts for each record would cost more than the rest of a question.
/// </summary>
internal static class StatusBlob
{
    /// <summary>Bytes of a sealed status.</summary>
    public const int Length = PlainLength + Aead.Overhead;

    /// <summary>
    /// Years after its last valid day at which a card is due for disposition: long enough for a holder to renew late and for a partner to settle
    /// a question about a past decision. The retention schedule refines it.
    /// </summary>
    public const int DispositionYears = 2;

    private const int PlainLength = SeedAt + CardReferences.SeedLength;
    private const int SeedAt = 1 + 4 + 4;

    /// <summary>The day on which a card with this last valid day is due for disposition.</summary>
    public static DateOnly DispositionOf(DateOnly expiresOn) =>
        expiresOn.Year > DateOnly.MaxValue.Year - DispositionYears ? DateOnly.MaxValue : expiresOn.AddYears(DispositionYears);

    /// <summary>Seals a card's terms.</summary>
    public static void Seal(
        AesGcm cipher, in CardTerms terms, ReadOnlySpan<byte> referenceSeed, ReadOnlySpan<byte> tag, Span<byte> sealedStatus)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        plain[0] = (byte)terms.State;
        BinaryPrimitives.WriteInt32BigEndian(plain[1..], terms.ExpiresOn.DayNumber);
        BinaryPrimitives.WriteInt32BigEndian(plain[5..], DispositionOf(terms.ExpiresOn).DayNumber);
        referenceSeed.CopyTo(plain[SeedAt..]);
        Aead.Seal(cipher, plain, tag, sealedStatus);
    }

    /// <summary>Opens a card's terms, and copies the seed of the holder's references.</summary>
    /// <exception cref="SealBrokenException">It was not sealed with this key for this tag.</exception>
    public static CardTerms Open(AesGcm cipher, ReadOnlySpan<byte> sealedStatus, ReadOnlySpan<byte> tag, Span<byte> referenceSeed)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        Aead.Open(cipher, sealedStatus, tag, plain);
        plain[SeedAt..].CopyTo(referenceSeed);
        return new CardTerms((CardState)plain[0], DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(plain[1..])));
    }
}
