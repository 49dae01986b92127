using System.Text.Json;
using System.Xml.Linq;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Tests.Statistics;

/// <summary>The statistics commands, run as an operator does.</summary>
public sealed class StatisticsCommandTests
{
    [Fact]
    public async Task Release_reports_its_months_and_the_list_shows_their_epsilon()
    {
        var last = new Month(Month.Of(Installation.CityToday).Index - 1);
        using var made = new Installation();
        var installation = made.With(("Statistics:FirstMonth", new Month(last.Index - 1).ToString()), ("Statistics:ReleaseAfterDays", "0"), ("Statistics:EpsilonMillionths", "40000"));
        await installation.ImportAsync();
        var released = await installation.RunAsync("statistics", "release", "--json");
        Assert.True(released.ExitCode == 0, released.Error);
        var json = JsonDocument.Parse(released.Output).RootElement;
        Assert.Equal([new Month(last.Index - 2).ToString(), new Month(last.Index - 1).ToString(), last.ToString()], json.GetProperty("months").EnumerateArray().Select(month => month.GetString()));
        Assert.Equal((40_000, 160_000), (json.GetProperty("epsilonMillionths").GetInt32(), json.GetProperty("lifetimeEpsilonMillionths").GetInt32()));

        var again = await installation.RunAsync("statistics", "release");
        Assert.Equal((0, "No month is due."), (again.ExitCode, again.Output.Trim()));
        var table = (await installation.RunAsync("statistics", "releases")).Output;
        Assert.Contains(last.ToString(), table, StringComparison.Ordinal);
        Assert.Contains("0.16", table, StringComparison.Ordinal);
    }

    [Trait("Store", "Sqlite")]
    [Theory]
    [InlineData("Statistics:EpsilonMillionths", "0")]
    [InlineData("Statistics:EpsilonMillionths", "NaN")]
    [InlineData("Statistics:EpsilonMillionths", "1e9")]
    [InlineData("Statistics:EpsilonMillionths", "-5")]
    [InlineData("Statistics:EpsilonMillionths", "99999999999999")]
    [InlineData("Statistics:MonthsPerHolder", "1")]
    [InlineData("Statistics:ReleaseAfterDays", "-1")]
    [InlineData("Statistics:FirstMonth", "2015-13")]
    [InlineData("Statistics:ReleaseAutomatically", "perhaps")]
    public async Task Setting_out_of_range_stops_the_command_and_the_gateway(string setting, string value)
    {
        using var made = new Installation();
        var installation = made.With((setting, value));
        foreach (var command in (string[][])[["statistics", "release"], ["statistics", "releases"], ["serve"]])
        {
            var result = await installation.RunAsync(command);
            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains(setting, result.Error, StringComparison.Ordinal);
        }
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public async Task Accuracy_command_needs_no_registry()
    {
        using var installation = new Installation();
        var chart = Path.Combine(installation.Folder.Root, "accuracy.svg");
        var result = await installation.RunAsync("statistics", "accuracy", "--releases", "2", "--epsilon", "0.02", "0.2", "--svg", chart, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(2, JsonDocument.Parse(result.Output).RootElement.GetProperty("epsilons").GetArrayLength());
        Assert.Equal("svg", XDocument.Load(chart).Root!.Name.LocalName);
        Assert.False(Directory.Exists(installation.Folder.Data) && Directory.EnumerateFiles(installation.Folder.Data, "*.db").Any());

        var refused = await installation.RunAsync("statistics", "accuracy", "--epsilon", "0");
        Assert.NotEqual(0, refused.ExitCode);
    }

    [Trait("Store", "Sqlite")]
    [Fact]
    public async Task Coverage_command_measures_every_table_and_checks_it()
    {
        using var installation = new Installation();
        var result = await installation.RunAsync("statistics", "coverage", "--cards", "20000", "--releases", "2", "--check", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var sums = JsonDocument.Parse(result.Output).RootElement.EnumerateArray().ToList();
        Assert.Equal([1, 2, 3, 12, 24], sums.Select(sum => sum.GetProperty("months").GetInt32()));
        Assert.All(sums, sum => Assert.Equal(8, sum.GetProperty("tables").GetArrayLength()));
    }
}
