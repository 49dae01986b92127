using System.Text;
using Microsoft.Win32.SafeHandles;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>
/// Appends to one writer's chain. What <see cref="Append"/> returned from is on disk; what it failed with is not in the file. The file is lengthened by
/// many records' room at a time, filled with NULs: forcing a file to the disk costs three times as much when it has grown. Used by one thread at a time.
/// </summary>
public sealed class SegmentWriter : IDisposable
{
    /// <summary>Bytes by which a segment is lengthened at a time: room for several hundred records.</summary>
    public const int Preallocation = 256 * 1024;

    // A head stands behind no more records than this, so that whoever reads need not hold many of them.
    private const int MostInGroup = 1024;

    private readonly string folder;
    private readonly FileLock alone;
    private readonly byte[] head = new byte[Chain.HashLength];
    private readonly Chain draft = new();
    private byte[] buffer = new byte[64 * 1024];
    private int filled;
    private SafeFileHandle? file;
    private long length;
    private long roomEnd;
    private bool torn;

    private SegmentWriter(string folder, int writer, FileLock alone)
    {
        this.folder = folder;
        this.alone = alone;
        Segment = new Segment(DateOnly.MinValue, writer, 0);
    }

    /// <summary>The segment that is written; before the first record of a new writer, its number is 0.</summary>
    public Segment Segment { get; private set; }

    /// <summary>Where the rest of a torn write was put when the writer was opened; null when there was none.</summary>
    public string? Quarantine { get; private set; }

    /// <summary>The chain's last hash.</summary>
    public string Head => Encoding.ASCII.GetString(head);

    /// <summary>Takes the first writer's number that no running process has, and goes on where its last one ended.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="InvalidDataException">The last segment is none that can be gone on with; it is left as it is.</exception>
    public static SegmentWriter Open(string folder)
    {
        LedgerFile.CreateFolder(folder);
        for (var number = 1; ; number++)
        {
            if (FileLock.Try(Path.Combine(folder, LockName(number))) is not { } taken) continue;
            var writer = new SegmentWriter(folder, number, taken);
            try
            {
                writer.Resume();
                return writer;
            }
            catch
            {
                writer.Dispose();
                throw;
            }
        }
    }

    /// <summary>The name of the lock that a process with the writer's number holds.</summary>
    public static string LockName(int writer) => $"writer-{writer}.lock";

    /// <summary>Whether a process writes to the ledger: a gateway that runs on its data folder.</summary>
    public static bool IsAnyRunning(string folder)
    {
        if (!Directory.Exists(folder)) return false;
        foreach (var file in Directory.EnumerateFiles(folder, "writer-*.lock"))
        {
            using var idle = FileLock.Try(file);
            if (idle is null) return true;
        }
        return false;
    }

    /// <summary>Writes records of one day, or of a day and the one before it, and forces them to the disk. Begins a segment if this one cannot hold the day.</summary>
    /// <exception cref="IOException">They are not written; the file is as it was.</exception>
    public void Append(IEnumerable<RecordLines> records, DateOnly day)
    {
        if (!Segment.Holds(day)) Begin(Segment.Next(day));
        filled = 0;
        draft.GoOn(head);
        foreach (var lines in records) Add(lines.Text);
        if (draft.Leaves > 0) CloseGroup(hasMore: false);
        WriteBuffer();
        draft.Head.CopyTo(head);
    }

    /// <summary>Appends to the file of the signed heads.</summary>
    /// <exception cref="IOException">It is not written.</exception>
    public void AppendHead(string jws)
    {
        using var heads = LedgerFile.Open(Segment.HeadsIn(folder), FileMode.OpenOrCreate);
        var (end, _) = LedgerLines.Last(heads, LedgerLines.Ended);
        var line = Encoding.ASCII.GetBytes(jws + '\n');

        // What a failure left of a head goes: the next one would stand in its line.
        if (end < RandomAccess.GetLength(heads)) RandomAccess.SetLength(heads, end);
        RandomAccess.Write(heads, line, end);
        RandomAccess.FlushToDisk(heads);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (file is not null) GiveRoomBack(file);
        file?.Dispose();
        alone.Dispose();
    }

