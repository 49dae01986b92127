using System.Text.Json;
using PartnerApi.Commands.Statistics;
using PartnerApi.Policy.Statistics;
using PartnerApi.Statistics;
using PartnerApi.Storage;

namespace PartnerApi.Tests.Statistics;

/// <summary>A month is final only after an import with a later as-of date that names enough of the cards in force.</summary>
public sealed class FinalMonthTests
{
    private static readonly Month May = new(2026, 5);
    private static readonly DateOnly Due = new(2026, 6, 20);

    [Theory]
    [InlineData("2026-06-10", "2026-06-15", "2026-06-11, the day on which it is due")]
    [InlineData("2026-06-11", "2026-06-01", null)]
    [InlineData("2026-06-11", "2026-05-31", "an import with an as-of date of 2026-06-01 or later that names at least 90 % of the cards in force; "
        + "the last import has the as-of date 2026-06-09; it has 12 cards and names 11 of 900,000 cards in force")]
    [InlineData("2026-06-11", null, "an import with an as-of date of 2026-06-01 or later that names at least 90 % of the cards in force; there was no import")]
    public void Month_waits_for_its_due_date_and_a_final_import(string today, string? finalAsOf, string? expected)
    {
        var imports = finalAsOf is null ? null : new ImportState
        {
            FinalAsOf = DateOnly.Parse(finalAsOf).DayNumber,
            LastAsOf = new DateOnly(2026, 6, 9).DayNumber,
            LastCards = 12,
            LastCovered = 11,
            LastInForce = 900_000,
        };
        var wait = ReleaseWait.For(May, DateOnly.Parse(today), new StatisticsSettings(), imports);
        Assert.Equal(expected, wait is null ? null : ReleaseWaitText.Of(wait));
    }

    [Theory]
    [InlineData(true, 100, 90, 100, true)]
    [InlineData(true, 100, 89, 100, false)]
    [InlineData(true, 1, 0, 0, true)]
    [InlineData(true, 0, 0, 0, false)]
    [InlineData(false, 100, 100, 100, false)]
    public void Import_makes_months_final_with_a_date_and_most_of_the_cards_in_force(bool hasDate, long cards, long covered, long inForce, bool expected) =>
        Assert.Equal(expected, new ImportStateStore(new StatisticsSettings()).MakesFinal(new FinishedImport(hasDate ? Due : null, cards, covered, inForce)));

    [Theory]
    [InlineData(90, 0, 100, false)]
    [InlineData(90, 1, 100, true)]
    [InlineData(0, 0, 100, true)]
    public void Import_makes_nothing_final_if_no_stored_card_is_in_force(int percent, long inForce, long stored, bool expected) => Assert.Equal(
        expected,
        new ImportStateStore(new StatisticsSettings { FinalPercent = percent }).MakesFinal(new FinishedImport(Due, 10, inForce, inForce) { Stored = stored }));

    [Fact]
    public void Truncated_and_empty_exports_leave_the_months_open()
    {
        using var counted = new CountedStore(new DateOnly(2026, 5, 10));
        counted.Import(TestLines.Lines(100));
        Assert.Equal((new DateOnly(2026, 5, 10), 100, 0, 0), Told(counted));

        counted.Today(Due);
        counted.Import();
        Assert.Equal((new DateOnly(2026, 5, 10), 0, 0, 100), Told(counted));
        counted.Import(TestLines.Lines(89));
        Assert.Equal((new DateOnly(2026, 5, 10), 89, 89, 100), Told(counted));

        // New cards do not make up for missing ones.
        counted.Import(TestLines.Lines(100, first: 1_000));
        Assert.Equal((new DateOnly(2026, 5, 10), 100, 0, 100), Told(counted));
        counted.Import([.. TestLines.Lines(80), .. TestLines.Lines(100, first: 1_000)]);
        Assert.Equal((Due, 180, 180, 200), Told(counted));
    }

    // An export need not keep expired and withdrawn cards.
    [Fact]
    public void Export_need_not_name_cards_that_are_not_in_force()
    {
        using var counted = new CountedStore(new DateOnly(2026, 5, 10));
        var old = TestLines.Lines(50, first: 1_000).Select(line => line with { ExpiresOn = new DateOnly(2026, 5, 1) });
        var lost = TestLines.Lines(50, first: 2_000).Select(line => line with { State = Policy.CardState.ReportedLost });
        counted.Import([.. TestLines.Lines(10), .. old, .. lost]);
        counted.Today(Due);
        counted.Import(TestLines.Lines(10));
        Assert.Equal((Due, 10, 10, 10), Told(counted));
    }

    [Fact]
    public void Export_that_ends_all_cards_and_the_next_export_leave_the_months_open()
    {
        using var counted = new CountedStore(new DateOnly(2026, 5, 10));
        counted.Import(TestLines.Lines(50));
        counted.Today(Due);
        counted.Import(TestLines.Lines(50).Select(line => line with { ExpiresOn = new DateOnly(2026, 5, 1) }));
        Assert.Equal((new DateOnly(2026, 5, 10), 50, 0, 50), Told(counted));
        counted.Import(TestLines.Lines(10).Select(line => line with { ExpiresOn = new DateOnly(2026, 5, 1) }));
        Assert.Equal((new DateOnly(2026, 5, 10), 10, 0, 0), Told(counted));
    }

    [Fact]
    public async Task Empty_export_releases_nothing_and_the_list_shows_the_reason()
    {
        var last = new Month(Month.Of(Installation.CityToday).Index - 1);
        using var made = new Installation();
        var installation = made.With(("Statistics:FirstMonth", last.ToString()), ("Statistics:ReleaseAfterDays", "0"));
        var generated = (await installation.RunAsync("cards", "generate", "--count", "20", "--quiet")).Output.Split('\n');
        var empty = installation.Folder.Write("empty.csv", string.Join('\n', generated.TakeWhile(line => !char.IsAsciiDigit(line.FirstOrDefault())).Where(line => line[0] != '#')) + "\n");
        var imported = await installation.RunAsync("cards", "import", empty, "--quiet");
        Assert.True(imported.ExitCode == 0, imported.Error);
        Assert.Equal("No month is due.", (await installation.RunAsync("statistics", "release")).Output.Trim());
        var listed = JsonDocument.Parse((await installation.RunAsync("statistics", "releases", "--json")).Output).RootElement;
        Assert.Empty(listed.GetProperty("releases").EnumerateArray());
        Assert.Equal(last.Previous.ToString(), listed.GetProperty("next").GetProperty("month").GetString());
        Assert.StartsWith("an import with an as-of date of ", listed.GetProperty("next").GetProperty("waitsFor").GetString(), StringComparison.Ordinal);
        Assert.Contains($"{last.Previous} waits for an import ", (await installation.RunAsync("statistics", "releases")).Output, StringComparison.Ordinal);

        await installation.ImportAsync();
        Assert.StartsWith($"Released 2 months, {last.Previous} to {last}", (await installation.RunAsync("statistics", "release", "--quiet")).Output, StringComparison.Ordinal);
    }

    private static (DateOnly? Final, int Cards, int Covered, int InForce) Told(CountedStore counted)
    {
        using var connection = counted.Store.Get<Store>().OpenBulk();
        var state = ImportStateStore.Read(connection);
        return (ImportState.DateOf(state.FinalAsOf), (int)state.LastCards, (int)state.LastCovered, (int)state.LastInForce);
    }
}
