using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Disclosures;

/// <summary>
/// What a disclosure record says of its card: a key derived for its holder, the partner and the day, so that not even one partner's questions about
/// a card join over days. Whoever has the card recomputes it. 128 bits.
/// </summary>
internal sealed class CardReferences(IKeyService keys)
{
    /// <summary>Bytes of the seed that stands for a holder.</summary>
    public const int SeedLength = 16;

    private const byte Holder = 1;
    private const byte Number = 2;
    private const int PrefixLength = 1 + sizeof(int);

    /// <summary>Makes the seed of a holder's references from the handle, which stays the same over renewal and replacement.</summary>
    public static void SeedOf(IKeyService keys, ReadOnlySpan<byte> handle, Span<byte> seed)
    {
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(KeyLabels.DisclosureSeed, handle, key);
        key[..SeedLength].CopyTo(seed);
    }

    /// <summary>The reference of a card by its holder's seed.</summary>
    public UInt128 OfHolder(ReadOnlySpan<byte> seed, string partner, DateOnly day) => Of(Holder, seed, partner, day);

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
        Span<byte> context = stackalloc byte[PrefixLength + SeedLength + partner.Length];
        context[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(context[1..], day.DayNumber);
        id.CopyTo(context[PrefixLength..]);
        Encoding.ASCII.GetBytes(partner, context[(PrefixLength + SeedLength)..]);
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(KeyLabels.DisclosureReference, context, key);
        CryptographicOperations.ZeroMemory(context);
        return BinaryPrimitives.ReadUInt128BigEndian(key);
    }
}
