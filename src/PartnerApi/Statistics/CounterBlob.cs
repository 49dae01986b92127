using System.Buffers.Binary;
using System.Security.Cryptography;
using PartnerApi.Policy.Statistics;
using PartnerApi.Sealing;

namespace PartnerApi.Statistics;

/// <summary>
/// A month's counts, sealed with the month's key <c>enrollment-counters</c>: the 80 cells of issued and renewed cards, then the 40 groups of ended cards, 4
/// bytes each, big endian. The blob is always rewritten in full with a new nonce, so that two copies of the database do not show what was added between them.
/// </summary>
internal sealed class CounterBlob(IKeyService keys)
{
    /// <summary>Bytes of a sealed month.</summary>
    public const int Length = PlainLength + Aead.Overhead;

    /// <summary>The number of counts in a month.</summary>
    public const int Counts = EnrollmentGrid.Cells + EnrollmentGrid.Groups;

    private const int PlainLength = Counts * sizeof(int);

    /// <summary>The place of a count, from a position among the groups by borough and age band, and an event.</summary>
    public static int Place(int group, EnrollmentEvent kind) =>
        kind == EnrollmentEvent.Ended ? EnrollmentGrid.Cells + group : (group * EnrollmentGrid.Events) + (int)kind;

    /// <summary>Seals a month's counts.</summary>
    /// <exception cref="OverflowException">A count is above 2,147,483,647.</exception>
    public byte[] Seal(Month month, ReadOnlySpan<long> counts)
    {
        Span<byte> plain = stackalloc byte[PlainLength];
        for (var place = 0; place < Counts; place++) BinaryPrimitives.WriteInt32BigEndian(plain[(place * sizeof(int))..], checked((int)counts[place]));
        var blob = new byte[Length];
        using var cipher = CipherOf(month, out var bound);
        Aead.Seal(cipher, plain, bound, blob);
        CryptographicOperations.ZeroMemory(plain);
        return blob;
    }

    /// <summary>Opens a month's counts.</summary>
    /// <exception cref="SealBrokenException">The blob was changed or belongs to another month.</exception>
    public long[] Open(Month month, ReadOnlySpan<byte> blob)
    {
        if (blob.Length != Length) throw new SealBrokenException();
        Span<byte> plain = stackalloc byte[PlainLength];
        using var cipher = CipherOf(month, out var bound);
        Aead.Open(cipher, blob, bound, plain);
        var counts = new long[Counts];
        for (var place = 0; place < Counts; place++) counts[place] = BinaryPrimitives.ReadInt32BigEndian(plain[(place * sizeof(int))..]);
        CryptographicOperations.ZeroMemory(plain);
        return counts;
    }

    private AesGcm CipherOf(Month month, out byte[] bound)
    {
        bound = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bound, month.Index);
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        keys.Derive(StatisticsKeyLabels.EnrollmentCounters, bound, key);
        var cipher = Aead.Cipher(key);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }
}
