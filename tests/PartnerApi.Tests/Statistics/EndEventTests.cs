using System.Globalization;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;
using PartnerApi.Registry;

namespace PartnerApi.Tests.Statistics;

/// <summary>The end of a card is counted when the card is issued, and moves with the card until its month is released.</summary>
[Trait("Store", "Either")]
public sealed class EndEventTests : IDisposable
{
    private readonly CountedStore counted = new(new DateOnly(2026, 6, 15));

    public void Dispose() => counted.Dispose();

    [Theory]
    [InlineData("2026-01-31", "2026-02")]
    [InlineData("2030-02-01", "2030-03")]
    [InlineData("2030-12-31", "2031-01")]
    [InlineData("9999-12-31", "2046-06")]
    public void Card_ends_in_the_month_after_its_last_valid_day_or_the_last_counted_one(string expires, string end)
    {
        counted.Import(Card(1, "2025-07-01", expires));
        Assert.Equal([$"{end} Queens Ages35To44 Ended 1"], counted.Ends());
    }

    [Theory]
    [InlineData("2026-03-31", "Renewed", 1)]
    [InlineData("2026-04-30", "Renewed", 1)]
    [InlineData("2026-05-01", "Issued", 2)]
    public void Renewal_until_the_month_of_the_end_moves_it_and_a_later_one_is_a_new_entry(string renewed, string kind, int ends)
    {
        counted.Import(Card(1, "2025-02-01", "2026-03-15"));
        counted.Import(Card(1, renewed, "2031-03-15"));
        Assert.Equal($"{renewed[..7]} Queens Ages35To44 {kind} 1", counted.Counts()[^1]);
        Assert.Equal(
            ends == 1 ? ["2031-04 Queens Ages35To44 Ended 1"] : ["2026-04 Queens Ages35To44 Ended 1", "2031-04 Queens Ages35To44 Ended 1"], counted.Ends());
    }

    [Fact]
    public void Renewal_after_the_release_of_the_end_is_a_new_entry_that_needs_two_months()
    {
        counted.Import(Card(1, "2025-02-01", "2026-03-15"), Card(2, "2025-01-01", "2025-12-15"));
        counted.Import(Card(2, "2025-12-01", "2026-03-31"));
        counted.Release(new Month(2026, 4));
        counted.Import(Card(1, "2026-04-02", "2031-03-15"), Card(2, "2026-05-02", "2031-03-15"));
        Assert.Equal(["2026-05 Queens Ages35To44 Issued 1"], counted.Counts());
        Assert.Equal(["2031-04 Queens Ages35To44 Ended 1"], counted.Ends());
    }

    [Theory]
    [InlineData(CardState.ReportedLost)]
    [InlineData(CardState.Revoked)]
    public void Withdrawn_card_ends_in_the_next_month_until_it_is_active_again(CardState state)
    {
        var card = Card(1, "2025-02-01", "2030-03-15");
        counted.Import(card);
        counted.Import(card with { State = state });
        Assert.Equal(["2026-07 Queens Ages35To44 Ended 1"], counted.Ends());

        // It does not end again when a later export repeats it.
        counted.Today(new DateOnly(2026, 7, 20));
        counted.Import(card with { State = state });
        Assert.Equal(["2026-07 Queens Ages35To44 Ended 1"], counted.Ends());
        counted.Import(card);
        Assert.Equal(["2030-04 Queens Ages35To44 Ended 1"], counted.Ends());

        // A card that expired before it was withdrawn ended then.
        counted.Import(Card(2, "2025-02-01", "2026-03-15") with { State = state });
        Assert.Equal("2026-04 Queens Ages35To44 Ended 1", counted.Ends()[0]);
        Assert.Equal(2, counted.Ends().Count);
    }

