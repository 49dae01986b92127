using Microsoft.Win32.SafeHandles;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>
/// Ends the retention of segments: record and salt go, the hash of both stays, so that the chain goes on through what is gone. A segment is replaced
/// whole and durably; what it held is overwritten before it is unlinked. That is all that a file system without copies of its own needs; journals,
/// snapshots and backups of the disk are the operator's. A late record of the day before is removed with its segment, a day late.
/// </summary>
public static class SegmentExpiry
{
    private const string LockName = "retention.lock";
    private const string DraftExtension = ".expiring";
    private const string SpentExtension = ".expired";
    private const int BlockLength = 64 * 1024;

    /// <summary>Ends the retention of what is older than a day. What another run left behind is finished.</summary>
    /// <param name="folder">The ledger's folder.</param>
    /// <param name="before">The first day that is kept.</param>
    /// <param name="cancel">Ends it between two segments.</param>
    /// <returns>How many segments were rewritten; null when another process is at it, and nothing was done.</returns>
    /// <exception cref="IOException">A segment cannot be rewritten; it is as it was.</exception>
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

                // The newest is the one that a process goes on with: only when none has it. One that has it turns to another day first.
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
        LedgerFile.Delete(draft);
        using (var written = LedgerFile.Open(draft, FileMode.CreateNew))
        {
            Rewrite(file, written);
            RandomAccess.FlushToDisk(written);
        }

        // The old file keeps a name until it is overwritten: after a crash the next run finds it.
        var spent = file + SpentExtension;
        File.Replace(draft, file, spent, ignoreMetadataErrors: true);

        // Until the new names are on the disk, a loss of power brings back the old one: nothing of it may be overwritten yet.
        DurableFiles.FlushFolder(folder);
        Shred(spent);
        return true;
    }

    // All of a segment's records go at once: the first one tells. What is neither header nor hash may be one, though it was changed.
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
            // A line that is wrong stays wrong: its leaf is made of what stands there.
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
        LedgerFile.Delete(file);
    }
}
