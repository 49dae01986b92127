using System.Text.Json;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;

namespace PartnerApi.Tests.Statistics;

/// <summary>Analysts get the cards in force of each month, computed from the releases.</summary>
public sealed class CardsInForceTests : IAsyncLifetime
{
    // Of each group, by borough and age band.
    private const int Opening = 50_000, Issued = 3_000, Renewed = 1_000, Ended = 2_000;
    private const int Months = 5;

    private RunningGateway gateway = null!;

    public async ValueTask InitializeAsync()
    {
        gateway = await Analyst.StartWithoutReleaseAsync();
        await gateway.CountAsync((Analyst.First.Previous, Counts(Opening, 0, 0)));
        await gateway.CountAsync([.. Enumerable.Range(0, Months).Select(month => (new Month(Analyst.First.Index + month), Counts(Issued, Renewed, Ended)))]);
        await gateway.ReleaseAsync(1 + Months);
    }

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public async Task Count_is_that_of_the_beginning_plus_the_issued_less_the_ended()
    {
        var cells = (await InForceAsync("[MONTH]")).ToList();
        Assert.Equal(["2024-01", "2024-02", "2024-03", "2024-04", "2024-05"], cells.Select(cell => cell.GetProperty("month").GetString()));
        foreach (var (index, cell) in cells.Index())
        {
            AssertAbout(EnrollmentGrid.Groups * (Opening + ((index + 1) * (Issued - Ended))), cell);
            Assert.Equal(cell.GetProperty("from").GetString(), cell.GetProperty("to").GetString());
        }

        // The margin grows with the months.
        Assert.Equal(cells.Select(Margin).Order(), cells.Select(Margin));
        Assert.True(Margin(cells[0]) < Margin(cells[^1]));
    }

    [Fact]
    public async Task Period_has_the_count_of_its_last_month()
    {
        var months = (await InForceAsync("[MONTH, BOROUGH]")).ToList();
        var quarters = (await InForceAsync("[QUARTER, BOROUGH]")).ToList();
        Assert.Equal(2 * 5, quarters.Count);
        Assert.Equal(months[(2 * 5)..(3 * 5)].Concat(months[(4 * 5)..]).Select(Figures), quarters.Select(Figures));
        Assert.Equal(("2024-04", "2024-05"), (quarters[^1].GetProperty("from").GetString(), quarters[^1].GetProperty("to").GetString()));
        var last = (await InForceAsync("[BOROUGH, AGE_BAND]")).ToList();
        Assert.Equal(EnrollmentGrid.Groups, last.Count);
        Assert.All(last, cell => AssertAbout(Opening + (Months * (Issued - Ended)), cell));
        var early = (await InForceAsync("[BOROUGH, AGE_BAND], to: \"2024-02\"")).ToList();
        Assert.All(early, cell => AssertAbout(Opening + (2 * (Issued - Ended)), cell));
    }

    [Fact]
    public async Task Ended_cards_are_an_event_outside_the_sum()
    {
        foreach (var (kind, expected) in new[] { ("ISSUED", Issued), ("RENEWED", Renewed), ("ENDED", Ended) })
        {
            var cells = (await gateway.CellsAsync($"[MONTH, BOROUGH, AGE_BAND], event: {kind}")).EnumerateArray().ToList();
            Assert.Equal(Months * EnrollmentGrid.Groups, cells.Count);
            Assert.All(cells, cell => AssertAbout(expected, cell));
        }
        AssertAbout(Months * EnrollmentGrid.Groups * (Issued + Renewed), (await gateway.CellsAsync("[]"))[0]);
        var preview = await gateway.QueryAsync(
            Analyst.Client, "{ enrollmentPreview(by: [BOROUGH], event: ENDED) { marginOfError } enrollment(by: [BOROUGH], event: ENDED) { cells { marginOfError } } }");
        Assert.Equal(Margin(preview.Data("enrollment", "cells")[0]), Margin(preview.Data("enrollmentPreview")));
    }

