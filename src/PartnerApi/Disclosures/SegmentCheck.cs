using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PartnerApi.Disclosures;

/// <summary>Checks one segment: its header, each line's place in the chain, its end, and its signed heads. Used once.</summary>
internal sealed class SegmentCheck(string folder, Segment segment, EvidenceKeys keys)
{
    private const int ReportedLines = 20_000;
    private const int BodyStart = Chain.HashLength + 1;

    private readonly byte[] head = new byte[Chain.HashLength];
    private readonly byte[] leaf = new byte[Chain.HashLength];
    private readonly Queue<SignedHead> signed = [];
    private HashSet<string> kept = [];
    private LedgerFault? ofHeads;
    private long lines;

    /// <summary>The first fault; null when there is none.</summary>
    public LedgerFault? Fault { get; private set; }

    /// <summary>Whether the last hash can be relied on: the chain up to it holds, whatever is wrong with the heads.</summary>
    public bool ChainHolds { get; private set; } = true;

    /// <summary>The chain's last hash.</summary>
    public string Head => Encoding.ASCII.GetString(head);

    /// <summary>Records that are there.</summary>
    public long Records { get; private set; }

    /// <summary>Records of which only the hash is there.</summary>
    public long Expired { get; private set; }

    /// <summary>Signed heads.</summary>
    public long Heads { get; private set; }

    /// <summary>Checks it.</summary>
    /// <param name="link">The last hash of the segment before it; null when that is not known.</param>
    /// <param name="isNewest">Whether no segment of the writer follows: only then a line may be without its end.</param>
    /// <param name="keptHeads">Hashes that others have a signature of.</param>
    /// <param name="walked">Told now and then how many bytes more were read.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public void Run(string? link, bool isNewest, IEnumerable<string> keptHeads, Action<long> walked)
    {
        kept = [.. keptHeads];
        ReadHeads();
        using var file = SegmentReader.Open(segment.FileIn(folder));
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
        if (Fault is null) CheckEnd(file, end, isNewest);
        ChainHolds = Fault is null;
        Fault ??= ofHeads;
    }

    private void ReadHeads()
    {
        var path = segment.HeadsIn(folder);
        if (!File.Exists(path)) return;
        using var file = SegmentReader.Open(path);
        var end = SegmentReader.ReadLines(file, 0, (line, _) =>
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
            return Fail(lines, "this is not the first line of the segment");
        if (!line.SequenceEqual(segment.Header(link)))
            return Fail(lines, "it does not go on where the segment before it ends: one was changed, or one between them is missing");
        Chain.Hash(line, head);
        Passed();
        return true;
    }

    private bool CheckLine(ReadOnlySpan<byte> line)
    {
        if (line.Length <= BodyStart || line[Chain.HashLength] != (byte)'\t') return Fail(lines, "this is no line of the ledger");
        var body = line[BodyStart..];
        if (body[0] == SegmentReader.Expired)
        {
            if (line.Length != SegmentReader.ExpiredLength || body[1] != (byte)'\t') return Fail(lines, "this is no line of the ledger");
            Expired++;
            body[2..].CopyTo(leaf);
        }
        else
        {
            Records++;
            Chain.Hash(body, leaf);
        }
        Chain.Extend(head, leaf);
        if (!line[..Chain.HashLength].SequenceEqual(head)) return Fail(lines, "it does not follow from the line before it: one was changed, moved, added or removed");
        if (Records > 0 && Expired > 0) return Fail(lines, "some records of the segment are removed and others are not");
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
        else if (!isNewest && end < RandomAccess.GetLength(file)) Fail(lines + 1, "its last line is cut, and the writer has another segment after it");
        else if (!isNewest && lines == 0) Fail(1, "it is empty");
    }

    private bool Fail(long line, string problem)
    {
        Fault ??= new LedgerFault($"{segment.Name}.log", line, problem);
        return false;
    }

    private void FailHeads(string problem) => ofHeads ??= new LedgerFault($"{segment.Name}.heads", Heads, problem);
}
