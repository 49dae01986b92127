using Microsoft.Extensions.Logging.Abstractions;
using PartnerApi.Core;
using PartnerApi.Ledger;
using PartnerApi.Sealing;

namespace PartnerApi.TestHost;

/// <summary>A small ledger in a temporary data folder, written with the gateway's own writer.</summary>
internal sealed class TestLedger : IDisposable
{
    /// <summary>The day of the first segment.</summary>
    public static readonly DateOnly FirstDay = new(2031, 3, 14);

    private readonly TemporaryFolder folder = new();
    private readonly OffsetClock time = new();

    /// <summary>Creates an empty ledger and its keys.</summary>
    public TestLedger()
    {
        Directory.CreateDirectory(Path);
        Keys = new EvidenceKeys(folder.Root);
    }

    /// <summary>The data folder.</summary>
    public string Data => folder.Root;

    /// <summary>The folder of the segments.</summary>
    public string Path => System.IO.Path.Combine(folder.Root, Segment.FolderName);

    /// <summary>The keys that sign its heads.</summary>
    public EvidenceKeys Keys { get; }

    /// <summary>The names of the ledger's files, without locks.</summary>
    public IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Where(name => !name.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The path of a file of the ledger.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Opens a writer, as a new process does.</summary>
    public SegmentWriter Open() => SegmentWriter.Open(Path);

    /// <summary>Writes the given number of records on each of the given number of days from <see cref="FirstDay"/>, and signs each day's last head.</summary>
    public void Write(int days, int records)
    {
        using var writer = Open();
        for (var day = 0; day < days; day++) Write(writer, FirstDay.AddDays(day), [.. Enumerable.Range(0, records).Select(_ => Record(FirstDay.AddDays(day)))]);
    }

    /// <summary>Writes records to the segment of a day, and signs the head.</summary>
    public void Write(SegmentWriter writer, DateOnly day, params IReadOnlyList<DisclosureRecord> records)
    {
        using var lines = new RecordLines(records);
        writer.Append([lines], day);
        Sign(writer);
    }

    /// <summary>Signs the writer's head as on the next hour.</summary>
    public void Sign(SegmentWriter writer) => Sign(Path, Keys, writer, time);

    /// <summary>Advances the clock by an hour and signs a writer's head.</summary>
    public static void Sign(string folder, EvidenceKeys keys, SegmentWriter writer, OffsetClock time)
    {
        var signer = new HeadSigner(keys, new CityClock(time, TimeZoneInfo.Utc), () => true, NullLogger<HeadSigner>.Instance);
        signer.Resume(folder, writer);
        time.Set(time.GetUtcNow().AddHours(1));
        signer.Sign(writer);
    }

    /// <summary>A record of 17:00 UTC of the day.</summary>
    public static DisclosureRecord Record(DateOnly day, string partner = "harbor-bank", string purpose = "ACCOUNT_OPENING") => new(
        RandomIds.Next(), new DateTimeOffset(day, new TimeOnly(17, 0), TimeSpan.Zero), partner, partner, purpose, "card", DisclosureRecord.Permit, true, "valid", RandomIds.Next());

    /// <summary>Copies the ledger and its keys into another data folder.</summary>
    public void CopyTo(string data)
    {
        foreach (var file in Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            var copy = System.IO.Path.Combine(data, System.IO.Path.GetRelativePath(Data, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Verifies the ledger against its heads and the kept ones.</summary>
    public LedgerReport Verify(params IReadOnlyList<string> kept) =>
        new LedgerVerifier(Path, Keys).Verify(kept, "kept-heads", new SilentProgress(), TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        Keys.Dispose();
        folder.Dispose();
    }

    /// <summary>Reads a file that a writer has open.</summary>
    public static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
