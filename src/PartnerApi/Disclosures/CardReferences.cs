using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Disclosures;

/// <summary>
/// The 128-bit card reference of a disclosure record: a key derived from the card, the partner, and the day, so that requests about a card cannot be
/// joined across partners or days. Anyone who has the card can recompute it. It identifies the card and never its holder, because quotas count by it: if
/// two numbers were counted as one, a caller would learn that they belong to one person.
/// </summary>
internal sealed class CardReferences(IKeyService keys)
{
    /// <summary>The length of a card's seed in bytes.</summary>
    public const int SeedLength = 16;

    private const byte Card = 1;
    private const byte Number = 2;
    private const byte Subject = 3;
    private const byte Nobody = 4;
    private const int PrefixLength = 1 + sizeof(int);

    /// <summary>The reference of a card, from its seed.</summary>
    public UInt128 OfCard(ReadOnlySpan<byte> seed, string partner, DateOnly day) => Of(Card, seed, partner, day);

    /// <summary>The reference of a number that was never issued, or that was refused before the lookup.</summary>
    public UInt128 OfNumber(CardNumber number, string partner, DateOnly day) => Of(Number, number, partner, day);

    /// <summary>The reference of a number that was never issued, in places where a card has the reference of its number.</summary>
    public UInt128 OfNobody(CardNumber number, string partner, DateOnly day) => Of(Nobody, number, partner, day);

    /// <summary>
    /// The reference of a subject, known or not, from the first <see cref="SeedLength"/> bytes of the subject's tag. It differs from all card references.
    /// Otherwise the quota would reveal which card the person has, even one that is not valid.
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

    // All identifiers have 16 bytes, so that neither time nor length distinguishes them.
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
