using System.Text;
using PartnerApi.Ledger;

namespace PartnerApi.TestHost;

/// <summary>A gateway used by one test class, so that a test sees the records that its requests make.</summary>
public sealed class LedgerGateway : IAsyncLifetime
{
    /// <summary>The gateway.</summary>
    public RunningGateway Gateway { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Gateway = await RunningGateway.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();

    /// <summary>Sends a request, and reads the records that were added when its response arrived.</summary>
    internal async Task<(Answer Answer, IReadOnlyList<DisclosureRecord> Records)> QueryAsync(Func<Task<Answer>> send)
    {
        var before = Records(Gateway.Data).Count;
        var answer = await send();
        return (answer, [.. Records(Gateway.Data).Skip(before)]);
    }

    /// <summary>The text of all segments.</summary>
    internal string Text() => string.Concat(
        Segment.AllIn(Path.Combine(Gateway.Data, Segment.FolderName)).Select(segment => File.ReadAllText(segment.FileIn(Path.Combine(Gateway.Data, Segment.FolderName)))));

    /// <summary>All records of a data folder's ledger.</summary>
    internal static List<DisclosureRecord> Records(string data)
    {
        var folder = Path.Combine(data, Segment.FolderName);
        var records = new List<DisclosureRecord>();
        foreach (var segment in Segment.AllIn(folder))
        {
            SegmentReader.ReadLines(segment.FileIn(folder), 0, line =>
            {
                if (SegmentReader.RecordOf(line) is { IsEmpty: false } text) records.Add(DisclosureRecord.Parse(Encoding.ASCII.GetString(text)));
            });
        }
        return records;
    }
}
