using Parquet;
using Parquet.Schema;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>
/// All releases as a file of Apache Parquet, with the columns and rows of <see cref="ReleaseCsv"/>, as types instead of texts. Releases never change, so the
/// file is written once for each newest month. Safe for concurrent use.
/// </summary>
internal sealed class ReleaseParquet
{
    private static readonly IReadOnlyList<Column> Columns =
    [
        Text("month", row => row.Release.Month.ToString()),
        Value("published_on", row => row.Release.PublishedOn),
        Text("borough", row => row.Borough),
        Text("age_band", row => row.AgeBand),
        Text("event", row => row.Event),
        Value("published", row => row.Figure.IsPublished),
        Optional("count", row => row.PublishedCount),
        Value("estimate", row => row.Figure.Estimate),
        Value("margin_of_error", row => row.Figure.Margin),
        Value("low", row => row.Figure.Low),
        Value("high", row => row.Figure.High),
        Value("standard_error", row => row.StandardError),
        Optional("measured", row => row.Measured),
        Value("epsilon_millionths", row => row.EpsilonMillionths),
    ];

    private readonly Lock gate = new();
    private WrittenFile? newest;

    /// <summary>The file of all releases: the cards in force at the beginning, then each month. Requests at the same time wait for the same file.</summary>
    public Task<byte[]> OfAllAsync(PublishedMonths all)
    {
        lock (gate)
        {
            if (newest is { Content.IsFaulted: false } && newest.Last == all.Last) return newest.Content;
            var content = Task.Run(() => WriteAsync(all));

            // A request that began before the newest release does not replace its file.
            if (newest is null || newest.Content.IsFaulted || newest.Last < all.Last) newest = new WrittenFile(all.Last, content);
            return content;
        }
    }

    private static async Task<byte[]> WriteAsync(PublishedMonths all)
    {
        ReleaseRow[] rows = [.. ReleaseRows.MonthsOf(all).SelectMany(month => ReleaseRows.Of(all, month))];
        using var file = new MemoryStream();
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy, UseDateOnlyTypeForDates = true };
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(Columns.Select(column => column.Field)), file, options))
        {
            writer.CustomMetadata = DataDictionary.Columns.ToDictionary(column => column.Name, column => column.Meaning);
            using var group = writer.CreateRowGroup();
            foreach (var column in Columns) await column.WriteAsync(group, rows);
        }
        return file.ToArray();
    }

    private static Column Text(string name, Func<ReleaseRow, string> of) =>
        new(new DataField<string>(name, nullable: false), (field, group, rows) => group.WriteAsync(field, Array.ConvertAll(rows, row => of(row))));

    private static Column Value<T>(string name, Func<ReleaseRow, T> of)
        where T : struct =>
        new(new DataField<T>(name), (field, group, rows) => group.WriteAsync<T>(field, Array.ConvertAll(rows, row => of(row))));

    private static Column Optional(string name, Func<ReleaseRow, long?> of) =>
        new(new DataField<long?>(name), (field, group, rows) => group.WriteAsync<long>(field, (ReadOnlyMemory<long?>)Array.ConvertAll(rows, row => of(row))));

    private sealed record WrittenFile(Month Last, Task<byte[]> Content);

    private sealed record Column(DataField Field, Func<DataField, ParquetRowGroupWriter, ReleaseRow[], Task> Write)
    {
        public Task WriteAsync(ParquetRowGroupWriter group, ReleaseRow[] rows) => Write(Field, group, rows);
    }
}
