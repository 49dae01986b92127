using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Core;
using PartnerApi.Ledger;

namespace PartnerApi.Tests.Disclosures;

/// <summary>A gateway whose ledger has records of two writers and three days, one rare partner's among many of another's, and the ledger's own entries.</summary>
public sealed class FilledLedgerGateway : IAsyncLifetime
{
    /// <summary>The number of records of the second day. One query reads fewer.</summary>
    internal const int Many = 30_000;

    /// <summary>The gateway.</summary>
    public RunningGateway Gateway { get; private set; } = null!;

    /// <summary>The records of the first day, in the order in which they were written.</summary>
    internal List<DisclosureRecord> FirstDay { get; } = [.. Enumerable.Range(0, 7).Select(index => TestLedger.Record(TestLedger.FirstDay, index % 3 == 0 ? "city-library" : "harbor-bank"))];

    /// <summary>The only record of its partner, the last of the second day.</summary>
    internal DisclosureRecord Rare { get; } = TestLedger.Record(TestLedger.FirstDay.AddDays(1), "hill-museum");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Gateway = await RunningGateway.StartAsync(builder =>
    {
        var clock = new OffsetClock();
        clock.Set(new DateTimeOffset(TestLedger.FirstDay.AddDays(3), new TimeOnly(17, 0), TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(clock);
        using var ledger = new TestLedger();
        using (var one = ledger.Open())
        {
            using var two = ledger.Open();
            ledger.Write(one, TestLedger.FirstDay, [.. FirstDay.Take(4)]);
            ledger.Write(two, TestLedger.FirstDay, [.. FirstDay.Skip(4)]);
            var second = TestLedger.FirstDay.AddDays(1);
            ledger.Write(one, second, [.. Enumerable.Range(0, Many).Select(_ => TestLedger.Record(second)), Rare]);
            ledger.Write(one, second.AddDays(1), TestLedger.Record(second.AddDays(1)) with { Decision = LedgerEntry.Void, Fields = DisclosureRecord.Text(Rare.Id) });
            ledger.Write(one, second.AddDays(1), TestLedger.Record(second.AddDays(1)) with { Decision = "FORBIDDEN", Purpose = "-", Fields = "", Valid = null });
        }
        ledger.CopyTo(builder.Configuration["Data"]!);
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();
}

/// <summary>The privacy officer's query on the ledger.</summary>
public sealed class DisclosureQueryTests(FilledLedgerGateway ledger) : IClassFixture<FilledLedgerGateway>
{
    private const string Query = """
        query($partner: ID, $from: Date, $to: Date, $first: Int, $after: String) {
          disclosures(partner: $partner, from: $from, to: $to, first: $first, after: $after) {
            edges { cursor node { id askedAt partner client purpose operation decision count fields } } pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private readonly RunningGateway gateway = ledger.Gateway;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Pages_return_every_record_once_and_in_order(int first)
    {
        var (records, _) = await WalkAsync(null, first, "2031-03-14", "2031-03-14");
        Assert.Equal(ledger.FirstDay.Select(record => DisclosureRecord.Text(record.Id)), records.Select(record => record.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Record_is_returned_without_its_reference_and_validity()
    {
        var (records, _) = await WalkAsync("city-library", 2, "2031-03-14", "2031-03-14");
        Assert.Equal(3, records.Count);
        Assert.Equal(
            $$"""{"id":"{{DisclosureRecord.Text(ledger.FirstDay[0].Id)}}","askedAt":"2031-03-14T17:00:00Z","partner":"city-library","client":"city-library","purpose":"ACCOUNT_OPENING","operation":"card","decision":"PERMIT","count":1,"fields":["valid"]}""",
            records[0].GetRawText());
        var hidden = await gateway.QueryAsync("privacy-officer", "{ disclosures { edges { node { reference } } } }");
        Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], hidden.Codes);
    }

    [Fact]
    public async Task Ledger_entries_and_refusals_are_returned_with_their_decision()
    {
        var (records, _) = await WalkAsync(null, 100, "2031-03-16", "2031-03-16");
        Assert.Equal(["VOID", "FORBIDDEN"], records.Select(record => record.GetProperty("decision").GetString()));
        Assert.Equal(DisclosureRecord.Text(ledger.Rare.Id), records[0].GetProperty("fields")[0].GetString());
        Assert.Equal(JsonValueKind.Null, records[1].GetProperty("purpose").ValueKind);
        Assert.Equal(0, records[1].GetProperty("fields").GetArrayLength());
    }

    [Fact]
    public async Task Query_reads_a_bounded_part_and_the_next_page_continues_after_it()
    {
        var (records, pages) = await WalkAsync("hill-museum", 10, "2031-03-14", "2031-03-16");
        Assert.Equal(DisclosureRecord.Text(ledger.Rare.Id), Assert.Single(records).GetProperty("id").GetString());
        Assert.True(pages > 1, "The record was expected on a later page than the first.");
    }

    [Theory]
    [InlineData("first", 0, "LIMIT_EXCEEDED")]
    [InlineData("first", 101, "LIMIT_EXCEEDED")]
    [InlineData("from", "2031-02-14", "LIMIT_EXCEEDED")]
    [InlineData("after", "", "CURSOR_INVALID")]
    [InlineData("after", "nonsense", "CURSOR_INVALID")]
    [InlineData("after", "MjAzMS0wMy0yMC0xOjA", "CURSOR_INVALID")]
    [InlineData("after", "MjAzMS0wMy0xNC0xOjEyOQ", "CURSOR_INVALID")]
    [InlineData("after", "Li4vLi4vcGFydG5lci1hcGkuZGI6MA", "CURSOR_INVALID")]
    public async Task Argument_out_of_range_returns_its_own_error_code(string name, object value, string code)
    {
        var variables = new Dictionary<string, object> { ["to"] = "2031-03-17", ["from"] = "2031-03-14", [name] = value };
        Assert.Equal([code], (await gateway.QueryAsync("privacy-officer", Query, variables)).Codes);
    }

    [Fact]
    public async Task Padded_changed_or_foreign_cursor_is_rejected()
    {
        var pages = await gateway.QueryAsync("privacy-officer", Query, new { from = "2031-03-14", to = "2031-03-14", first = 2 });
        var cursors = pages.Data("disclosures", "edges").EnumerateArray().Select(edge => edge.GetProperty("cursor").GetString()!).ToList();
        Assert.Single(cursors.Select(cursor => cursor.Length).Distinct());
        var cursor = cursors[0];
        Assert.Empty((await gateway.QueryAsync("privacy-officer", Query, new { from = "2031-03-14", to = "2031-03-14", after = cursor })).Codes);
        var position = new LedgerPosition(new Segment(TestLedger.FirstDay, 1, 1), 129);
        string[] wrong = [cursor + "=", cursor + "==", " " + cursor, (cursor[0] == 'A' ? 'B' : 'A') + cursor[1..], LedgerCursor.Seal(new byte[32], position)];
        foreach (var after in wrong)
            Assert.Equal(["CURSOR_INVALID"], (await gateway.QueryAsync("privacy-officer", Query, new { from = "2031-03-14", to = "2031-03-14", after })).Codes);
    }

    [Fact]
    public void Cursor_opens_only_with_its_key_and_differs_each_time()
    {
        var (one, other) = (new byte[32], Enumerable.Repeat((byte)1, 32).ToArray());
        var position = new LedgerPosition(new Segment(TestLedger.FirstDay, 3, 7), long.MaxValue);
        Assert.Equal(position, LedgerCursor.Open(one, LedgerCursor.Seal(one, position)));
        Assert.Null(LedgerCursor.Open(other, LedgerCursor.Seal(one, position)));
        Assert.NotEqual(LedgerCursor.Seal(one, position), LedgerCursor.Seal(one, position));
    }

    [Fact]
    public void Position_within_a_line_continues_at_the_next_whole_line()
    {
        var pages = new LedgerPages(Path.Combine(gateway.Data, Segment.FolderName), gateway.Services.GetRequiredService<CityClock>());
        var request = new LedgerQuery(null, TestLedger.FirstDay, TestLedger.FirstDay, 100, null);
        var all = pages.Read(request).Entries.Count;
        for (var offset = 1; offset < 300; offset += 13)
        {
            var page = pages.Read(request with { After = new LedgerPosition(new Segment(TestLedger.FirstDay, 1, 1), offset) });
            Assert.InRange(page.Entries.Count, all - 2, all);
        }
    }

    [Fact]
    public async Task Query_without_days_returns_today()
    {
        var before = (await gateway.QueryAsync("privacy-officer", Query)).Data("disclosures", "edges").GetArrayLength();
        await gateway.QueryAsync("harbor-bank", "query($n: CardNumber!) { card(number: $n, purpose: ACCOUNT_OPENING) { valid } }", new { n = "0000000000000195" });
        Assert.Equal(before + 1, (await gateway.QueryAsync("privacy-officer", Query)).Data("disclosures", "edges").GetArrayLength());
    }

    [Theory]
    [InlineData("harbor-bank")]
    [InlineData("card-registrar")]
    [InlineData("city-analyst")]
    public async Task Other_audiences_have_no_disclosures_field(string client) =>
        Assert.Equal(["GRAPHQL_VALIDATION_FAILED"], (await gateway.QueryAsync(client, "{ disclosures { edges { cursor } } }")).Codes);

    private async Task<(List<JsonElement> Records, int Pages)> WalkAsync(string? partner, int first, string from, string to)
    {
        var records = new List<JsonElement>();
        string? after = null;
        for (var pages = 1; ; pages++)
        {
            var answer = await gateway.QueryAsync("privacy-officer", Query, new { partner, from, to, first, after });
            Assert.Empty(answer.Codes);
            var page = answer.Data("disclosures");
            Assert.True(page.GetProperty("edges").GetArrayLength() <= first);
            records.AddRange(page.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("node")));
            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()) return (records, pages);
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
            Assert.True(pages < 1000, "The paging did not end after 1,000 pages.");
        }
    }
}
