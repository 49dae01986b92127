using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Cards;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>The sealed part of a redemption's row.</summary>
/// <param name="Handle">The holder's handle.</param>
/// <param name="RedeemedAt">The exact time of the redemption.</param>
/// <param name="ReversedAt">The exact time of the reversal; null if it was not reversed.</param>
internal readonly record struct RedemptionDetails(byte[] Handle, DateTimeOffset RedeemedAt, DateTimeOffset? ReversedAt)
{
    /// <summary>Returns a fixed text, so that no handle is logged by accident.</summary>
    public override string ToString() => "[redemption details]";
}

/// <summary>
/// Protects stored data about a partner's holders with keys derived from the partner's sector key. Rows of two partners have nothing in common, and
/// destroying a sector key unlinks all its rows. A derived key is the HMAC of its name under the sector key. Names are longer than a handle, so that
/// no derived key equals a subject.
/// </summary>
internal static class PartnerCipher
{
    /// <summary>Length of a subject's tag, in bytes.</summary>
    public const int TagLength = 32;

    /// <summary>Length of a redemption's sealed part, in bytes.</summary>
    public const int SealedLength = PlainLength + Aead.Overhead;

    /// <summary>Length of a position in a list, in bytes: the time of the first page, and the hour and id of a redemption.</summary>
    public const int PositionLength = sizeof(long) + sizeof(long) + Redemption.IdLength;

    /// <summary>Length of a sealed cursor, in bytes.</summary>
    public const int CursorLength = PositionLength + Aead.Overhead;

    private const int RedeemedAt = FactsBlob.HandleLength;
    private const int ReversedAt = RedeemedAt + sizeof(long);
    private const int PlainLength = ReversedAt + sizeof(long);

    /// <summary>The tag of a pairwise subject, which the partner itself can query: the HMAC of the subject under a separate key.</summary>
    public static byte[] SubjectTag(byte[] sectorKey, string subject) =>
        HMACSHA256.HashData(Key(sectorKey, "partner-api/v1/redemption-subject"), Encoding.UTF8.GetBytes(subject));

    /// <summary>
    /// Seals the holder's handle and the exact times, bound to the redemption's id. Plaintext, 32 bytes: handle (16 bytes), and the two times
    /// (<see cref="DateTimeOffset.UtcTicks"/>, 8 bytes each, big endian; the second is 0 if there is no reversal).
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

    /// <summary>Opens details that <see cref="Seal"/> sealed.</summary>
    /// <exception cref="SealBrokenException">They were not sealed with this partner's key for this redemption.</exception>
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

    /// <summary>Seals a position in the partner's list, so that the cursor reveals nothing and cannot be forged.</summary>
    public static byte[] SealCursor(byte[] sectorKey, ReadOnlySpan<byte> position)
    {
        var cursor = new byte[CursorLength];
        using var cipher = Aead.Cipher(Key(sectorKey, "partner-api/v1/redemption-cursor"));
        Aead.Seal(cipher, position, [], cursor);
        return cursor;
    }

    /// <summary>Opens a cursor into <paramref name="position"/>.</summary>
    /// <returns>False if the cursor is not one of this partner's.</returns>
    public static bool TryOpenCursor(byte[] sectorKey, ReadOnlySpan<byte> cursor, Span<byte> position)
    {
        using var cipher = Aead.Cipher(Key(sectorKey, "partner-api/v1/redemption-cursor"));
        try
        {
            Aead.Open(cipher, cursor, [], position);
            return true;
        }
        catch (SealBrokenException)
        {
            return false;
        }
    }

    private static byte[] Key(byte[] sectorKey, string name) => HMACSHA256.HashData(sectorKey, Encoding.ASCII.GetBytes(name));
}
