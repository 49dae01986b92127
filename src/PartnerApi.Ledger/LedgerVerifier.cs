using PartnerApi.Core;

namespace PartnerApi.Ledger;

/// <summary>Where the ledger is not as it was written.</summary>
/// <param name="File">The file: a segment, its signed heads, or heads that others kept.</param>
/// <param name="Line">The line from which on it is not, from 1: of records that do not lead to their head, the first.</param>
/// <param name="Problem">What is wrong, in words.</param>
public sealed record LedgerFault(string File, long Line, string Problem);

/// <summary>What a walk over the ledger found.</summary>
/// <param name="Writers">Writers with a chain.</param>
/// <param name="Segments">Segments.</param>
/// <param name="Records">Records that are there.</param>
/// <param name="Expired">Records whose retention has ended: their hash is there.</param>
/// <param name="Heads">Signed heads.</param>
/// <param name="Faults">At most one for each segment; none when all is as it was written.</param>
public sealed record LedgerReport(int Writers, int Segments, long Records, long Expired, long Heads, IReadOnlyList<LedgerFault> Faults);

/// <summary>
/// Walks every writer's chain from its first line to its last, against its signed heads and those that others kept. Beside a running gateway it sees what
/// was there when it came to a segment. What it cannot see: a chain's end that is gone together with the heads signed of it, unless somebody kept one.
/// </summary>
public sealed class LedgerVerifier(string folder, EvidenceKeys keys)
{
    /// <summary>Refuses if there are heads to check and the keys that signed them are missing. In its first hour a ledger has neither.</summary>
    /// <param name="folder">The ledger's folder.</param>
    /// <param name="kept">Signed heads that others kept.</param>
    /// <exception cref="RefusedException">The keys are missing.</exception>
    public static void RequireKeys(string folder, IReadOnlyList<string> kept)
    {
        if ((kept.Count > 0 || Segment.SignedIn(folder).Count > 0) && !EvidenceKeys.Exist(Path.GetDirectoryName(folder)!))
            throw new RefusedException($"{folder}: the keys that signed its heads are not there. Put keys/evidence*.pem of its data folder back.");
    }

    /// <summary>Walks the ledger.</summary>
    /// <param name="kept">Signed heads and receipts that others kept, one compact JWS each.</param>
    /// <param name="keptIn">Where they came from, for the faults.</param>
    /// <param name="display">Where to report how far it has come.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public LedgerReport Verify(IReadOnlyList<string> kept, string keptIn, IProgressDisplay display, CancellationToken cancel)
    {
        // Heads first: whatever they name was written before, so the segments read after them hold it, also while a gateway writes.
        var faults = new List<LedgerFault>();
        var keptOf = OpenKept(kept, keptIn, faults);
        var signed = Segment.SignedIn(folder);
        var there = Segment.AllIn(folder).ToHashSet();
        var all = there.Union(signed).OrderBy(one => one.Writer).ThenBy(one => one.Number).ToList();
        foreach (var name in keptOf.Keys.Except(all.Select(one => one.Name)))
            faults.Add(new LedgerFault($"{name}.log", 1, $"it is missing, although {keptIn} holds a signed head of it"));

        var progress = new Progress(display.Begin("Verifying", "kB", there.Sum(one => new FileInfo(one.FileIn(folder)).Length) / 1000), cancel);
        var walked = new List<SegmentCheck>();
        foreach (var writer in all.GroupBy(one => one.Writer).Select(group => group.ToList()))
        {
            // Null behind a segment that is broken: the next is held to the link that it names itself.
            string? link = Segment.NoHead;
            foreach (var segment in writer)
            {
                if (!there.Contains(segment))
                {
                    faults.Add(new LedgerFault($"{segment.Name}.log", 1, "it is missing, although there are signed heads of it"));
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

        // Retention may have put another file in its place meanwhile; what is really broken is broken again.
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
                faults.Add(new LedgerFault(keptIn, index + 1, "it is neither a head nor a receipt with a head that a key of this ledger signed"));
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
