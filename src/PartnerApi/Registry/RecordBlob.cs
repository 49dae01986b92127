using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Disclosures;
using PartnerApi.Policy;
using PartnerApi.Sealing;

namespace PartnerApi.Registry;

/// <summary>
/// A holder's record, sealed with its own random data key and bound to its row id, so that no other row can replace it. The plaintext always has 942 bytes:
/// the number of seeds (1 byte); the seeds of all of the holder's cards, newest first (16 fields of 16 bytes, padded with zeros); the birth day (days since
/// 0001-01-01, 4 bytes, big endian); the borough (1 byte); then name, street, city, and postal code, each preceded by its length in bytes (2 bytes; the
/// highest bit marks big-endian UTF-16 instead of UTF-8); then zeros. Each text uses the shorter encoding, so a name of 120 characters fits in every script.
/// </summary>
internal static class RecordBlob
{
    /// <summary>Bytes of a sealed record.</summary>
    public const int Length = PlainLength + Aead.Overhead;

    /// <summary>The most bytes of name, street, city and postal code together.</summary>
    public const int MaxTextBytes = PlainLength - FixedLength - Texts * 2;

    /// <summary>Bytes of a record's row id.</summary>
    public const int RowIdLength = 16;

    /// <summary>The most seeds in a record. If a holder has more cards, the newest seeds are kept.</summary>
    public const int MaxSeeds = 16;

    private const int PersonAt = 1 + MaxSeeds * CardReferences.SeedLength;
    private const int PlainLength = PersonAt + 685;
    private const ushort IsUtf16 = 0x8000;
    private const int FixedLength = PersonAt + 4 + 1;
    private const int Texts = 4;

    /// <summary>The bytes of text in a record; more than <see cref="MaxTextBytes"/> cannot be sealed.</summary>
    public static int TextBytes(HolderDetails holder) =>
        BytesOf(holder.LegalName) + BytesOf(holder.Address.Street) + BytesOf(holder.Address.City) + BytesOf(holder.Address.PostalCode);

    /// <summary>Seals a record. <paramref name="seeds"/> are the concatenated seeds of the holder's cards, newest first.</summary>
    /// <exception cref="ArgumentException">There are too many seeds, or the texts are too long; see <see cref="TextBytes"/>. The message omits them.</exception>
    public static void Seal(AesGcm cipher, HolderDetails holder, ReadOnlySpan<byte> seeds, ReadOnlySpan<byte> rowId, Span<byte> sealedRecord)
    {
        var (count, rest) = Math.DivRem(seeds.Length, CardReferences.SeedLength);
        if (rest != 0 || count > MaxSeeds) throw new ArgumentException($"A record takes whole seeds, and at most {MaxSeeds}.", nameof(seeds));
        if (TextBytes(holder) > MaxTextBytes) throw new ArgumentException($"Name and address have more than {MaxTextBytes} bytes.", nameof(holder));
        Span<byte> plain = stackalloc byte[PlainLength];
        plain.Clear();
        plain[0] = (byte)count;
        seeds.CopyTo(plain[1..]);
        BinaryPrimitives.WriteInt32BigEndian(plain[PersonAt..], holder.DateOfBirth.DayNumber);
        plain[PersonAt + 4] = (byte)holder.Borough;
        var texts = plain[FixedLength..];
        Write(holder.LegalName, ref texts);
        Write(holder.Address.Street, ref texts);
        Write(holder.Address.City, ref texts);
        Write(holder.Address.PostalCode, ref texts);

        Aead.Seal(cipher, plain, rowId, sealedRecord);
        CryptographicOperations.ZeroMemory(plain);
    }

    /// <summary>Opens a record. <paramref name="seeds"/> are the concatenated seeds of the holder's cards, newest first.</summary>
    /// <exception cref="SealBrokenException">The record was not sealed with this key for this row.</exception>
    public static HolderDetails Open(AesGcm cipher, ReadOnlySpan<byte> sealedRecord, ReadOnlySpan<byte> rowId, out byte[] seeds)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        Aead.Open(cipher, sealedRecord, rowId, plain);

        ReadOnlySpan<byte> rest = plain[FixedLength..];
        var name = Read(ref rest);
        var address = new HolderAddress(Read(ref rest), Read(ref rest), Read(ref rest));
        var born = DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(plain[PersonAt..]));
        var details = new HolderDetails(name, born, (Borough)plain[PersonAt + 4], address);
        seeds = plain.Slice(1, plain[0] * CardReferences.SeedLength).ToArray();
        CryptographicOperations.ZeroMemory(plain);
        return details;
    }

    private static int BytesOf(string text) => Math.Min(Encoding.UTF8.GetByteCount(text), text.Length * sizeof(char));

    private static void Write(string text, ref Span<byte> rest)
    {
        var isShorter = text.Length * sizeof(char) < Encoding.UTF8.GetByteCount(text);
        var length = (isShorter ? Encoding.BigEndianUnicode : Encoding.UTF8).GetBytes(text, rest[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)(isShorter ? length | IsUtf16 : length));
        rest = rest[(2 + length)..];
    }

    private static string Read(ref ReadOnlySpan<byte> rest)
    {
        var stored = BinaryPrimitives.ReadUInt16BigEndian(rest);
        var length = stored & ~IsUtf16;
        var text = ((stored & IsUtf16) != 0 ? Encoding.BigEndianUnicode : Encoding.UTF8).GetString(rest.Slice(2, length));
        rest = rest[(2 + length)..];
        return text;
    }
}
