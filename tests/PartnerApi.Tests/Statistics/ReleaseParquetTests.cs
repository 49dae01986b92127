using System.Net;
using Parquet;
using PartnerApi.Statistics;

namespace PartnerApi.Tests.Statistics;

/// <summary>The Parquet file of all releases. The tests of the pages compare its rows with the CSV file, by another reader.</summary>
public sealed class ReleaseParquetTests
{
    private const int RowsOfMonth = 270;
    private const int RowsOfOpening = 54;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_has_the_documented_columns_and_the_rows_of_all_releases_also_of_new_ones()
    {
        await using var gateway = await Analyst.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await FileAsync(gateway)).Status);
        await gateway.CountAsync((Analyst.First, Analyst.Even(7)), (Analyst.First.Next, Analyst.Even(7)));
        foreach (var months in (int[])[1, 2])
        {
            await gateway.ReleaseAsync(1);
            var (status, type, content) = await FileAsync(gateway);
            Assert.Equal((HttpStatusCode.OK, "application/vnd.apache.parquet"), (status, type));
            await using var reader = await ParquetReader.CreateAsync(new MemoryStream(content), cancellationToken: Cancel);
            Assert.Equal(DataDictionary.Columns.Select(column => column.Name), reader.Schema.Fields.Select(field => field.Name));
            Assert.Equal(DataDictionary.Columns.ToDictionary(column => column.Name, column => column.Meaning), reader.CustomMetadata);
            Assert.Equal(1, reader.RowGroupCount);
            using var rows = reader.OpenRowGroupReader(0);
            Assert.Equal(RowsOfOpening + (months * RowsOfMonth), rows.RowCount);
            Assert.Equal(content, (await FileAsync(gateway)).Content);
        }
    }

    private static async Task<(HttpStatusCode Status, string? Type, byte[] Content)> FileAsync(RunningGateway gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/statistics/releases.parquet");
        request.Headers.Authorization = new("Bearer", await gateway.TokenAsync(Analyst.Client));
        using var response = await gateway.Http.SendAsync(request, Cancel);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync(Cancel));
    }
}
