using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using PartnerApi.Sealing;

namespace PartnerApi.Registry.Bulk;

/// <summary>
/// A temporary file of records, each sealed with a key that exists only in this process's memory, so a killed process leaves nothing readable. One thread
/// appends records. After <see cref="Complete"/>, any number of threads may read them.
/// </summary>
internal sealed class SealedFile : IDisposable
{
    /// <summary>The most bytes of a record.</summary>
    public const int MostPlain = 8_192;

    private const int Prefix = sizeof(ushort);
    private const int BufferSize = 1 << 18;

    private readonly FileStream stream;
    private readonly SafeFileHandle file;
    private readonly SharedCipher cipher;
    private readonly byte[] buffer = new byte[BufferSize];
    private int used;
    private long written;

    public SealedFile(SpillFolder folder, string name)
    {
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        RandomNumberGenerator.Fill(key);
        cipher = new SharedCipher(key);
        CryptographicOperations.ZeroMemory(key);
        FileStream? made = null;
        SpillFolder.Guard(() => made = SpillFolder.Create(Path.Combine(folder.Path, name), bufferSize: 0));
        stream = made!;
        file = stream.SafeFileHandle;
    }

    /// <summary>The length of the file in bytes.</summary>
    public long Length => written + used;

    /// <summary>Appends a record; returns its position.</summary>
    public long Append(ReadOnlySpan<byte> plain)
    {
        var length = Prefix + plain.Length + Aead.Overhead;
        if (buffer.Length - used < length) Complete();
        var position = Length;
        var record = buffer.AsSpan(used, length);
        BinaryPrimitives.WriteUInt16BigEndian(record, (ushort)plain.Length);
        Aead.Seal(cipher.Mine, plain, [], record[Prefix..]);
        used += length;
        return position;
    }

    /// <summary>Writes the buffered records to the file.</summary>
    public void Complete()
    {
        SpillFolder.Guard(() => RandomAccess.Write(file, buffer.AsSpan(0, used), written));
        written += used;
        used = 0;
    }

    /// <summary>Opens the record at a position; returns its length in <paramref name="plain"/>.</summary>
    public int Read(long position, Span<byte> plain)
    {
        Span<byte> record = stackalloc byte[Prefix + MostPlain + Aead.Overhead];
        var read = Fill(position, record);
        ReadOnlySpan<byte> rest = record[..read];
        return Next(ref rest, plain);
    }

    /// <summary>
    /// Copies sealed records, beginning at a position, as many as fit; returns their bytes and number, 0 at the end. Open them with <see cref="Next"/>.
    /// </summary>
    public (int Bytes, int Records) ReadSealed(long position, Span<byte> records)
    {
        var read = Fill(position, records);
        var (bytes, count) = (0, 0);
        while (read - bytes > Prefix)
        {
            var length = Prefix + BinaryPrimitives.ReadUInt16BigEndian(records[bytes..]) + Aead.Overhead;
            if (length > read - bytes) break;
            bytes += length;
            count++;
        }
        return (bytes, count);
    }

    /// <summary>Opens the first record in <paramref name="records"/> and advances to the next; returns its length in <paramref name="plain"/>.</summary>
    public int Next(ref ReadOnlySpan<byte> records, Span<byte> plain)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(records);
        Aead.Open(cipher.Mine, records.Slice(Prefix, length + Aead.Overhead), [], plain[..length]);
        records = records[(Prefix + length + Aead.Overhead)..];
        return length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        cipher.Dispose();
    }

    private int Fill(long position, Span<byte> bytes)
    {
        var read = 0;
        try
        {
            while (read < bytes.Length && RandomAccess.Read(file, bytes[read..], position + read) is > 0 and var more) read += more;
        }
        catch (IOException error)
        {
            throw SpillFolder.Trouble(error);
        }
        return read;
    }
}