    [Fact]
    public async Task Files_have_the_same_figures()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/statistics/releases.csv");
        request.Headers.Authorization = new("Bearer", await gateway.TokenAsync(Analyst.Client));
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var rows = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimEnd('\n').Split('\n').Skip(1).Select(row => row.Split(',')).ToList();
        var inForce = rows.Where(row => row[4] == ReleaseRows.InForce && row[2] != "ALL" && row[3] != "ALL" && row[0] != "2023-12").Select(row => string.Join(',', row[6..8]));
        Assert.Equal((await InForceAsync("[MONTH, BOROUGH, AGE_BAND]")).Select(Figures), inForce);
        var ended = rows.Where(row => row[4] == "ENDED" && row[2] != "ALL" && row[3] == "ALL").Select(row => string.Join(',', row[6..8]));
        Assert.Equal((await gateway.CellsAsync("[MONTH, BOROUGH], event: ENDED")).EnumerateArray().Select(Figures), ended);
        Assert.Equal(1 + 5 + 8 + 40, rows.Count(row => row[0] == "2023-12"));
    }

    [Fact]
    public async Task Margin_of_a_difference_grows_with_the_months_between()
    {
        var answer = await gateway.QueryAsync(
            Analyst.Client,
            """
            {
              near: cardsInForce(by: [MONTH], from: "2024-04") { marginOfDifference(dimension: MONTH) }
              far: cardsInForce(by: [MONTH]) { marginOfDifference(dimension: MONTH) cells { marginOfError } }
              boroughs: cardsInForce(by: [BOROUGH]) { marginOfDifference(dimension: BOROUGH) cells { marginOfError } }
              none: cardsInForce(by: [BOROUGH]) { marginOfDifference(dimension: MONTH) }
              openingRelease { month epsilonMillionths }
            }
            """);
        Assert.Empty(answer.Codes);
        var (near, far) = (answer.Data("near", "marginOfDifference").GetInt32(), answer.Data("far", "marginOfDifference").GetInt32());
        Assert.True(near < far);

        // Two months have the same beginning, so their difference has less noise than the later count.
        Assert.True(far < Margin(answer.Data("far", "cells")[4]));
        Assert.True(answer.Data("boroughs", "marginOfDifference").GetInt32() > Margin(answer.Data("boroughs", "cells")[0]));
        Assert.Equal(JsonValueKind.Null, answer.Data("none", "marginOfDifference").ValueKind);
        Assert.Equal(("2023-12", EpsilonSplit.DefaultMillionths), (
            answer.Data("openingRelease", "month").GetString(), answer.Data("openingRelease", "epsilonMillionths").GetInt32()));
    }

    [Theory]
    [InlineData("from: \"2023-12\"", "RANGE_INVALID")]
    [InlineData("to: \"2024-06\"", "NOT_YET_RELEASED")]
    public async Task Months_before_the_first_and_after_the_last_are_typed_errors(string range, string code)
    {
        var answer = await gateway.QueryAsync(Analyst.Client, $"{{ cardsInForce(by: [], {range}) {{ cells {{ count }} }} }}");
        Assert.Equal([code], answer.Codes);
    }

    private static long[] Counts(int issued, int renewed, int ended)
    {
        var counts = new long[CounterBlob.Counts];
        for (var group = 0; group < EnrollmentGrid.Groups; group++)
        {
            counts[CounterBlob.Place(group, EnrollmentEvent.Issued)] = issued;
            counts[CounterBlob.Place(group, EnrollmentEvent.Renewed)] = renewed;
            counts[CounterBlob.Place(group, EnrollmentEvent.Ended)] = ended;
        }
        return counts;
    }

    private async Task<IEnumerable<JsonElement>> InForceAsync(string arguments)
    {
        var answer = await gateway.QueryAsync(
            Analyst.Client, $"{{ cardsInForce(by: {arguments}) {{ cells {{ from to month borough ageBand count estimate marginOfError low high note }} }} }}");
        Assert.Empty(answer.Codes);
        return answer.Data("cardsInForce", "cells").EnumerateArray();
    }

    // Four times the margin is practically never exceeded.
    private static void AssertAbout(long expected, JsonElement cell) =>
        Assert.InRange(cell.GetProperty("count").GetInt64(), expected - (4 * Margin(cell)), expected + (4 * Margin(cell)));

    private static int Margin(JsonElement cell) => cell.GetProperty("marginOfError").GetInt32();

    private static string Figures(JsonElement cell) => $"{cell.GetProperty("count").GetRawText()},{cell.GetProperty("estimate").GetRawText()}";
}
