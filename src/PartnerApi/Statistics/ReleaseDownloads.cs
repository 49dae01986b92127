using System.Text;
using PartnerApi.Core;
using PartnerApi.Http;
using PartnerApi.Policy.Statistics;
using PartnerApi.Requests;
using PartnerApi.Storage;

namespace PartnerApi.Statistics;

/// <summary>Serves releases and their data dictionary as files to callers that may query <c>enrollment</c>.</summary>
internal static class ReleaseDownloads
{
    private const string Csv = "text/csv; charset=utf-8";
    private const string Parquet = "application/vnd.apache.parquet";
    private const string Extension = ".csv";

    private static readonly ErrorResult NotYetReleased = new(
        new GatewayError(StatisticsErrorCodes.NotYetReleased, "This month is not released, or the name is not a month. Query 'releases' for the released months."),
        StatusCodes.Status404NotFound);

    private static readonly ErrorResult NothingReleased = new(
        new GatewayError(StatisticsErrorCodes.NotYetReleased, "No month is released yet."), StatusCodes.Status404NotFound);

    /// <summary>
    /// Maps <c>/statistics/releases/2016-03.csv</c>, <c>/statistics/releases.csv</c> and <c>.parquet</c> with all months, and
    /// <c>/statistics/data-dictionary.csv</c>.
    /// </summary>
    public static void MapStatistics(this WebApplication app)
    {
        var rule = new EndpointRule($"callers with a token of {EnrollmentQueries.Scope}");
        app.MapGet("/statistics/releases/{file}", ReleaseAsync).WithMetadata(rule);
        app.MapGet("/statistics/releases.csv", ReleasesAsync).WithMetadata(rule);
        app.MapGet("/statistics/releases.parquet", ParquetAsync).WithMetadata(rule);
        app.MapGet("/statistics/data-dictionary.csv", DictionaryAsync).WithMetadata(rule);
    }

    private static async Task<IResult> ReleaseAsync(
        string file, HttpContext http, CallerGate gate, Publications publications, ReadSessions sessions, ReleaseCsv csv)
    {
        if (await gate.RefuseAsync(http, EnrollmentQueries.Scope) is { } refusal) return refusal;
        if (!file.EndsWith(Extension, StringComparison.Ordinal) || !Month.TryParse(file.AsSpan(0, file.Length - Extension.Length), out var month))
            return NotYetReleased;
        using var session = await sessions.BeginAsync(http.RequestAborted);
        var all = publications.In(session);
        return all.IsReleased(month) ? File(http, csv.OfMonth(all, month), Csv, $"enrollment-{month}.csv") : NotYetReleased;
    }

    private static async Task<IResult> ReleasesAsync(HttpContext http, CallerGate gate, Publications publications, ReadSessions sessions, ReleaseCsv csv)
    {
        if (await gate.RefuseAsync(http, EnrollmentQueries.Scope) is { } refusal) return refusal;
        using var session = await sessions.BeginAsync(http.RequestAborted);
        var all = publications.In(session);
        return all.IsEmpty ? NothingReleased : File(http, csv.OfAll(all), Csv, NameOf(all, "csv"));
    }

    private static async Task<IResult> ParquetAsync(HttpContext http, CallerGate gate, Publications publications, ReadSessions sessions, ReleaseParquet parquet)
    {
        if (await gate.RefuseAsync(http, EnrollmentQueries.Scope) is { } refusal) return refusal;
        PublishedMonths all;
        using (var session = await sessions.BeginAsync(http.RequestAborted)) all = publications.In(session);
        return all.IsEmpty ? NothingReleased : File(http, [await parquet.OfAllAsync(all)], Parquet, NameOf(all, "parquet"));
    }

    private static async Task<IResult> DictionaryAsync(HttpContext http, CallerGate gate) =>
        await gate.RefuseAsync(http, EnrollmentQueries.Scope) ?? File(http, [Encoding.UTF8.GetBytes(DataDictionary.ToCsv())], Csv, "data-dictionary.csv");

    private static string NameOf(PublishedMonths all, string extension) => $"enrollment-{all.First}-to-{all.Last}.{extension}";

    // Sends the parts one by one, so that a text file is never in memory as a whole.
    private static IResult File(HttpContext http, IEnumerable<byte[]> parts, string type, string name)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        return Results.Stream(
            async body =>
            {
                foreach (var part in parts) await body.WriteAsync(part, http.RequestAborted);
            },
            type);
    }
}
