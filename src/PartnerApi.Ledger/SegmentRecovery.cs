using System.Buffers.Text;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>
/// Finds the end of a segment after a crash or a power loss. Pages reach the disk in any order, so that a write may be stored in parts, with NULs between
/// them. The intact part ends at the last write whose head the chain reaches from the header. It may be followed by NULs, which are preallocated space,
/// and by the remains of one write. Any other bytes were durable once, so recovery changes nothing and fails.
/// </summary>
internal sealed class SegmentRecovery
{
    private const string TornExtension = ".torn";
    private const int BlockLength = 64 * 1024;

    private readonly string folder;
    private readonly Segment segment;
    private readonly SafeFileHandle file;
    private readonly Chain chain = new();
    private readonly HashSet<string> signed;
    private long lines;

    private SegmentRecovery(string folder, Segment segment, SafeFileHandle file)
    {
        (this.folder, this.segment, this.file) = (folder, segment, file);
        signed = SignedHashes();
    }

    /// <summary>The end of the intact part; 0 if the file has only a part of its first two lines.</summary>
    public long End { get; private set; }

    /// <summary>The chain's hash at <see cref="End"/>.</summary>
    public byte[] Head { get; } = new byte[Chain.HashLength];

    /// <summary>The file to which the bytes after the intact part were moved; null if there were only NULs.</summary>
    public string? Quarantine { get; private set; }

    /// <summary>Finds the end, and moves the remains of a torn write to a separate file.</summary>
    /// <exception cref="InvalidDataException">The bytes after the intact part are not a torn write. Nothing was changed.</exception>
    /// <exception cref="IOException">The file cannot be read, or the remains cannot be stored.</exception>
    public static SegmentRecovery Run(string folder, Segment segment, SafeFileHandle file)
    {
        var recovery = new SegmentRecovery(folder, segment, file);
        recovery.Walk();
        if (recovery.Rest() is { Length: > 0 } rest) recovery.Quarantine = recovery.Keep(rest);
        return recovery;
    }

    /// <summary>The files with remains of torn writes, from segments before a day.</summary>
    public static IReadOnlyList<string> TornIn(string folder, DateOnly before) =>
    [
        .. Directory.EnumerateFiles(folder, "*" + TornExtension)
            .Where(file => Segment.Parse(Path.GetFileName(file).Split('.')[0]) is { } segment && segment.Day < before),
    ];

    private void Walk() => SegmentReader.ReadLines(file, 0, (line, end) =>
    {
        lines++;
        if (lines == 1)
        {
            if (!line.StartsWith(segment.Header(""))) throw Foreign();
            chain.Begin(line);
            return true;
        }
        if (line is not [SegmentReader.Head, ..])
        {
            if (SegmentReader.IsExpired(line)) chain.AddLeaf(line[1..]);
            else chain.Add(line);
            return true;
        }
        var hasMore = SegmentReader.HasMore(line);
        if (chain.Leaves > 0) chain.Close(hasMore);
        var head = line[1..(hasMore ? ^1 : ^0)];
        if (!head.SequenceEqual(chain.Head)) return false;
        if (hasMore) return true;
        End = end;
        head.CopyTo(Head);
        signed.Remove(Encoding.ASCII.GetString(head));
        return true;
    });

    // The bytes after the intact part, without the trailing NULs.
    private byte[] Rest()
    {
        if (End == 0 && SegmentReader.FirstLine(file) is { } first && !first.AsSpan().StartsWith(segment.Header(""))) throw Foreign();
        var end = WrittenEnd();
        var most = End == 0 ? segment.Header(Segment.NoHead).Length + 1 + SegmentReader.HashLineLength + 1 : int.MaxValue;
        if (end - End > most || signed.Count > 0) throw Foreign();
        if (end <= End) return [];
        var rest = new byte[end - End];
        for (var read = 0; read < rest.Length;)
        {
            var more = RandomAccess.Read(file, rest.AsSpan(read), End + read);
            if (more == 0) throw new IOException($"{segment.Name}.log became shorter while it was read.");
            read += more;
        }
        return WritesIn(rest) <= 1 ? rest : throw Foreign();
    }

    private long WrittenEnd()
    {
        var block = new byte[BlockLength];
        for (var end = RandomAccess.GetLength(file); end > End;)
        {
            var begin = Math.Max(End, end - block.Length);
            var length = RandomAccess.Read(file, block.AsSpan(0, (int)(end - begin)), begin);
            var last = block.AsSpan(0, length).LastIndexOfAnyExcept((byte)0);
            if (last >= 0) return begin + last + 1;
            end = begin;
        }
        return End;
    }

    // Each write ends with exactly one final head.
    private static int WritesIn(ReadOnlySpan<byte> rest)
    {
        var writes = 0;
        while (rest.IndexOf(SegmentReader.Head) is var at and >= 0)
        {
            rest = rest[(at + 1)..];
            if (rest.Length > Chain.HashLength && rest[Chain.HashLength] == (byte)'\n' && Base64Url.IsValid(rest[..Chain.HashLength])) writes++;
        }
        return writes;
    }

    private string Keep(ReadOnlySpan<byte> rest)
    {
        for (var number = 1; ; number++)
        {
            var name = Path.Combine(folder, $"{segment.Name}.{number}{TornExtension}");
            if (File.Exists(name)) continue;
            DurableFiles.Write(name, rest);
            return name;
        }
    }

    // Signatures are checked only by 'disclosures verify'.
    private HashSet<string> SignedHashes() => [.. PublishedHeads.Of(folder, segment).Select(HeadSigner.Read).OfType<SignedHead>().Select(head => head.Head)];

    private InvalidDataException Foreign() => new($"{segment.Name}.log has another version or was changed");
}
