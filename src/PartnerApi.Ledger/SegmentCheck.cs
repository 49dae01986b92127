using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PartnerApi.Ledger;

/// <summary>Checks one segment: its header, the chain of its lines, its end, and its signed heads. For a single use.</summary>
internal sealed class SegmentCheck(string folder, Segment segment, EvidenceKeys keys)
{
    private const int ReportedLines = 20_000;
    private const int HeaderLines = 2;
    private const string NoLine = "this is not a line of the ledger";

    private readonly Chain chain = new();
    private readonly Queue<SignedHead> signed = [];
    private HashSet<string> kept = [];
    private LedgerFault? ofHeads;
    private long lines;
    private long headAt;

    /// <summary>The first fault, or null.</summary>
    public LedgerFault? Fault { get; private set; }

    /// <summary>True if the chain is intact and the last hash is reliable, even if the heads are faulty.</summary>
    public bool ChainHolds { get; private set; } = true;

    /// <summary>The chain's last hash.</summary>
    public string Head => Encoding.ASCII.GetString(chain.Head);

    /// <summary>The number of retained records.</summary>
    public long Records { get; private set; }

    /// <summary>The number of expired records.</summary>
    public long Expired { get; private set; }

    /// <summary>The number of signed heads.</summary>
    public long Heads { get; private set; }

    /// <summary>Checks the segment.</summary>
    /// <param name="link">The last hash of the previous segment; null if it is unknown.</param>
    /// <param name="isNewest">True if it is the writer's last segment. Only that one may have records without their head.</param>
    /// <param name="keptHeads">The hashes of kept heads.</param>
    /// <param name="walked">Gets the number of bytes read since the last call.</param>
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
            if (head is null) FailHeads("this is not signed by a key of this ledger");
            else if (head.Segment != segment.Name) FailHeads($"this is a head of {head.Segment}");
            else signed.Enqueue(head);
            return true;
        });
        if (end >= RandomAccess.GetLength(file)) return;
        Heads++;
        FailHeads("the last head is incomplete");
    }

    private bool CheckHeader(ReadOnlySpan<byte> line, string? link)
    {
        var linkStart = segment.Header("").Length;
        link ??= line.Length >= linkStart ? Encoding.Latin1.GetString(line[linkStart..]) : "";
        if (link.Length != Chain.HashLength || !line[..Math.Min(line.Length, linkStart)].SequenceEqual(segment.Header("")))
            return Fail(1, "this is not the first line of the segment");
        if (!line.SequenceEqual(segment.Header(link)))
            return Fail(1, "it does not continue the previous segment: one of them was changed, or a segment between them is missing");
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
        if (Records > 0 && Expired > 0) return Fail(lines, "some records of the segment were removed and others were not");
        return true;
    }

    // The header is followed by its own hash, and a group of records by its head.
    private bool CheckHead(ReadOnlySpan<byte> head, bool hasMore)
    {
        if (chain.Leaves > 0) chain.Close(hasMore);
        else if (lines > HeaderLines) return Fail(lines, NoLine);
        if (!head.SequenceEqual(chain.Head))
            return Fail(headAt + 1, $"the records from here do not lead to the head in line {lines}: a record was changed, moved, added, or removed");
        headAt = lines;
        Passed();
        return true;
    }

    // The chain has reached this hash.
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
            Fail(lines + 1, $"its end was cut or replaced: the head signed at {when} is missing or out of order");
        }
        else if (kept.Count > 0) Fail(lines + 1, "its end was cut or replaced: a kept head is missing");
        else if (!isNewest && end < RandomAccess.GetLength(file)) Fail(lines + 1, "its end was cut, and the writer has a later segment");
        else if (!isNewest && lines == 0) Fail(1, "it is empty");
    }

    private bool Fail(long line, string problem)
    {
        Fault ??= new LedgerFault($"{segment.Name}.log", line, problem);
        return false;
    }

    private void FailHeads(string problem) => ofHeads ??= new LedgerFault($"{segment.Name}.heads", Heads, problem);
}
