using System.Buffers.Binary;

namespace PartnerApi.Cards;

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
