using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Disclosures;

/// <summary>
/// What a disclosure record says of its card: an HMAC that is another one for each partner and each day, so that not even one partner's questions about
/// a card join over days. Whoever has the card recomputes it. 128 bits.
/// </summary>
internal sealed class CardReferences
{
    private const byte Holder = 1;
    private const byte Number = 2;
    private const int PrefixLength = 1 + sizeof(int);
    private const int IdLength = 16;

    private readonly byte[] key = new byte[Aead.KeyLength];

    /// <summary>Derives the reference key.</summary>
    public CardReferences(IKeyService keys) => keys.Derive(KeyLabels.DisclosureReference, [], key);

    /// <summary>The reference of a card by its holder's handle (16 bytes), which stays the same over renewal and replacement.</summary>
    public UInt128 OfHolder(ReadOnlySpan<byte> handle, string partner, DateOnly day) => Of(Holder, handle, partner, day);

    /// <summary>The reference of a number that nobody holds, or that was refused before it was looked up.</summary>
    public UInt128 OfNumber(CardNumber number, string partner, DateOnly day)
    {
        Span<byte> digits = stackalloc byte[CardNumber.DigitCount];
        number.WriteDigits(digits);
        var reference = Of(Number, digits, partner, day);
        CryptographicOperations.ZeroMemory(digits);
        return reference;
    }

    // Both identifiers have 16 bytes, so that neither the time nor the length tells them apart.
    private UInt128 Of(byte kind, ReadOnlySpan<byte> id, string partner, DateOnly day)
    {
        Span<byte> message = stackalloc byte[PrefixLength + IdLength + partner.Length];
        message[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(message[1..], day.DayNumber);
        id.CopyTo(message[PrefixLength..]);
        Encoding.ASCII.GetBytes(partner, message[(PrefixLength + IdLength)..]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, mac);
        CryptographicOperations.ZeroMemory(message);
        return BinaryPrimitives.ReadUInt128BigEndian(mac);
    }
}
