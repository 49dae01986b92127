using System.Text.Json;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;

namespace PartnerApi.Tests.Statistics;

/// <summary>The operator's population file gives the rates, and a wrong one stops the start with a clear message.</summary>
public sealed class PopulationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Trait("Needs", "NoStore")]
    [Fact]
    public void Residents_are_added_up_over_boroughs_and_age_bands()
    {
        var population = Population.Read(Write(Lines()));
        Assert.Equal(1_000 + EnrollmentGrid.Group(Borough.Queens, AgeBand.Ages25To34), population.Of(Borough.Queens, AgeBand.Ages25To34));
        Assert.Equal(Enumerable.Range(1_008, 8).Sum(), population.Of(Borough.Brooklyn, null));
        Assert.Equal(Enumerable.Range(0, 5).Sum(borough => 1_000 + (8 * borough)), population.Of(null, AgeBand.Ages10To13));
        Assert.Equal(Enumerable.Range(1_000, 40).Sum(), population.Of(null, null));
        Assert.Null(Population.Read(null).Of(null, null));
        Assert.Null(Population.Read("").Of(Borough.Bronx, null));
    }

    [Trait("Needs", "NoStore")]
    [Theory]
    [InlineData(0, "borough;age_band;residents", "the first line")]
    [InlineData(3, "BRONX,AGES_18_TO_24", "line 4 ")]
    [InlineData(3, "Bronx,AGES_18_TO_24,5", "line 4 ")]
    [InlineData(3, "BRONX,AGES_19_TO_24,5", "line 4 ")]
    [InlineData(3, "BRONX,AGES_18_TO_24,0", "line 4 ")]
    [InlineData(3, "BRONX,AGES_18_TO_24,-5", "line 4 ")]
    [InlineData(3, "BRONX,AGES_18_TO_24,1e3", "line 4 ")]
    [InlineData(3, "BRONX,AGES_18_TO_24,100000001", "line 4 ")]
    [InlineData(3, "BRONX,AGES_10_TO_13,5", "line 4 ")]
    [InlineData(40, null, "a line for each of the 40")]
    public void Wrong_line_is_named(int index, string? line, string expected)
    {
        var lines = Lines();
        if (line is null) lines.RemoveAt(index);
        else lines[index] = line;
        var error = Assert.Throws<SettingException>(() => Population.Read(Write(lines)));
        Assert.Contains("Statistics:PopulationFile", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Trait("Needs", "NoStore")]
    [Fact]
    public void Missing_file_is_named()
    {
        var error = Assert.Throws<SettingException>(() => Population.Read(folder["none.csv"]));
        Assert.Contains("none.csv", error.Message, StringComparison.Ordinal);
        Assert.IsType<FileNotFoundException>(error.InnerException);
    }

    [Fact]
    public async Task Rates_are_counts_per_thousand_residents()
    {
        await using var gateway = await Analyst.StartAsync(("Statistics:PopulationFile", Write(Lines())));
        await gateway.CountAsync((Analyst.First, Analyst.Even(2_000)));
        await gateway.ReleaseAsync(1);
        const string cells = "cells { count residents perThousandResidents }";
        var answer = await gateway.QueryAsync(
            Analyst.Client, $"{{ city: enrollment(by: []) {{ {cells} }} queens: enrollment(by: [BOROUGH]) {{ {cells} }} ended: enrollment(by: [BOROUGH], event: ENDED) {{ {cells} }} }}");
        Assert.Empty(answer.Codes);
        AssertRate(answer.Data("city", "cells")[0], Enumerable.Range(1_000, 40).Sum());
        AssertRate(answer.Data("queens", "cells")[3], Enumerable.Range(1_024, 8).Sum());

        // No card ended, so the boroughs' counts are withheld, and so are their rates.
        var withheld = answer.Data("ended", "cells")[3];
        Assert.Equal(JsonValueKind.Null, withheld.GetProperty("count").ValueKind);
        Assert.Equal(JsonValueKind.Null, withheld.GetProperty("perThousandResidents").ValueKind);
        Assert.Equal(Enumerable.Range(1_024, 8).Sum(), withheld.GetProperty("residents").GetInt32());
    }

    [Fact]
    public async Task Without_a_file_there_are_no_rates()
    {
        await using var gateway = await Analyst.StartAsync();
        await gateway.ReleaseAsync(1);
        var answer = await gateway.QueryAsync(Analyst.Client, "{ enrollment(by: []) { cells { count residents perThousandResidents } } }");
        Assert.Empty(answer.Codes);
        var cell = answer.Data("enrollment", "cells")[0];
        Assert.Equal(JsonValueKind.Number, cell.GetProperty("count").ValueKind);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (cell.GetProperty("residents").ValueKind, cell.GetProperty("perThousandResidents").ValueKind));
    }

    private static void AssertRate(JsonElement cell, int residents)
    {
        Assert.Equal(residents, cell.GetProperty("residents").GetInt32());
        Assert.Equal(Math.Round(1_000.0 * cell.GetProperty("count").GetInt32() / residents, 2), cell.GetProperty("perThousandResidents").GetDouble());
    }

    // 1,000 residents in the first group, 1,001 in the next, and so on.
    private static List<string> Lines() =>
    [
        "borough,age_band,residents",
        .. from borough in Enum.GetValues<Borough>()
           from band in Enum.GetValues<AgeBand>()
           select $"{WireNames.FromMember(borough.ToString())},{WireNames.FromMember(band.ToString())},{1_000 + EnrollmentGrid.Group(borough, band)}",
    ];

    private string Write(IEnumerable<string> lines) => folder.Write("population.csv", string.Join('\n', lines) + "\n");
}
