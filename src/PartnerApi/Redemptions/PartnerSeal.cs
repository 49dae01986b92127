using System.Security.Cryptography;
using System.Text;
using PartnerApi.Cards;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>
/// What is stored of a partner's holders, under keys derived from its sector key: rows of two partners have nothing in common, and destroying
/// the one key unlinks them all. A derived key is the HMAC of its name under the sector key; a name is longer than a handle, so that none is a subject.
/// </summary>
internal static class PartnerSeal
{
    /// <summary>Bytes of a subject's tag.</summary>
    public const int TagLength = 32;

    /// <summary>Bytes of a sealed reference.</summary>
    public const int ReferenceLength = CardReader.TagLength + FactsBlob.HandleLength + Aead.Overhead;

    /// <summary>Bytes of a sealed cursor.</summary>
    public const int CursorLength = sizeof(long) + Redemption.IdLength + Aead.Overhead;

    /// <summary>The tag of a pairwise subject, which the partner itself could ask for: the HMAC of the subject under a key of its own.</summary>
    public static byte[] SubjectTag(byte[] sectorKey, string subject) =>
        HMACSHA256.HashData(Key(sectorKey, "partner-api/v1/redemption-subject"), Encoding.ASCII.GetBytes(subject));

    /// <summary>Seals the card's tag and the holder's handle, bound to the redemption's id.</summary>
    public static byte[] SealReference(byte[] sectorKey, ReadOnlySpan<byte> cardTag, ReadOnlySpan<byte> handle, byte[] id)
    {
        Span<byte> plain = stackalloc byte[CardReader.TagLength + FactsBlob.HandleLength];
        cardTag.CopyTo(plain);
        handle.CopyTo(plain[CardReader.TagLength..]);
        var sealedReference = new byte[ReferenceLength];
        using var cipher = Aead.Cipher(Key(sectorKey, "partner-api/v1/redemption-reference"));
        Aead.Seal(cipher, plain, id, sealedReference);
        return sealedReference;
    }

    /// <summary>Opens a reference.</summary>
    /// <exception cref="SealBrokenException">It was not sealed with this partner's key for this redemption.</exception>
    public static (byte[] CardTag, byte[] Handle) OpenReference(byte[] sectorKey, ReadOnlySpan<byte> sealedReference, ReadOnlySpan<byte> id)
    {
        Span<byte> plain = stackalloc byte[CardReader.TagLength + FactsBlob.HandleLength];
        using var cipher = Aead.Cipher(Key(sectorKey, "partner-api/v1/redemption-reference"));
        Aead.Open(cipher, sealedReference, id, plain);
        return (plain[..CardReader.TagLength].ToArray(), plain[CardReader.TagLength..].ToArray());
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