    [Fact]
    public void Card_that_is_withdrawn_by_a_skipped_line_ends_in_the_next_month()
    {
        counted.Import(Card(1, "2025-02-01", "2030-03-15"), Card(2, "2025-02-01", "2030-03-15"));

        // Two lines for one number conflict, so both are skipped, but the card is withdrawn.
        var conflicting = Card(1, "2025-02-01", "2030-03-15");
        RegistryLine[] lines = [conflicting with { State = CardState.Revoked }, conflicting with { LegalName = "Another Name" }];
        counted.Store.Writer.Write(lines, TestImports.Skipping(_ => { }));
        Assert.Equal(CardState.Revoked, counted.Store.Read(TestLines.Number(1)).Terms.State);
        Assert.Equal(["2026-07 Queens Ages35To44 Ended 1", "2030-04 Queens Ages35To44 Ended 1"], counted.Ends());
    }

    [Fact]
    public void Replacement_takes_over_the_end()
    {
        var lost = Card(1, "2025-02-01", "2030-03-15");
        counted.Import(lost);
        counted.Import(lost with { State = CardState.ReportedLost });
        counted.Import(lost, Card(2, "2026-06-01", "2030-03-15") with { Replaces = lost.Number });
        Assert.Equal(["2030-04 Queens Ages35To44 Ended 1"], counted.Ends());
        counted.Import(Card(2, "2026-06-01", "2030-03-15") with { State = CardState.Revoked });
        Assert.Equal(["2026-07 Queens Ages35To44 Ended 1"], counted.Ends());
        Assert.Equal(["2025-02 Queens Ages35To44 Issued 1"], counted.Counts());
    }

    [Fact]
    public void End_stays_in_the_group_of_the_entry()
    {
        var card = Card(1, "2025-02-01", "2030-03-15");
        counted.Import(card);
        counted.Import(card with { Borough = Borough.Bronx, DateOfBirth = new DateOnly(2001, 3, 9) });
        counted.Import(card with { Borough = Borough.Bronx, ExpiresOn = new DateOnly(2030, 5, 1) });
        Assert.Equal(["2030-06 Queens Ages35To44 Ended 1"], counted.Ends());
    }

    [Fact]
    public void Cards_in_force_before_the_first_month_are_counted_before_their_release_only()
    {
        counted.Import(
            Card(1, "2014-12-31", "2019-12-31"), Card(2, "2010-01-05", "2014-12-01") with { DateOfBirth = new DateOnly(1985, 6, 1) }, Card(3, "2010-01-05", "2014-11-30"),
            Card(4, "2012-01-05", "2017-01-05") with { State = CardState.Revoked });

        // The second holder was 24 at the issue, and is 29 now.
        Assert.Equal(["2014-12 Queens Ages25To34 Issued 2"], counted.Counts());
        Assert.Equal(["2015-01 Queens Ages25To34 Ended 1", "2020-01 Queens Ages25To34 Ended 1"], counted.Ends());
        counted.Release(CountedStore.Opening);
        counted.Import(Card(5, "2014-10-01", "2019-10-01"));
        Assert.Equal(2, counted.Ends().Count);
    }

    [Fact]
    public void Two_holders_that_become_one_keep_two_ends_in_different_months()
    {
        var (one, other) = (Card(1, "2025-02-01", "2030-03-15"), Card(2, "2026-05-01", "2026-06-30"));
        counted.Import(one, other);
        counted.Import(one, other with { Replaces = one.Number });
        Assert.Equal(["2026-07 Queens Ages35To44 Ended 1", "2026-08 Queens Ages35To44 Ended 1"], counted.Ends());
        Assert.Equal(4, counted.Store.Read(TestLines.Number(2)).Counted.Number);
    }

    // The replaced card's own counted months are those of the time before.
    [Fact]
    public void Link_to_a_replaced_card_ends_the_older_card_of_its_holder()
    {
        var (older, lost, current) = ImportTwoHolders();
        Assert.Equal(["2030-02 Queens Ages35To44 Ended 1", "2031-07 Queens Ages35To44 Ended 1"], counted.Ends());
        counted.Today(new DateOnly(2026, 7, 15));
        counted.Import(older, lost with { Replaces = older.Number }, current with { Replaces = lost.Number });

        // One person with one card in force from now on.
        Assert.Equal(["2026-08 Queens Ages35To44 Ended 1", "2031-07 Queens Ages35To44 Ended 1"], counted.Ends());
        Assert.Equal(5, counted.Store.Read(TestLines.Number(3)).Counted.Number);
    }

