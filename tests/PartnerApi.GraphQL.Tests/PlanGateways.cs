using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.GraphQL.Declarations;
using PartnerApi.GraphQL.Engine;
using PartnerApi.Ledger;
using PartnerApi.Policy;

namespace PartnerApi.GraphQL.Tests;

/// <summary>
/// Two gateways with the same cards, clock, and fields, each with its own data. One executes all requests with the engine, the other executes all that it can
/// with plans. Every request is sent to both, so that both have the same quotas and redemptions.
/// </summary>
public sealed partial class PlanGateways : IAsyncLifetime
{
    private readonly ManualClock clock = new();
    private RunningGateway engine = null!;
    private RunningGateway plans = null!;
    private readonly Dictionary<RunningGateway, (string Segment, long Offset)> read = [];

    /// <summary>The declared schema, with the fields of <see cref="FailingQueries"/>.</summary>
    internal SchemaDeclaration Declaration => plans.Services.GetRequiredService<SchemaDeclaration>();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        engine = await StartAsync(int.MaxValue);
        plans = await StartAsync(0);
    }

    /// <summary>Sends a request to both gateways.</summary>
    /// <returns>The first difference between their responses and ledger records, the response, whether it came from a plan, and the number of records.</returns>
    internal async Task<(string? Difference, Answer Answer, bool HasPlan, int Records)> CompareAsync(string client, string? scope, string query, object variables)
    {
        // Some numbers are spelled with an escape sequence.
        var body = JsonSerializer.Serialize(new { query, variables }).Replace("\"0000 ", "\"\\u0030000 ", StringComparison.Ordinal);
        var expected = await engine.SendAsync(await engine.TokenAsync(client, scope), body);
        var actual = await plans.SendAsync(await plans.TokenAsync(client, scope), body);
        var (expectedRecords, actualRecords) = (Records(engine), Records(plans));
        var difference = expected.Status != actual.Status ? $"{expected.Status} {actual.Status}"
            : Comparable(expected) != Comparable(actual) ? $"{Comparable(expected)}\n{Comparable(actual)}"
            : expectedRecords.SequenceEqual(actualRecords) ? null : $"{string.Join('\n', expectedRecords)}\n\n{string.Join('\n', actualRecords)}";
        return (difference, actual, HasPlan(client, query, variables), actualRecords.Count);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await plans.DisposeAsync();
    }

    private async Task<RunningGateway> StartAsync(int engineUses)
    {
        var gateway = await RunningGateway.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                builder.Services.AddSchemaClasses([typeof(FailingQueries), typeof(FailingAnswer)]);
            },
            ("Quotas:AnswersPerHour", "10000000"), ("Quotas:AnswersPerDay", "10000000"), ("Quotas:EligibilityPerCard", "5000000"));
        foreach (var schema in gateway.Services.GetRequiredService<AudienceSchemas>().All) schema.Documents.EngineUses = engineUses;
        return gateway;
    }

    private bool HasPlan(string client, string query, object variables)
    {
        var schema = plans.Services.GetRequiredService<AudienceSchemas>().Find(Audiences.Find(Callers.Audiences[client])!)!;
        if (schema.Documents.Find(Encoding.UTF8.GetBytes(query)) is not { } document) return false;
        return document.Plans(document.Operation(null)!).Find(JsonSerializer.SerializeToElement(variables)) is not null;
    }

    // The records that were added since the last call, without their ids and references, which are different in every ledger.
    private List<DisclosureRecord> Records(RunningGateway gateway)
    {
        var folder = Path.Combine(gateway.Data, Segment.FolderName);
        var records = new List<DisclosureRecord>();
        foreach (var segment in Segment.AllIn(folder))
        {
            var file = segment.FileIn(folder);
            var (before, offset) = read.GetValueOrDefault(gateway);
            var end = SegmentReader.ReadLines(file, before == file ? offset : 0, line =>
            {
                if (SegmentReader.RecordOf(line) is not { IsEmpty: false } text) return;
                var record = DisclosureRecord.Parse(Encoding.ASCII.GetString(text));
                records.Add(record with { Id = 0, Reference = record.Reference is null ? null : 0 });
            });
            read[gateway] = (file, end);
        }
        return records;
    }

    // Without ids, subjects, and signatures.
    private static string Comparable(Answer answer) =>
        Opaque().Replace(answer.Body, "\"opaque\"") + string.Concat(answer.Headers.Where(header => header.Key == "Retry-After").Select(header => header.Value));

    [GeneratedRegex("\"[A-Za-z0-9_.-]{22,}\"")]
    private static partial Regex Opaque();
}
