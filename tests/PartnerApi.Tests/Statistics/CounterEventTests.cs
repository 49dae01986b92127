using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;
using PartnerApi.Registry;

namespace PartnerApi.Tests.Statistics;

/// <summary>Which imported lines count as events, in which month and cell, and how often a holder counts.</summary>
[Trait("Store", "Either")]
public sealed class CounterEventTests : IDisposable
{
    private readonly CountedStore counted = new(new DateOnly(2026, 6, 15));

    public void Dispose() => counted.Dispose();

    [Fact]
    public void Import_counts_match_a_direct_count_in_every_cell()
    {
        var cards = Exports.Cards(5_000);
        counted.Import(cards);
        var expected =
            from card in cards
            let band = AgeBands.On(card.DateOfBirth, card.IssuedOn)
            group card by (Month: Month.Of(card.IssuedOn), card.Borough, band) into cell
            orderby cell.Key
            select $"{cell.Key.Month} {cell.Key.Borough} {cell.Key.band} Issued {cell.Count()}";
        Assert.Equal(expected, counted.Counts());

        counted.Import(cards);
        Assert.Equal(expected, counted.Counts());
    }

    [Fact]
    public void Renewal_counts_once_in_the_month_and_at_the_age_of_the_new_issue()
    {
        counted.Import(Issued(1, "2020-07-10", born: "1985-08-01"));
        counted.Import(Issued(1, "2025-07-31", born: "1985-08-01"), Issued(2, "2025-08-01", born: "1985-08-01"));
        counted.Import(Issued(1, "2025-07-31", born: "1985-08-01"));
        Assert.Equal(["2020-07 Queens Ages25To34 Issued 1", "2025-07 Queens Ages35To44 Renewed 1", "2025-08 Queens Ages35To44 Issued 1"], counted.Counts());
    }

