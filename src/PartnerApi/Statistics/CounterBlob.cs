using System.Buffers.Binary;
using System.Security.Cryptography;
using PartnerApi.Policy.Statistics;
using PartnerApi.Sealing;

namespace PartnerApi.Statistics;

/// <summary>
/// A month's counts, sealed with the month's key <c>enrollment-counters</c>: the 80 cells of the grid, 4 bytes each, big endian. The blob is always rewritten
/// in full with a new nonce, so that two copies of the database do not show what was added between them.
/// </summary>
internal sealed class CounterBlob(IKeyService keys)
{
    /// <summary>Bytes of a sealed month.</summary>
    public const int Length = PlainLength + Aead.Overhead;

    private const int PlainLength = EnrollmentGrid.Cells * sizeof(int);

    /// <summary>Seals a month's counts.</summary>
    /// <exception cref="OverflowException">A count is above 2,147,483,647.</exception>
    public byte[] Seal(Month month, ReadOnlySpan<long> cells)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        for (var cell = 0; cell < EnrollmentGrid.Cells; cell++)
        {
            BinaryPrimitives.WriteInt32BigEndian(plain[(cell * sizeof(int))..], checked((int)cells[cell]));
        }
        var blob = new byte[Length];
        using var cipher = CipherOf(month, out var place);
        Aead.Seal(cipher, plain, place, blob);
        CryptographicOperations.ZeroMemory(plain);
        return blob;
    }

    /// <summary>Opens a month's counts.</summary>
    /// <exception cref="SealBrokenException">The blob was changed or belongs to another month.</exception>
    public long[] Open(Month month, ReadOnlySpan<byte> blob)
    {
        if (blob.Length != Length) throw new SealBrokenException();
        Span<byte> plain = stackalloc byte[PlainLength];
        using var cipher = CipherOf(month, out var place);
        Aead.Open(cipher, blob, place, plain);
        var cells = new long[EnrollmentGrid.Cells];
        for (var cell = 0; cell < cells.Length; cell++) cells[cell] = BinaryPrimitives.ReadInt32BigEndian(plain[(cell * sizeof(int))..]);
        CryptographicOperations.ZeroMemory(plain);
        return cells;
    }

    private AesGcm CipherOf(Month month, out byte[] place)
    {
        place = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(place, month.Index);
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(StatisticsKeyLabels.EnrollmentCounters, place, key);
        var cipher = Aead.Cipher(key);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }
}
