using Microsoft.Win32.SafeHandles;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>
/// Removes expired records: records and salts are deleted and their hashes are kept, so that the chain continues. A segment is replaced atomically and
/// durably, and the old file is overwritten before it is unlinked. That is sufficient on a file system that makes no copies. The operator is responsible for
/// journals, snapshots, and backups of the disk. A late record of the day before is removed with its segment, a day late.
/// </summary>
public static class SegmentExpiry
{
    private const string LockName = "retention.lock";
    private const string DraftExtension = ".expiring";
    private const string SpentExtension = ".expired";
    private const int BlockLength = 64 * 1024;

    /// <summary>Removes the records of segments before a day, and finishes an interrupted run.</summary>
    /// <param name="folder">The ledger's folder.</param>
    /// <param name="before">The first day to keep.</param>
    /// <param name="cancel">Cancels the run between two segments.</param>
    /// <returns>The number of rewritten segments; null if another process is running this, in which case nothing was done.</returns>
    /// <exception cref="IOException">A segment cannot be rewritten. It is unchanged.</exception>
    public static int? Run(string folder, DateOnly before, CancellationToken cancel)
    {
        if (!Directory.Exists(folder)) return 0;
        using var alone = FileLock.Try(Path.Combine(folder, LockName));
        if (alone is null) return null;
        DurableFiles.FlushFolder(folder);
        foreach (var spent in Directory.EnumerateFiles(folder, "*" + SpentExtension).ToList()) Shred(spent);
        foreach (var torn in SegmentRecovery.TornIn(folder, before)) Shred(torn);
        var rewritten = 0;
        foreach (var writer in Segment.AllIn(folder).GroupBy(segment => segment.Writer).Select(group => group.ToList()))
        {
            foreach (var segment in writer.Where(segment => segment.Day < before))
            {
                cancel.ThrowIfCancellationRequested();

                // A writer's newest segment is rewritten only if no process is writing it. A running writer begins a later segment first.
                using var idle = segment == writer[^1] ? FileLock.Try(Path.Combine(folder, SegmentWriter.LockName(segment.Writer))) : null;
                if ((idle is not null || segment != writer[^1]) && Expire(folder, segment)) rewritten++;
            }
        }
        return rewritten;
    }

    private static bool Expire(string folder, Segment segment)
    {
        var file = segment.FileIn(folder);
        var draft = file + DraftExtension;
        if (!HoldsRecords(file)) return false;
        DurableFiles.Delete(draft);
        using (var written = LedgerFile.Open(draft, FileMode.CreateNew))
        {
            Rewrite(file, written);
            RandomAccess.FlushToDisk(written);
        }

        // The old file keeps a name until it is overwritten, so that the next run finds it after a crash.
        var spent = file + SpentExtension;
        File.Replace(draft, file, spent, ignoreMetadataErrors: true);

        // Before the new names are durable, a power loss would restore the old file, so it must not be overwritten yet.
        DurableFiles.FlushFolder(folder);
        Shred(spent);
        return true;
    }

    // All records of a segment are removed at once, so checking the first is enough. A line that is neither header nor hash may be a damaged record.
    private static bool HoldsRecords(string file)
    {
        var (isFirst, found) = (true, false);
        using var handle = LedgerLines.Open(file);
        SegmentReader.ReadLines(handle, 0, (line, _) =>
        {
            found = !isFirst && !SegmentReader.IsHash(line);
            isFirst = false;
            return !found && !SegmentReader.IsExpired(line);
        });
        return found;
    }

    private static void Rewrite(string file, SafeFileHandle into)
    {
        var (buffer, filled, length, isFirst) = (new byte[2 * BlockLength], 0, 0L, true);
        SegmentReader.ReadLines(file, 0, line =>
        {
            // The leaf of a changed line is computed from its current text, so that verification still finds the change.
            var stays = isFirst || SegmentReader.IsHash(line);
            isFirst = false;
            var needed = stays ? line.Length : SegmentReader.HashLineLength;
            if (filled + needed + 1 > buffer.Length) Array.Resize(ref buffer, filled + needed + 1);
            if (stays) line.CopyTo(buffer.AsSpan(filled));
            else WriteExpired(line, buffer.AsSpan(filled));
            filled += needed;
            buffer[filled++] = (byte)'\n';
            if (filled >= BlockLength) Flush();
        });
        Flush();

        void Flush()
        {
            RandomAccess.Write(into, buffer.AsSpan(0, filled), length);
            length += filled;
            filled = 0;
        }
    }

    private static void WriteExpired(ReadOnlySpan<byte> line, Span<byte> expired)
    {
        expired[0] = SegmentReader.Expired;
        Chain.Hash(line, expired.Slice(1, Chain.HashLength));
    }

    private static void Shred(string file)
    {
        using (var handle = LedgerFile.Open(file, FileMode.Open))
        {
            var length = RandomAccess.GetLength(handle);
            var zeros = new byte[BlockLength];
            for (var offset = 0L; offset < length; offset += BlockLength)
            {
                RandomAccess.Write(handle, zeros.AsSpan(0, (int)Math.Min(BlockLength, length - offset)), offset);
            }
            RandomAccess.FlushToDisk(handle);
        }
        DurableFiles.Delete(file);
    }
}
