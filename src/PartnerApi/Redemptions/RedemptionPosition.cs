using System.Buffers.Binary;
using System.Buffers.Text;
using PartnerApi.Core;

namespace PartnerApi.Redemptions;

/// <summary>
/// A place in a partner's list, which is ordered by hour and id. Within an hour the order is that of random ids, so that a redemption made after the
/// first page may belong behind its end: the place remembers when that page was read, and what was redeemed later is left out of the pages that follow.
/// </summary>
/// <param name="AsOf">When the first page was read, as <see cref="DateTimeOffset.UtcTicks"/>: a redemption may follow it within the same millisecond.</param>
/// <param name="Hour">The hour of the redemption before it.</param>
/// <param name="Id">The id of the redemption before it.</param>
internal readonly record struct RedemptionPosition(long AsOf, long Hour, byte[] Id)
{
    /// <summary>Before the newest redemption.</summary>
    public static RedemptionPosition Start(DateTimeOffset now) => new(now.UtcTicks, long.MaxValue, []);

    /// <summary>Opens a cursor; null when it is none of this partner's.</summary>
    public static RedemptionPosition? Open(byte[] sectorKey, string cursor)
    {
        Span<byte> sealedPlace = stackalloc byte[PartnerCipher.CursorLength];
        Span<byte> place = stackalloc byte[PartnerCipher.PlaceLength];
        if (!OpaqueText.TryRead(cursor, sealedPlace) || !PartnerCipher.TryOpenCursor(sectorKey, sealedPlace, place)) return null;
        return new RedemptionPosition(
            BinaryPrimitives.ReadInt64BigEndian(place), BinaryPrimitives.ReadInt64BigEndian(place[sizeof(long)..]), place[(2 * sizeof(long))..].ToArray());
    }

    /// <summary>The place as a cursor.</summary>
    public string Seal(byte[] sectorKey)
    {
        Span<byte> place = stackalloc byte[PartnerCipher.PlaceLength];
        BinaryPrimitives.WriteInt64BigEndian(place, AsOf);
        BinaryPrimitives.WriteInt64BigEndian(place[sizeof(long)..], Hour);
        Id.CopyTo(place[(2 * sizeof(long))..]);
        return Base64Url.EncodeToString(PartnerCipher.SealCursor(sectorKey, place));
    }
}