    private void Add(ReadOnlySpan<byte> lines)
    {
        while (lines.IndexOf((byte)'\n') is var length and >= 0)
        {
            if (draft.Leaves == MostInGroup) CloseGroup(hasMore: true);
            draft.Add(lines[..length]);
            Put(lines[..(length + 1)]);
            lines = lines[(length + 1)..];
        }
    }

    // The head that ends a write is told from those within it: what is behind the last one was never durable.
    private void CloseGroup(bool hasMore)
    {
        draft.Close(hasMore);
        PutHead(hasMore);
    }

    private void Begin(Segment segment)
    {
        // Before there is a next one: whoever reads, also after a crash, finds no room in a segment that is not the last.
        if (file is not null) GiveRoomBack(file);
        var header = segment.Header(Segment.Number == 0 ? Segment.NoHead : Head);
        var created = LedgerFile.Open(segment.FileIn(folder), FileMode.CreateNew);
        var (before, wasLength) = (file, length);
        (file, length, roomEnd, filled, torn) = (created, 0, 0, 0, false);
        try
        {
            draft.Begin(header);
            Put(header);
            Put("\n"u8);
            PutHead(hasMore: false);
            WriteBuffer();
        }
        catch
        {
            (file, length, roomEnd, torn) = (before, wasLength, wasLength, false);
            created.Dispose();
            LedgerFile.Delete(segment.FileIn(folder));
            throw;
        }
        draft.Head.CopyTo(head);
        Segment = segment;
        before?.Dispose();
    }

    // A process that was killed may leave records without their head: nobody was told of them.
    private void Resume()
    {
        var last = Segment.AllIn(folder).LastOrDefault(segment => segment.Writer == Segment.Writer);
        if (last == default) return;
        var opened = LedgerFile.Open(last.FileIn(folder), FileMode.Open);
        try
        {
            var found = SegmentRecovery.Run(folder, last, opened);
            Quarantine ??= found.Quarantine;
            if (found.End > 0)
            {
                found.Head.CopyTo(head.AsSpan());
                (Segment, file, length, roomEnd) = (last, opened, found.End, found.End);
                RandomAccess.SetLength(file, found.End);
                return;
            }
        }
        catch
        {
            opened.Dispose();
            throw;
        }

        // A crash left it at its beginning: it is begun anew.
        opened.Dispose();
        LedgerFile.Delete(last.FileIn(folder));
        Resume();
    }

    private void WriteBuffer()
    {
        // After a failure half of it may be there; the next write starts where the last whole one ended.
        if (torn) GiveRoomBack(file!);
        torn = true;
        var size = filled;
        if (length + filled > roomEnd)
        {
            size += Preallocation;
            if (size > buffer.Length) Array.Resize(ref buffer, size);
            buffer.AsSpan(filled, Preallocation).Clear();
        }
        RandomAccess.Write(file!, buffer.AsSpan(0, size), length);
        RandomAccess.FlushToDisk(file!);
        roomEnd = Math.Max(roomEnd, length + size);
        length += filled;
        torn = false;
    }

    private void GiveRoomBack(SafeFileHandle written)
    {
        RandomAccess.SetLength(written, length);
        (roomEnd, torn) = (length, false);
    }

    private void Reserve(int more)
    {
        if (filled + more > buffer.Length) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, filled + more));
    }

    private void PutHead(bool hasMore)
    {
        Put([SegmentReader.Head]);
        Put(draft.Head);
        Put(hasMore ? [SegmentReader.More, (byte)'\n'] : "\n"u8);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(filled));
        filled += bytes.Length;
    }
}
