using System.Buffers.Binary;

namespace PartnerApi.Cards;

/// <summary>
/// What imports keep with a card's facts to recognize it by, and no question reads. A tag here is the first 16 bytes of a card's tag; 0 for none.
/// </summary>
/// <param name="Predecessor">The card that this one replaces. Once stored it never changes, also when that card's row is gone.</param>
/// <param name="Successor">The card that replaces this one.</param>
/// <param name="Person">A fingerprint of the holder's name and birth date, by which a change of either is noticed.</param>
internal readonly record struct CardLinks(UInt128 Predecessor, UInt128 Successor, ulong Person)
{
    /// <summary>Bytes of stored links.</summary>
    public const int Length = 16 + 16 + 8;

    /// <summary>A card's tag, as links name it.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> tag) => BinaryPrimitives.ReadUInt128BigEndian(tag);

    /// <summary>Reads stored links.</summary>
    public static CardLinks Read(ReadOnlySpan<byte> stored) => new(
        BinaryPrimitives.ReadUInt128BigEndian(stored), BinaryPrimitives.ReadUInt128BigEndian(stored[16..]), BinaryPrimitives.ReadUInt64BigEndian(stored[32..]));

    /// <summary>Writes them.</summary>
    public void Write(Span<byte> stored)
    {
        BinaryPrimitives.WriteUInt128BigEndian(stored, Predecessor);
        BinaryPrimitives.WriteUInt128BigEndian(stored[16..], Successor);
        BinaryPrimitives.WriteUInt64BigEndian(stored[32..], Person);
    }

    /// <summary>A fixed text, so that a tag does not end up in a log by accident.</summary>
    public override string ToString() => "[card links]";
}
