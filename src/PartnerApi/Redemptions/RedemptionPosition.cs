using System.Buffers.Binary;
using System.Buffers.Text;
using PartnerApi.Core;

namespace PartnerApi.Redemptions;

/// <summary>
/// A position in a partner's list, which is ordered by hour and id. Ids are random, so a redemption made after the first page was read may sort onto a
/// later page. The position therefore stores the time of the first page, and later pages omit redemptions that are newer.
/// </summary>
/// <param name="AsOf">The time of the first page, as <see cref="DateTimeOffset.UtcTicks"/>: a redemption may follow within the same millisecond.</param>
/// <param name="Hour">The hour of the redemption before the position.</param>
/// <param name="Id">The id of the redemption before the position.</param>
internal readonly record struct RedemptionPosition(long AsOf, long Hour, byte[] Id)
{
    /// <summary>The position before the newest redemption.</summary>
    public static RedemptionPosition Start(DateTimeOffset now) => new(now.UtcTicks, long.MaxValue, []);

    /// <summary>Opens a cursor; null if it is not one of this partner's.</summary>
    public static RedemptionPosition? Open(byte[] sectorKey, string cursor)
    {
        Span<byte> sealedPosition = stackalloc byte[PartnerCipher.CursorLength];
        Span<byte> position = stackalloc byte[PartnerCipher.PositionLength];
        if (!OpaqueText.TryRead(cursor, sealedPosition) || !PartnerCipher.TryOpenCursor(sectorKey, sealedPosition, position)) return null;
        return new RedemptionPosition(
            BinaryPrimitives.ReadInt64BigEndian(position), BinaryPrimitives.ReadInt64BigEndian(position[sizeof(long)..]), position[(2 * sizeof(long))..].ToArray());
    }

    /// <summary>Seals the position into a cursor.</summary>
    public string Seal(byte[] sectorKey)
    {
        Span<byte> position = stackalloc byte[PartnerCipher.PositionLength];
        BinaryPrimitives.WriteInt64BigEndian(position, AsOf);
        BinaryPrimitives.WriteInt64BigEndian(position[sizeof(long)..], Hour);
        Id.CopyTo(position[(2 * sizeof(long))..]);
        return Base64Url.EncodeToString(PartnerCipher.SealCursor(sectorKey, position));
    }
}
