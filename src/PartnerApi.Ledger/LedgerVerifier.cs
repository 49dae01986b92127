using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>A place where the ledger was changed.</summary>
/// <param name="File">The file: a segment, its signed heads, or kept heads.</param>
/// <param name="Line">The first faulty line, from 1. For records that do not lead to their head, it is the first record of the group.</param>
/// <param name="Problem">The description of the fault.</param>
public sealed record LedgerFault(string File, long Line, string Problem);

/// <summary>The result of a verification.</summary>
/// <param name="Writers">The number of writers with a chain.</param>
/// <param name="Segments">The number of segments.</param>
/// <param name="Records">The number of retained records.</param>
/// <param name="Expired">The number of expired records, of which only the hashes are kept.</param>
/// <param name="Heads">The number of signed heads.</param>
/// <param name="Faults">The faults, at most one for each segment.</param>
public sealed record LedgerReport(int Writers, int Segments, long Records, long Expired, long Heads, IReadOnlyList<LedgerFault> Faults);

/// <summary>
/// Verifies every writer's chain from its first line to its last, against its signed heads and kept ones. While a gateway is running, it verifies the part of a
/// segment that was written when it opened the segment. It cannot detect a truncation that also removes the signed heads of that part, unless one was kept.
/// </summary>
public sealed class LedgerVerifier(string folder, EvidenceKeys keys)
{
    /// <summary>Whether there are heads to verify and the keys that signed them are missing. In its first hour, a ledger has neither.</summary>
    /// <param name="folder">The ledger's folder.</param>
    /// <param name="kept">Signed heads and receipts that were kept outside the ledger.</param>
    public static bool LacksKeys(string folder, IReadOnlyList<string> kept) =>
        (kept.Count > 0 || Segment.SignedIn(folder).Count > 0) && !EvidenceKeys.Exist(Path.GetDirectoryName(folder)!);

    /// <summary>Verifies the ledger.</summary>
    /// <param name="kept">Kept signed heads and receipts, each a compact JWS.</param>
    /// <param name="keptIn">Their file, for the faults.</param>
    /// <param name="display">Gets reports of the progress.</param>
    /// <param name="cancel">Cancels the verification.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public LedgerReport Verify(IReadOnlyList<string> kept, string keptIn, IProgressDisplay display, CancellationToken cancel)
    {
        // Heads first: their records were written before them, so that the segments read afterwards contain them, even while a gateway writes.
        var faults = new List<LedgerFault>();
        var keptOf = OpenKept(kept, keptIn, faults);
        var signed = Segment.SignedIn(folder);
        var existing = Segment.AllIn(folder).ToHashSet();
        var all = existing.Union(signed).OrderBy(one => one.Writer).ThenBy(one => one.Number).ToList();
        foreach (var name in keptOf.Keys.Except(all.Select(one => one.Name)))
            faults.Add(new LedgerFault($"{name}.log", 1, $"it is missing, although {keptIn} has a signed head of it"));

        var progress = new Progress(display.Begin("Verifying", "kB", existing.Sum(one => new FileInfo(one.FileIn(folder)).Length) / 1000), cancel);
        var walked = new List<SegmentCheck>();
        foreach (var writer in all.GroupBy(one => one.Writer).Select(group => group.ToList()))
        {
            // Null after a faulty segment: the next one is verified from the link that it names itself.
            string? link = Segment.NoHead;
            foreach (var segment in writer)
            {
                if (!existing.Contains(segment))
                {
                    faults.Add(new LedgerFault($"{segment.Name}.log", 1, "it is missing, although it has signed heads"));
                    link = null;
                    continue;
                }
                var check = Check(segment, link, segment == writer[^1], keptOf.GetValueOrDefault(segment.Name, []), progress);
                walked.Add(check);
                if (check.Fault is { } fault) faults.Add(fault);
                link = check.ChainHolds ? check.Head : null;
            }
        }
        return new LedgerReport(
            all.Select(one => one.Writer).Distinct().Count(), walked.Count, walked.Sum(one => one.Records),
            walked.Sum(one => one.Expired), walked.Sum(one => one.Heads), faults);
    }

    private SegmentCheck Check(Segment segment, string? link, bool isNewest, HashSet<string> kept, Progress progress)
    {
        var check = new SegmentCheck(folder, segment, keys);
        check.Run(link, isNewest, kept, progress.Walk);
        if (check.Fault is null) return check;

        // Retention may have replaced the file during the check. A real fault is found again.
        check = new SegmentCheck(folder, segment, keys);
        check.Run(link, isNewest, kept, _ => { });
        return check;
    }

    private Dictionary<string, HashSet<string>> OpenKept(IReadOnlyList<string> kept, string keptIn, List<LedgerFault> faults)
    {
        var bySegment = new Dictionary<string, HashSet<string>>();
        for (var index = 0; index < kept.Count; index++)
        {
            if (HeadSigner.OpenKept(keys, kept[index]) is not { } head || Segment.Parse(head.Segment) is null)
            {
                faults.Add(new LedgerFault(keptIn, index + 1, "it is neither a head nor a receipt with a head, or no key of this ledger signed it"));
                continue;
            }
            if (!bySegment.TryGetValue(head.Segment, out var heads)) bySegment[head.Segment] = heads = [];
            heads.Add(head.Head);
        }
        return bySegment;
    }

    private sealed class Progress(IProgressPhase phase, CancellationToken cancel)
    {
        private long walked;

        public void Walk(long bytes)
        {
            cancel.ThrowIfCancellationRequested();
            walked += bytes;
            phase.Report(walked / 1000);
        }
    }
}
