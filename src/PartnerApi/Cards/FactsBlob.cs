using System.Buffers.Binary;
using System.Security.Cryptography;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Cards;

/// <summary>
/// The facts about a holder that eligibility and pairwise subjects need, sealed under the key <c>card-facts</c> of the card's number and bound to its
/// tag. Plaintext, 70 bytes: birth day and issue day (days since 0001-01-01, 4 bytes each, big endian), borough (1 byte), handle (16 bytes), number of
/// months in which the holder was counted (1 byte), the last of these months (4 bytes, big endian), and the card's <see cref="CardLinks"/> (40 bytes).
/// </summary>
internal static class FactsBlob
{
    /// <summary>Length of sealed facts, in bytes.</summary>
    public const int Length = PlainLength + Aead.Overhead;

    /// <summary>Length of a holder's handle, in bytes. A handle is random, drawn once, kept across renewal and replacement, and never shown.</summary>
    public const int HandleLength = 16;

    private const int HandleAt = 4 + 4 + 1;
    private const int CountedAt = HandleAt + HandleLength;
    private const int LinksAt = CountedAt + 1 + 4;
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
        plain[CountedAt] = counted.Number;
        BinaryPrimitives.WriteInt32BigEndian(plain[(CountedAt + 1)..], counted.Last);
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
        counted = new CountedMonths(plain[CountedAt], BinaryPrimitives.ReadInt32BigEndian(plain[(CountedAt + 1)..]));
        links = CardLinks.Read(plain[LinksAt..]);
        var facts = new CardFacts(
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(plain)),
            (Borough)plain[8],
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(plain[4..])));
        CryptographicOperations.ZeroMemory(plain);
        return facts;
    }
}
