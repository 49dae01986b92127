using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PartnerApi.Ledger;

/// <summary>Checks one segment: its header, each line's place in the chain, its end, and its signed heads. Used once.</summary>
internal sealed class SegmentCheck(string folder, Segment segment, EvidenceKeys keys)
{
    private const int ReportedLines = 20_000;
    private const int HeaderLines = 2;
    private const string NoLine = "this is no line of the ledger";

    private readonly Chain chain = new();
    private readonly Queue<SignedHead> signed = [];
    private HashSet<string> kept = [];
    private LedgerFault? ofHeads;
    private long lines;
    private long headAt;

    /// <summary>The first fault; null when there is none.</summary>
    public LedgerFault? Fault { get; private set; }

    /// <summary>Whether the last hash can be relied on: the chain up to it holds, whatever is wrong with the heads.</summary>
    public bool ChainHolds { get; private set; } = true;

    /// <summary>The chain's last hash.</summary>
    public string Head => Encoding.ASCII.GetString(chain.Head);

    /// <summary>Records that are there.</summary>
    public long Records { get; private set; }

    /// <summary>Records of which only the hash is there.</summary>
    public long Expired { get; private set; }

    /// <summary>Signed heads.</summary>
    public long Heads { get; private set; }

    /// <summary>Checks it.</summary>
    /// <param name="link">The last hash of the segment before it; null when that is not known.</param>
    /// <param name="isNewest">Whether no segment of the writer follows: only then may there be records without their head.</param>
    /// <param name="keptHeads">Hashes that others have a signature of.</param>
    /// <param name="walked">Told now and then how many bytes more were read.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public void Run(string? link, bool isNewest, IEnumerable<string> keptHeads, Action<long> walked)
    {
        kept = [.. keptHeads];
        ReadHeads();
        using var file = LedgerLines.Open(segment.FileIn(folder));
        var reported = 0L;
        var end = SegmentReader.ReadLines(file, 0, (line, offset) =>
        {
            if (lines % ReportedLines == 0)
            {
                walked(offset - reported);
                reported = offset;
            }
            lines++;
            return lines == 1 ? CheckHeader(line, link) : CheckLine(line);
        });
        walked(end - reported);
        if (lines == 0 && SegmentReader.FirstLine(file) is { } begun) CheckHeader(begun, link);
        if (Fault is null) CheckEnd(file, end, isNewest);
        ChainHolds = Fault is null;
        Fault ??= ofHeads;
    }

    private void ReadHeads()
    {
        var path = segment.HeadsIn(folder);
        if (!File.Exists(path)) return;
        using var file = LedgerLines.Open(path);
        var end = LedgerLines.Read(file, 0, LedgerLines.Ended, (line, _) =>
        {
            Heads++;
            var head = HeadSigner.Open(keys, Encoding.Latin1.GetString(line));
            if (head is null) FailHeads("no key of this ledger signed this");
            else if (head.Segment != segment.Name) FailHeads($"this is a head of {head.Segment}");
            else signed.Enqueue(head);
            return true;
        });
        if (end >= RandomAccess.GetLength(file)) return;
        Heads++;
        FailHeads("the last head is cut");
    }

    private bool CheckHeader(ReadOnlySpan<byte> line, string? link)
    {
        var linkStart = segment.Header("").Length;
        link ??= line.Length >= linkStart ? Encoding.Latin1.GetString(line[linkStart..]) : "";
        if (link.Length != Chain.HashLength || !line[..Math.Min(line.Length, linkStart)].SequenceEqual(segment.Header("")))
            return Fail(1, "this is not the first line of the segment");
        if (!line.SequenceEqual(segment.Header(link)))
            return Fail(1, "it does not go on where the segment before it ends: one was changed, or one between them is missing");
        chain.Begin(line);
        return true;
    }

    private bool CheckLine(ReadOnlySpan<byte> line)
    {
        if (line is [SegmentReader.Head, ..]) return CheckHead(line[1..(SegmentReader.HasMore(line) ? ^1 : ^0)], SegmentReader.HasMore(line));
        if (lines == HeaderLines) return Fail(lines, NoLine);
        if (SegmentReader.IsExpired(line))
        {
            Expired++;
            chain.AddLeaf(line[1..]);
        }
        else if (!SegmentReader.RecordOf(line).IsEmpty)
        {
            Records++;
            chain.Add(line);
        }
        else
        {
            return Fail(lines, NoLine);
        }
        if (Records > 0 && Expired > 0) return Fail(lines, "some records of the segment are removed and others are not");
        return true;
    }

    // Behind the header stands its own hash, behind a group the head it leads to.
    private bool CheckHead(ReadOnlySpan<byte> head, bool hasMore)
    {
        if (chain.Leaves > 0) chain.Close(hasMore);
        else if (lines > HeaderLines) return Fail(lines, NoLine);
        if (!head.SequenceEqual(chain.Head))
            return Fail(headAt + 1, $"this and what follows it do not lead to the head in line {lines}: something was changed, moved, added or removed");
        headAt = lines;
        Passed();
        return true;
    }

    // The chain has come to this hash.
    private void Passed()
    {
        if (signed.Count == 0 && kept.Count == 0) return;
        var hash = Head;
        kept.Remove(hash);
        while (signed.TryPeek(out var next) && next.Head == hash) signed.Dequeue();
    }

    private void CheckEnd(SafeFileHandle file, long end, bool isNewest)
    {
        if (signed.TryPeek(out var missing))
        {
            var when = DateTimeOffset.FromUnixTimeSeconds(missing.Iat).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            Fail(lines + 1, $"its end is cut or replaced: the head signed at {when} is not in it, or not in order");
        }
        else if (kept.Count > 0) Fail(lines + 1, "its end is cut or replaced: a head that others kept is not in it");
        else if (!isNewest && end < RandomAccess.GetLength(file)) Fail(lines + 1, "its end is cut, and the writer has another segment after it");
        else if (!isNewest && lines == 0) Fail(1, "it is empty");
    }

    private bool Fail(long line, string problem)
    {
        Fault ??= new LedgerFault($"{segment.Name}.log", line, problem);
        return false;
    }

    private void FailHeads(string problem) => ofHeads ??= new LedgerFault($"{segment.Name}.heads", Heads, problem);
}