    [Fact]
    public void Replacement_counts_as_a_renewal_only_if_it_expires_later()
    {
        var lost = Issued(1, "2024-05-06");
        var same = Issued(2, "2025-02-03") with { ExpiresOn = lost.ExpiresOn, Replaces = lost.Number };
        var later = Issued(3, "2025-04-05") with { ExpiresOn = lost.ExpiresOn.AddDays(1), Replaces = same.Number };
        counted.Import(lost);
        counted.Import(lost, same);
        Assert.Equal(["2024-05 Queens Ages35To44 Issued 1"], counted.Counts());
        counted.Import(later);
        Assert.Equal(["2024-05 Queens Ages35To44 Issued 1", "2025-04 Queens Ages35To44 Renewed 1"], counted.Counts());
        // Neither later changes to replaced cards nor an older card that is imported late count.
        counted.Import(lost with { IssuedOn = new DateOnly(2026, 1, 1) }, same with { IssuedOn = new DateOnly(2026, 2, 1) }, later);
        counted.Import(Issued(5, "2026-03-01"));
        counted.Import(Issued(4, "2026-02-01"), Issued(5, "2026-03-01") with { Replaces = TestLines.Number(4) });
        Assert.Equal(
            ["2024-05 Queens Ages35To44 Issued 1", "2025-04 Queens Ages35To44 Renewed 1", "2026-03 Queens Ages35To44 Issued 1"], counted.Counts());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Limit_of_months_applies_to_all_cards_of_a_holder(bool inOneFile)
    {
        var cards = Enumerable.Range(0, 8).Select(index => Issued(index + 1, $"2025-0{index + 1}-05") with
        {
            ExpiresOn = new DateOnly(2030, 1, 1).AddDays(index),
            Replaces = index == 0 ? null : TestLines.Number(index),
        }).ToList();
        foreach (var file in cards.Chunk(inOneFile ? cards.Count : 1)) counted.Import(file);
        Assert.Equal(
            ["2025-01 Queens Ages35To44 Issued 1", "2025-02 Queens Ages35To44 Renewed 1", "2025-03 Queens Ages35To44 Renewed 1"], counted.Counts());

        // The fourth month is that of the end.
        Assert.Equal(["2030-02 Queens Ages35To44 Ended 1"], counted.Ends());
    }

    [Fact]
    public void Corrections_change_no_count()
    {
        var card = Issued(1, "2024-05-06");
        counted.Import(card);
        RegistryLine[] corrections =
        [
            card with { LegalName = "Corrected Name" },
            card with { DateOfBirth = new DateOnly(2001, 3, 9) },
            card with { Borough = Borough.Bronx },
            card with { State = CardState.ReportedLost },
            card with { ExpiresOn = new DateOnly(2031, 5, 6) },
            card with { IssuedOn = new DateOnly(2024, 4, 30) },
            card with { IssuedOn = new DateOnly(2024, 5, 20) },
            card with { IssuedOn = new DateOnly(2024, 6, 3) },
        ];
        foreach (var correction in corrections)
        {
            var changes = counted.Import(correction).Changes;
            Assert.Equal((1, correction.ExpiresOn > card.ExpiresOn ? 1 : 0), (changes.Known, changes.Renewed));
            Assert.Equal(["2024-05 Queens Ages35To44 Issued 1"], counted.Counts());
        }

        // This also holds in the next month, after the month in which the holder counted is closed.
        counted.Import(card);
        counted.Release(new Month(2024, 5));
        foreach (var correction in corrections) counted.Import(correction);
        Assert.Empty(counted.Counts());
    }

    [Fact]
    public void Holder_counts_once_a_month_even_after_a_correction_to_an_earlier_issue_date()
    {
        counted.Import(Issued(1, "2024-05-06"));
        counted.Import(Issued(1, "2024-05-07"));
        counted.Import(Issued(1, "2024-08-01"));
        counted.Import(Issued(1, "2024-05-01"));
        counted.Import(Issued(1, "2024-05-20"));
        counted.Import(Issued(1, "2024-08-20"));
        Assert.Equal(["2024-05 Queens Ages35To44 Issued 1", "2024-08 Queens Ages35To44 Renewed 1"], counted.Counts());
    }

    [Fact]
    public void Holder_counts_in_at_most_four_months()
    {
        foreach (var issued in new[] { "2020-01-06", "2021-01-06", "2022-01-06", "2023-01-06", "2024-01-06", "2025-01-06" }) counted.Import(Issued(1, issued));
        Assert.Equal(["2020-01", "2021-01", "2022-01"], counted.Counts().Select(text => text[..7]));
        Assert.Equal(["2030-02 Queens Ages35To44 Ended 1"], counted.Ends());
        counted.Import(Issued(2, "2025-01-06"));
        Assert.Equal("2025-01 Queens Ages35To44 Issued 1", counted.Counts()[^1]);
    }

    [Fact]
    public void Event_of_a_released_month_counts_once_in_the_first_open_month()
    {
        counted.Import(Issued(1, "2024-03-01"));
        counted.Release(new Month(2024, 6));
        counted.Import(Issued(1, "2024-05-01"), Issued(2, "2016-01-06"), Issued(3, "2024-09-01"));
        Assert.Equal(
            ["2024-07 Queens Ages25To34 Issued 1", "2024-07 Queens Ages35To44 Renewed 1", "2024-09 Queens Ages35To44 Issued 1"], counted.Counts());
        counted.Import(Issued(1, "2024-07-01"), Issued(2, "2024-07-02"));
        Assert.Equal(3, counted.Counts().Count);
        Assert.Equal(new Month(2024, 7), counted.Sealed().First().Key);

        counted.Release(new Month(2024, 7));
        counted.Import(Issued(1, "2024-07-03"));
        Assert.Equal(["2024-08 Queens Ages35To44 Renewed 1", "2024-09 Queens Ages35To44 Issued 1"], counted.Counts());
    }

    [Fact]
    public void Events_before_the_first_month_do_not_count_and_their_later_renewals_do()
    {
        counted.Import(Issued(1, "2014-12-31"), Issued(2, "1999-05-06"));

        // Cards in force in the month before are counted in it.
        Assert.Equal(["2014-12 Queens Ages25To34 Issued 1"], counted.Counts());
        counted.Import(Issued(1, "2020-01-02"), Issued(2, "2009-11-30"));
        Assert.Equal(["2014-12 Queens Ages25To34 Issued 1", "2020-01 Queens Ages35To44 Renewed 1"], counted.Counts());

        // Nor do they count in the first open month, where late reports of later events count.
        counted.Release(new Month(2024, 6));
        counted.Import(Issued(3, "2014-12-31"), Issued(4, "2015-01-01"));
        Assert.Equal(["2024-07 Queens Ages25To34 Issued 1"], counted.Counts());
    }

    [Fact]
    public void Setting_of_the_first_month_has_no_effect_after_a_release()
    {
        counted.Import(Issued(1, "2024-03-01"));
        counted.Release(new Month(2024, 6));
        counted.ImportBeside(new Month(2026, 1), Issued(2, "2024-09-01"), Issued(3, "2016-01-06"));
        Assert.Equal(["2024-07 Queens Ages25To34 Issued 1", "2024-09 Queens Ages35To44 Issued 1"], counted.Counts());
    }

    [Fact]
    public void Future_events_count_once_in_the_current_month()
    {
        counted.Import(Issued(2, "2026-07-01"), Issued(3, "2199-01-01"));
        Assert.Equal(["2026-06 Queens Ages35To44 Issued 1", "2026-06 Queens Ages65AndOver Issued 1"], counted.Counts());

        // An event that counted early does not count again in its own month.
        counted.Today(new DateOnly(2026, 7, 1));
        counted.Import(Issued(2, "2026-07-01"));
        Assert.Equal(2, counted.Counts().Count);
    }

    [Fact]
    public void Events_do_not_count_while_no_month_is_open_and_later_renewals_do()
    {
        counted.Release(new Month(2026, 6));
        counted.Import(Issued(1, "2026-06-01"));
        Assert.Empty(counted.Counts());
        Assert.Empty(counted.Ends());
        counted.Today(new DateOnly(2026, 7, 2));
        counted.Import(Issued(1, "2026-07-01"), Issued(2, "2026-07-01"));

        // The first was not counted before, so its renewal is its entry.
        Assert.Equal(["2026-07 Queens Ages35To44 Issued 2"], counted.Counts());
    }

    [Theory]
    [InlineData("2008-02-29", "2026-02-28", "Ages14To17")]
    [InlineData("2008-02-29", "2026-03-01", "Ages18To24")]
    [InlineData("2000-05-06", "2025-05-05", "Ages18To24")]
    [InlineData("2000-05-06", "2025-05-06", "Ages25To34")]
    [InlineData("2020-05-06", "2025-05-06", "Ages10To13")]
    public void Age_is_computed_at_the_issue_date(string born, string issued, string band)
    {
        counted.Import(Issued(1, issued, born));
        Assert.Equal([$"{issued[..7]} Queens {band} Issued 1"], counted.Counts());
    }

    [Fact]
    public void Current_month_is_the_month_in_the_city()
    {
        // 03:00 UTC on July 1st is June 30th in the city.
        var clock = new OffsetClock();
        clock.Set(new DateTimeOffset(2026, 7, 1, 3, 0, 0, TimeSpan.Zero));
        using var store = new TestStore(clock);
        store.Import(TestLines.Line(1));
        Assert.Equal(CountedStore.Rows(CountedStore.Opening, new Month(2026, 6)).Last().Index, store.Scalar("SELECT max(Month) FROM EnrollmentCounters"));
    }

    private static RegistryLine Issued(long payload, string day, string born = "1984-03-09") => TestLines.Line(payload) with
    {
        IssuedOn = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture),
        ExpiresOn = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddYears(5),
        DateOfBirth = DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture),
    };
}
