using System.Text;
using Microsoft.Win32.SafeHandles;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>
/// Appends to one writer's chain. When <see cref="Append"/> returns, the records are durable. When it throws, the file is unchanged. Space for many records
/// is preallocated with NULs, because a flush costs three times as much after the file has grown. Not safe for concurrent use.
/// </summary>
public sealed class SegmentWriter : IDisposable
{
    /// <summary>The number of bytes that are preallocated at a time, for several hundred records.</summary>
    public const int Preallocation = 256 * 1024;

    // The maximum number of records in a group, which limits the memory of readers.
    private const int MostInGroup = 1024;

    private readonly string folder;
    private readonly FileLock alone;
    private readonly byte[] head = new byte[Chain.HashLength];
    private readonly Chain draft = new();
    private byte[] buffer = new byte[64 * 1024];
    private int filled;
    private SafeFileHandle? file;
    private long length;
    private long allocatedEnd;
    private bool torn;

    private SegmentWriter(string folder, int writer, FileLock alone)
    {
        this.folder = folder;
        this.alone = alone;
        Segment = new Segment(DateOnly.MinValue, writer, 0);
    }

    /// <summary>The current segment. Before the first record of a new writer, its number is 0.</summary>
    public Segment Segment { get; private set; }

    /// <summary>The file to which the remains of a torn write were moved at opening; null if there were none.</summary>
    public string? Quarantine { get; private set; }

    /// <summary>The chain's last hash.</summary>
    public string Head => Encoding.ASCII.GetString(head);

    /// <summary>Takes the lowest writer number that no running process uses, and continues its chain.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="InvalidDataException">The last segment cannot be continued. It is unchanged.</exception>
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

    /// <summary>The name of the lock that the writer's process holds.</summary>
    public static string LockName(int writer) => $"writer-{writer}.lock";

    /// <summary>True if a process is writing to the ledger, which means that a gateway is running on its data folder.</summary>
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

    /// <summary>Appends records of one day, or of a day and the day before it, and flushes. Begins a segment if the current one cannot hold the day.</summary>
    /// <exception cref="IOException">The records are not written. The file is unchanged.</exception>
    public void Append(IEnumerable<RecordLines> records, DateOnly day)
    {
        if (!Segment.Holds(day)) Begin(Segment.Next(day));
        filled = 0;
        draft.ContinueFrom(head);
        foreach (var lines in records) Add(lines.Text);
        if (draft.Leaves > 0) CloseGroup(hasMore: false);
        WriteBuffer();
        draft.Head.CopyTo(head);
    }

    /// <summary>Appends to the file of the signed heads.</summary>
    /// <exception cref="IOException">The head is not written.</exception>
    public void AppendHead(string jws)
    {
        using var heads = LedgerFile.Open(Segment.HeadsIn(folder), FileMode.OpenOrCreate);
        var (end, _) = LedgerLines.Last(heads, LedgerLines.Ended);
        var line = Encoding.ASCII.GetBytes(jws + '\n');

        // Removes the remains of a failed head, because the next one would be on the same line.
        if (end < RandomAccess.GetLength(heads)) RandomAccess.SetLength(heads, end);
        RandomAccess.Write(heads, line, end);
        RandomAccess.FlushToDisk(heads);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (file is not null) FreePreallocated(file);
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

    // The final head of a write differs from those within it, because bytes after the last final head were never durable.
    private void CloseGroup(bool hasMore)
    {
        draft.Close(hasMore);
        PutHead(hasMore);
    }

    private void Begin(Segment segment)
    {
        // Before the next segment exists, so that readers never find preallocated space in an earlier segment, even after a crash.
        if (file is not null) FreePreallocated(file);
        var header = segment.Header(Segment.Number == 0 ? Segment.NoHead : Head);
        var created = LedgerFile.Open(segment.FileIn(folder), FileMode.CreateNew);
        var (before, wasLength) = (file, length);
        (file, length, allocatedEnd, filled, torn) = (created, 0, 0, 0, false);
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
            (file, length, allocatedEnd, torn) = (before, wasLength, wasLength, false);
            created.Dispose();
            DurableFiles.Delete(segment.FileIn(folder));
            throw;
        }
        draft.Head.CopyTo(head);
        Segment = segment;
        before?.Dispose();
    }

    // A killed process may leave records without their head. They were never disclosed.
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
                (Segment, file, length, allocatedEnd) = (last, opened, found.End, found.End);
                RandomAccess.SetLength(file, found.End);
                return;
            }
        }
        catch
        {
            opened.Dispose();
            throw;
        }

        // A crash left only the beginning of the segment, so it is created again.
        opened.Dispose();
        DurableFiles.Delete(last.FileIn(folder));
        Resume();
    }

    private void WriteBuffer()
    {
        // After a failure, a part of the write may be in the file. The next write starts at the end of the last complete one.
        if (torn) FreePreallocated(file!);
        torn = true;
        var size = filled;
        if (length + filled > allocatedEnd)
        {
            size += Preallocation;
            if (size > buffer.Length) Array.Resize(ref buffer, size);
            buffer.AsSpan(filled, Preallocation).Clear();
        }
        RandomAccess.Write(file!, buffer.AsSpan(0, size), length);
        RandomAccess.FlushToDisk(file!);
        allocatedEnd = Math.Max(allocatedEnd, length + size);
        length += filled;
        torn = false;
    }

    private void FreePreallocated(SafeFileHandle written)
    {
        RandomAccess.SetLength(written, length);
        (allocatedEnd, torn) = (length, false);
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
