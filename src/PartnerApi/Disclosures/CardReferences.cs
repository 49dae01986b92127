using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Disclosures;

/// <summary>
/// What a disclosure record says of its card: a key derived for the card, the partner and the day, so that not even one partner's questions about
/// a card join over days. Whoever has the card recomputes it. 128 bits. It identifies the card and never its holder: quotas count by it, and a caller
/// who saw two numbers counted as one would learn that they belong to one person.
/// </summary>
internal sealed class CardReferences(IKeyService keys)
{
    /// <summary>Bytes of the seed that stands for a card.</summary>
    public const int SeedLength = 16;

    private const byte Card = 1;
    private const byte Number = 2;
    private const byte Subject = 3;
    private const byte Nobody = 4;
    private const int PrefixLength = 1 + sizeof(int);

    /// <summary>The reference of a card by its seed.</summary>
    public UInt128 OfCard(ReadOnlySpan<byte> seed, string partner, DateOnly day) => Of(Card, seed, partner, day);

    /// <summary>The reference of a number that nobody holds, or that was refused before it was looked up.</summary>
    public UInt128 OfNumber(CardNumber number, string partner, DateOnly day) => Of(Number, number, partner, day);

    /// <summary>A reference of a number that nobody holds, used where a card has the reference of its number.</summary>
    public UInt128 OfNobody(CardNumber number, string partner, DateOnly day) => Of(Nobody, number, partner, day);

    /// <summary>
    /// The reference of a person whom a partner named by its own identifier, known or not, by the first <see cref="SeedLength"/> bytes of that
    /// identifier's tag. It is none of a card's: otherwise the quota would show which card the person has, also of one that is not valid.
    /// </summary>
    public UInt128 OfSubject(ReadOnlySpan<byte> tag, string partner, DateOnly day) => Of(Subject, tag[..SeedLength], partner, day);

    private UInt128 Of(byte kind, CardNumber number, string partner, DateOnly day)
    {
        Span<byte> digits = stackalloc byte[CardNumber.DigitCount];
        number.WriteDigits(digits);
        var reference = Of(kind, digits, partner, day);
        CryptographicOperations.ZeroMemory(digits);
        return reference;
    }

    // All identifiers have 16 bytes, so that neither the time nor the length tells them apart.
    private UInt128 Of(byte kind, ReadOnlySpan<byte> id, string partner, DateOnly day)
    {
        Span<byte> context = stackalloc byte[PrefixLength + SeedLength + partner.Length];
        context[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(context[1..], day.DayNumber);
        id.CopyTo(context[PrefixLength..]);
        Encoding.ASCII.GetBytes(partner, context[(PrefixLength + SeedLength)..]);
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(DisclosureKeyLabels.DisclosureReference, context, key);
        CryptographicOperations.ZeroMemory(context);
        return BinaryPrimitives.ReadUInt128BigEndian(key);
    }
}
