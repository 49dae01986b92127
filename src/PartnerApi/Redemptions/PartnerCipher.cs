using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Cards;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>What a redemption's row keeps sealed.</summary>
/// <param name="Handle">The holder's handle.</param>
/// <param name="RedeemedAt">When it was redeemed, exactly.</param>
/// <param name="ReversedAt">When it was reversed; null while it stands.</param>
internal readonly record struct RedemptionDetails(byte[] Handle, DateTimeOffset RedeemedAt, DateTimeOffset? ReversedAt)
{
    /// <summary>A fixed text, so that a handle does not end up in a log by accident.</summary>
    public override string ToString() => "[redemption details]";
}

/// <summary>
/// What is stored of a partner's holders, under keys derived from its sector key: rows of two partners have nothing in common, and destroying
/// the one key unlinks them all. A derived key is the HMAC of its name under the sector key; a name is longer than a handle, so that none is a subject.
/// </summary>
internal static class PartnerCipher
{
    /// <summary>Bytes of a subject's tag.</summary>
    public const int TagLength = 32;

    /// <summary>Bytes of a redemption's sealed part.</summary>
    public const int SealedLength = PlainLength + Aead.Overhead;

    /// <summary>Bytes of a place in a list: the time of its first page, and hour and id of a redemption.</summary>
    public const int PlaceLength = sizeof(long) + sizeof(long) + Redemption.IdLength;

    /// <summary>Bytes of a sealed cursor.</summary>
    public const int CursorLength = PlaceLength + Aead.Overhead;

    private const int RedeemedAt = FactsBlob.HandleLength;
    private const int ReversedAt = RedeemedAt + sizeof(long);
    private const int PlainLength = ReversedAt + sizeof(long);

    /// <summary>The tag of a pairwise subject, which the partner itself could ask for: the HMAC of the subject under a key of its own.</summary>
    public static byte[] SubjectTag(byte[] sectorKey, string subject) =>
        HMACSHA256.HashData(Key(sectorKey, "partner-api/v1/redemption-subject"), Encoding.UTF8.GetBytes(subject));

    /// <summary>
    /// Seals the holder's handle and the exact times, bound to the redemption's id. Plaintext, 32 bytes: handle (16 bytes), and the two times
    /// (<see cref="DateTimeOffset.UtcTicks"/>, 8 bytes each, big endian; 0 for a reversal that has not been).
    /// </summary>
    public static byte[] Seal(byte[] sectorKey, in RedemptionDetails details, ReadOnlySpan<byte> id)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        details.Handle.CopyTo(plain);
        BinaryPrimitives.WriteInt64BigEndian(plain[RedeemedAt..], details.RedeemedAt.UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(plain[ReversedAt..], details.ReversedAt?.UtcTicks ?? 0);
        var sealedDetails = new byte[SealedLength];
        using var cipher = Aead.Cipher(Key(sectorKey, "partner-api/v1/redemption-details"));
        Aead.Seal(cipher, plain, id, sealedDetails);
        CryptographicOperations.ZeroMemory(plain);
        return sealedDetails;
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="SealBrokenException">It was not sealed with this partner's key for this redemption.</exception>
    public static RedemptionDetails Open(byte[] sectorKey, ReadOnlySpan<byte> sealedDetails, ReadOnlySpan<byte> id)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        using var cipher = Aead.Cipher(Key(sectorKey, "partner-api/v1/redemption-details"));
        Aead.Open(cipher, sealedDetails, id, plain);
        var reversedAt = BinaryPrimitives.ReadInt64BigEndian(plain[ReversedAt..]);
        return new RedemptionDetails(
            plain[..FactsBlob.HandleLength].ToArray(),
            new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(plain[RedeemedAt..]), TimeSpan.Zero),
            reversedAt == 0 ? null : new DateTimeOffset(reversedAt, TimeSpan.Zero));
    }

    /// <summary>Seals a place in the partner's list, so that it tells nothing and no other can be made up.</summary>
    public static byte[] SealCursor(byte[] sectorKey, ReadOnlySpan<byte> place)
    {
        var cursor = new byte[CursorLength];
        using var cipher = Aead.Cipher(Key(sectorKey, "partner-api/v1/redemption-cursor"));
        Aead.Seal(cipher, place, [], cursor);
        return cursor;
    }

    /// <summary>Opens a cursor.</summary>
    /// <returns>False when it is none of this partner's.</returns>
    public static bool TryOpenCursor(byte[] sectorKey, ReadOnlySpan<byte> cursor, Span<byte> place)
    {
        using var cipher = Aead.Cipher(Key(sectorKey, "partner-api/v1/redemption-cursor"));
        try
        {
            Aead.Open(cipher, cursor, [], place);
            return true;
        }
        catch (SealBrokenException)
        {
            return false;
        }
    }

    private static byte[] Key(byte[] sectorKey, string name) => HMACSHA256.HashData(sectorKey, Encoding.ASCII.GetBytes(name));
}
