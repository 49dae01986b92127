using System.Buffers.Binary;
using System.Security.Cryptography;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Cards;

/// <summary>
/// What eligibility and pairwise subjects need of a holder, sealed under the key <c>card-facts</c> of the card's number and bound to its tag.
/// Plaintext, 25 bytes: birth day and issue day (days since 0001-01-01, 4 bytes each, big endian), borough (1 byte), handle (16 bytes).
/// </summary>
internal static class FactsBlob
{
    /// <summary>Bytes of sealed facts.</summary>
    public const int Length = PlainLength + Aead.Overhead;

    /// <summary>Bytes of a holder's handle: random, drawn once, kept across renewal and replacement, never shown.</summary>
    public const int HandleLength = 16;

    private const int PlainLength = 4 + 4 + 1 + HandleLength;

    /// <summary>Seals facts and handle.</summary>
    public static void Seal(AesGcm cipher, in CardFacts facts, ReadOnlySpan<byte> handle, ReadOnlySpan<byte> tag, Span<byte> sealedFacts)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        BinaryPrimitives.WriteInt32BigEndian(plain, facts.DateOfBirth.DayNumber);
        BinaryPrimitives.WriteInt32BigEndian(plain[4..], facts.IssuedOn.DayNumber);
        plain[8] = (byte)facts.Borough;
        handle.CopyTo(plain[9..]);
        Aead.Seal(cipher, plain, tag, sealedFacts);
        CryptographicOperations.ZeroMemory(plain);
    }

    /// <summary>Opens facts, and copies the handle to <paramref name="handle"/>.</summary>
    /// <exception cref="SealBrokenException">They were not sealed with this key for this tag.</exception>
    public static CardFacts Open(AesGcm cipher, ReadOnlySpan<byte> sealedFacts, ReadOnlySpan<byte> tag, Span<byte> handle)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        Aead.Open(cipher, sealedFacts, tag, plain);
        plain[9..].CopyTo(handle);
        var facts = new CardFacts(
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(plain)),
            (Borough)plain[8],
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(plain[4..])));
        CryptographicOperations.ZeroMemory(plain);
        return facts;
    }
}
