using System.Text.Json;
using System.Xml.Linq;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Ledger;

namespace PartnerApi.Tests.Disclosures;

/// <summary>The counts of the ledger that the city can publish.</summary>
public sealed class DisclosureReportTests
{
    private static readonly DateOnly March = new(2026, 3, 9);

    [Theory]
    [InlineData(99, null)]
    [InlineData(100, 100L)]
    [InlineData(104, 100L)]
    [InlineData(105, 110L)]
    [InlineData(114, 110L)]
    public void Cell_below_100_is_withheld_and_others_are_rounded_to_10(int disclosures, long? expected)
    {
        using var ledger = new TestLedger();
        using (var writer = ledger.Open())
        {
            ledger.Write(writer, March, [.. Disclosed(March, disclosures), .. Disclosed(March, 5, purpose: "MEMBERSHIP"), .. Refused(500)]);
            ledger.Write(writer, March.AddMonths(1), [.. Disclosed(March.AddMonths(1), 200)]);
        }
        var report = Count(ledger, March.AddMonths(-1), March.AddMonths(2));
        Assert.Equal(
            [("2026-02", null), ("2026-03", expected), ("2026-04", 200L), ("2026-05", null)],
            report.Cells.Select(cell => (cell.Month, cell.Answers)));
        Assert.All(report.Cells, cell => Assert.Equal(("harbor-bank", "ACCOUNT_OPENING"), (cell.Partner, cell.Purpose)));
    }

    [Fact]
    public void Records_of_all_writers_are_counted_and_ledger_entries_are_not()
    {
        using var ledger = new TestLedger();
        using (var one = ledger.Open())
        {
            using var two = ledger.Open();
            ledger.Write(one, March, [.. Disclosed(March, 60), TestLedger.Record(March) with { Decision = LedgerEntry.Void }]);
            ledger.Write(two, March, [.. Disclosed(March, 60)]);
        }
        Assert.Equal(120, Count(ledger, March, March).Cells.Single().Answers);
    }

    [Fact]
    public void Month_with_expired_records_is_omitted()
    {
        using var ledger = new TestLedger();
        using (var writer = ledger.Open())
        {
            ledger.Write(writer, March, [.. Disclosed(March, 300)]);
            ledger.Write(writer, March.AddDays(1), [.. Disclosed(March.AddDays(1), 300)]);
            ledger.Write(writer, March.AddMonths(1), [.. Disclosed(March.AddMonths(1), 300)]);
        }
        SegmentExpiry.Run(ledger.Path, March.AddDays(1), TestContext.Current.CancellationToken);
        var report = Count(ledger, March, March.AddMonths(1));
        Assert.Equal(["2026-03"], report.ExpiredMonths);
        Assert.Equal("2026-04", report.Cells.Single().Month);
    }

    [Fact]
    public async Task Command_prints_a_table_or_JSON_and_writes_a_chart()
    {
        using var ledger = new TestLedger();
        using (var writer = ledger.Open()) ledger.Write(writer, March, [.. Disclosed(March, 1234), .. Disclosed(March, 150, "city-library", "LIBRARY_REGISTRATION")]);
        var chart = Path.Combine(ledger.Data, "chart.svg");
        string[] arguments = ["disclosures", "report", "--from", "2026-02", "--to", "2026-03", "--data", ledger.Data];
        var table = await Executable.RunAsync([.. arguments, "--svg", chart]);
        Assert.Equal((0, ""), (table.ExitCode, table.Error));
        Assert.Contains("1,230", table.Output, StringComparison.Ordinal);
        Assert.Contains("under 100", table.Output, StringComparison.Ordinal);
        var json = await Executable.RunAsync([.. arguments, "--json"]);
        Assert.Equal(
            [null, 150, null, 1230],
            JsonDocument.Parse(json.Output).RootElement.GetProperty("cells").EnumerateArray()
                .Select(cell => cell.GetProperty("answers") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : (long?)null));

        var svg = XDocument.Load(chart);
        Assert.Equal("svg", svg.Root!.Name.LocalName);
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName is "script" or "image" or "use" or "a" or "foreignObject");
        Assert.DoesNotContain(svg.Descendants().Attributes(), attribute => attribute.Name.LocalName == "href" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.Contains("prefers-color-scheme:dark", svg.ToString(), StringComparison.Ordinal);
        Assert.Contains(svg.Descendants(), element => element.Name.LocalName == "text" && element.Value == "1,230");
    }

    [Theory]
    [InlineData(1, "--to", "2999-01")]
    [InlineData(1, "--from", "2026-04", "--to", "2026-03")]
    [InlineData(1, "--from", "1990-01", "--to", "2026-03")]
    [InlineData(2, "--from", "March")]
    public async Task Invalid_months_are_rejected_with_one_line(int exitCode, params string[] arguments)
    {
        using var ledger = new TestLedger();
        var result = await Executable.RunAsync(["disclosures", "report", .. arguments, "--data", ledger.Data]);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Single(result.ErrorLines);
    }

    private static DisclosureReport Count(TestLedger ledger, DateOnly from, DateOnly to) => DisclosureCounts.Count(
        ledger.Path, from, to, new CityClock(TimeProvider.System, TimeZoneInfo.Utc), new SilentProgress(), TestContext.Current.CancellationToken).Value;

    private static IEnumerable<DisclosureRecord> Disclosed(DateOnly day, int times, string partner = "harbor-bank", string purpose = "ACCOUNT_OPENING") =>
        Enumerable.Range(0, times).Select(_ => TestLedger.Record(day, partner, purpose));

    private static IEnumerable<DisclosureRecord> Refused(int times) => Disclosed(March, times).Select(record => record with { Decision = "PURPOSE_NOT_AGREED" });
}
