using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using PartnerApi.Core;
using PartnerApi.Sealing;

namespace PartnerApi.Ledger;

/// <summary>
/// Positions in the ledger as cursors, sealed under a key of the caller's partner, because the distance between two positions reveals the length of the records
/// between them. All cursors have the same length.
/// </summary>
public static class LedgerCursor
{
    // Day number, writer, number of the segment (4 bytes each), offset (8 bytes), big endian.
    private const int WriterAt = sizeof(int);
    private const int NumberAt = 2 * sizeof(int);
    private const int OffsetAt = 3 * sizeof(int);
    private const int PlainLength = OffsetAt + sizeof(long);

    /// <summary>Seals a position as a cursor.</summary>
    public static string Seal(byte[] sectorKey, LedgerPosition position)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        BinaryPrimitives.WriteInt32BigEndian(plain, position.Segment.Day.DayNumber);
        BinaryPrimitives.WriteInt32BigEndian(plain[WriterAt..], position.Segment.Writer);
        BinaryPrimitives.WriteInt32BigEndian(plain[NumberAt..], position.Segment.Number);
        BinaryPrimitives.WriteInt64BigEndian(plain[OffsetAt..], position.Offset);
        Span<byte> cursor = stackalloc byte[PlainLength + Aead.Overhead];
        using var cipher = Cipher(sectorKey);
        Aead.Seal(cipher, plain, [], cursor);
        return Base64Url.EncodeToString(cursor);
    }

    /// <summary>Opens a cursor. Returns null if it was not made for this partner or is not in canonical form.</summary>
    public static LedgerPosition? Open(byte[] sectorKey, string text)
    {
        Span<byte> cursor = stackalloc byte[PlainLength + Aead.Overhead];
        if (!OpaqueText.TryRead(text, cursor)) return null;
        Span<byte> plain = stackalloc byte[PlainLength];
        using var cipher = Cipher(sectorKey);
        try
        {
            Aead.Open(cipher, cursor, [], plain);
        }
        catch (SealBrokenException)
        {
            return null;
        }
        var segment = new Segment(
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(plain)),
            BinaryPrimitives.ReadInt32BigEndian(plain[WriterAt..]),
            BinaryPrimitives.ReadInt32BigEndian(plain[NumberAt..]));
        return new LedgerPosition(segment, BinaryPrimitives.ReadInt64BigEndian(plain[OffsetAt..]));
    }

    private static AesGcm Cipher(byte[] sectorKey) => Aead.Cipher(HMACSHA256.HashData(sectorKey, "partner-api/v1/disclosure-cursor"u8));
}
