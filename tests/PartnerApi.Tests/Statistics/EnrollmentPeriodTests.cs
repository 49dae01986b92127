using System.Text.Json;

namespace PartnerApi.Tests.Statistics;

/// <summary>Counts by quarter and year, and the margins of differences between counts.</summary>
public sealed class EnrollmentPeriodTests(EnrollmentTests.Fixture fixture) : IClassFixture<EnrollmentTests.Fixture>
{
    private RunningGateway Gateway => fixture.Gateway;

    // The fixture has the first quarter of 2024, and one month of the second.
    [Fact]
    public async Task Quarters_and_years_are_sums_of_the_months_that_they_name()
    {
        var months = await Gateway.CellsAsync("[MONTH]");
        var quarters = await Gateway.CellsAsync("[QUARTER]");
        Assert.Equal(["2024-01 2024-03", "2024-04 2024-04"], quarters.EnumerateArray().Select(Span));
        Assert.Equal(months.EnumerateArray().Take(3).Sum(Estimate), Estimate(quarters[0]), 0.01);
        Assert.Equal(["2024-02 2024-03", "2024-04 2024-04"], (await Gateway.CellsAsync("[QUARTER], from: \"2024-02\"")).EnumerateArray().Select(Span));
        Assert.Equal(Margin((await Gateway.CellsAsync("[], to: \"2024-03\""))[0]), Margin(quarters[0]));

        // Each period has the cells of its own range, also what earlier releases decide.
        foreach (var (index, range) in ((string[])["from: \"2024-02\", to: \"2024-03\"", "from: \"2024-04\""]).Index())
        {
            var own = await Gateway.CellsAsync($"[BOROUGH], {range}");
            Assert.Equal(
                own.EnumerateArray().Select(cell => cell.GetRawText()),
                (await Gateway.CellsAsync("[QUARTER, BOROUGH], from: \"2024-02\"")).EnumerateArray().Skip(index * 5).Take(5).Select(cell => cell.GetRawText()));
        }
        Assert.Equal((await Gateway.CellsAsync("[BOROUGH]")).GetRawText(), (await Gateway.CellsAsync("[YEAR, BOROUGH]")).GetRawText());
        Assert.Equal(quarters.GetRawText(), (await Gateway.CellsAsync("[YEAR, QUARTER]")).GetRawText());
        Assert.Equal(months.GetRawText(), (await Gateway.CellsAsync("[QUARTER, MONTH, YEAR]")).GetRawText());
        Assert.All(quarters.EnumerateArray(), cell => Assert.Equal(JsonValueKind.Null, cell.GetProperty("month").ValueKind));

        var preview = await Gateway.QueryAsync(Analyst.Client, "{ enrollmentPreview(by: [QUARTER]) { cells marginOfError } }");
        Assert.Equal(2, preview.Data("enrollmentPreview", "cells").GetInt32());
        Assert.Equal(Margin(quarters[0]), preview.Data("enrollmentPreview", "marginOfError").GetInt32());

        static string Span(JsonElement cell) => $"{cell.GetProperty("from").GetString()} {cell.GetProperty("to").GetString()}";
    }

    [Theory]
    [InlineData("MONTH, BOROUGH", "BOROUGH")]
    [InlineData("MONTH, AGE_BAND", "AGE_BAND")]
    [InlineData("MONTH, BOROUGH", "MONTH")]
    public async Task Margin_of_a_difference_holds_for_cells_that_differ_in_one_dimension(string by, string between)
    {
        var query = $"{{ enrollment(by: [{by}], to: \"2024-04\") {{ marginOfDifference(dimension: {between}) cells {{ from borough ageBand estimate }} }} }}";
        var answer = await Gateway.QueryAsync(Analyst.Client, query);
        var margin = answer.Data("enrollment", "marginOfDifference").GetInt32();
        var cells = answer.Data("enrollment", "cells").EnumerateArray().ToList();
        var property = between switch { "BOROUGH" => "borough", "AGE_BAND" => "ageBand", _ => "from" };
        var pairs =
            from one in cells
            from other in cells
            where string.CompareOrdinal(Key(one, property), Key(other, property)) < 0 && Others(one) == Others(other)
            select Math.Abs(Estimate(one) - Estimate(other)) <= margin;

        // All true counts are equal, so the true differences are 0. The chance that fewer than 70 % of at least 30 pairs are within the margin is below one in 10,000.
        var held = pairs.ToList();
        Assert.InRange(held.Count, 30, 120);
        Assert.InRange(held.Count(isWithin => isWithin), held.Count * 0.7, held.Count);

        string Others(JsonElement cell) => string.Join(' ', new[] { "from", "borough", "ageBand" }.Where(name => name != property).Select(name => Key(cell, name)));
        static string Key(JsonElement cell, string name) => cell.GetProperty(name).GetRawText();
    }

    [Fact]
    public async Task Margin_of_a_difference_is_null_without_cells_that_differ_and_the_largest_for_unequal_periods()
    {
        Assert.Null(await DifferenceAsync("BOROUGH", "MONTH"));
        Assert.Null(await DifferenceAsync("MONTH", "BOROUGH"));
        Assert.Null(await DifferenceAsync("QUARTER", "MONTH"));
        Assert.Null(await DifferenceAsync("YEAR", "YEAR"));

        // Months have no noise in common, so the difference of two has the margin of their sum.
        Assert.Equal(Margin((await Gateway.CellsAsync("[], to: \"2024-02\""))[0]), await DifferenceAsync("MONTH", "MONTH"));
        Assert.Equal(Margin((await Gateway.CellsAsync("[], to: \"2024-04\""))[0]), await DifferenceAsync("QUARTER", "QUARTER"));

        async Task<int?> DifferenceAsync(string by, string between)
        {
            var answer = await Gateway.QueryAsync(
                Analyst.Client, $"{{ enrollment(by: [{by}], to: \"2024-04\") {{ marginOfDifference(dimension: {between}) }} }}");
            var margin = answer.Data("enrollment", "marginOfDifference");
            return margin.ValueKind == JsonValueKind.Null ? null : margin.GetInt32();
        }
    }

    private static double Estimate(JsonElement cell) => cell.GetProperty("estimate").GetDouble();

    private static int Margin(JsonElement cell) => cell.GetProperty("marginOfError").GetInt32();
}