    // Otherwise, the older card's counts could not be added to those of the current card.
    [Fact]
    public void Link_to_a_replaced_card_needs_the_cards_that_replaced_it()
    {
        var (older, lost, current) = ImportTwoHolders();
        var error = Assert.Throws<InvalidDataException>(() => counted.Import(older, lost with { Replaces = older.Number }, current));
        Assert.Contains("already replaced", error.Message, StringComparison.Ordinal);
        Assert.Equal(["2030-02 Queens Ages35To44 Ended 1", "2031-07 Queens Ages35To44 Ended 1"], counted.Ends());
    }

    [Fact]
    public void Withdrawn_card_that_replaces_a_valid_one_ends_it()
    {
        counted.Import(Card(1, "2025-02-01", "2030-03-15"), Card(2, "2025-03-01", "2030-03-15"));
        counted.Import(Card(2, "2025-03-01", "2030-03-15") with { State = CardState.ReportedLost });
        counted.Release(new Month(2026, 7));
        counted.Today(new DateOnly(2026, 8, 15));
        counted.Import(Card(1, "2025-02-01", "2030-03-15"), Card(2, "2025-03-01", "2030-03-15") with { State = CardState.ReportedLost, Replaces = TestLines.Number(1) });
        Assert.Equal(["2026-09 Queens Ages35To44 Ended 1"], counted.Ends());
    }

    [Fact]
    public void Older_cards_that_are_imported_late_do_not_count()
    {
        counted.Import(Card(3, "2026-05-01", "2031-05-15"));
        counted.Import(
            Card(1, "2025-01-01", "2030-01-15"), Card(2, "2026-02-01", "2030-03-15") with { Replaces = TestLines.Number(1) },
            Card(3, "2026-05-01", "2031-05-15") with { Replaces = TestLines.Number(2) });
        Assert.Equal(["2026-05 Queens Ages35To44 Issued 1"], counted.Counts());
        Assert.Equal(["2031-06 Queens Ages35To44 Ended 1"], counted.Ends());
    }

    [Fact]
    public void First_import_fixes_the_first_month()
    {
        counted.Import(Card(1, "2016-05-06", "2021-05-06"), Card(2, "2014-05-06", "2019-05-06"));
        var expected = counted.Counts();
        counted.ImportBeside(new Month(2020, 1), Card(1, "2016-05-06", "2021-05-06"), Card(2, "2014-05-06", "2019-05-06"), Card(3, "2017-05-06", "2022-05-06"));
        Assert.Equal([.. expected, "2017-05 Queens Ages25To34 Issued 1"], counted.Counts());
        Assert.Equal(CountedStore.Opening, counted.Sealed().Keys.First());
    }

    // The second of them lost a card and got another one.
    private (RegistryLine Older, RegistryLine Lost, RegistryLine Current) ImportTwoHolders()
    {
        var (older, lost, current) = (Card(1, "2025-01-01", "2030-01-15"), Card(2, "2025-02-01", "2030-03-15"), Card(3, "2026-06-01", "2031-06-15"));
        counted.Import(older, lost);
        counted.Import(older, lost with { State = CardState.ReportedLost }, current with { Replaces = lost.Number });
        return (older, lost, current);
    }

    private static RegistryLine Card(long payload, string issued, string expires) => TestLines.Line(payload) with
    {
        IssuedOn = DateOnly.Parse(issued, CultureInfo.InvariantCulture),
        ExpiresOn = DateOnly.Parse(expires, CultureInfo.InvariantCulture),
        DateOfBirth = new DateOnly(1984, 3, 9),
    };
}
