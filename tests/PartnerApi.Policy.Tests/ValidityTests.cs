namespace PartnerApi.Policy.Tests;

public class ValidityTests
{
    public static TheoryData<CardState, string, string, string, bool, CardStatus> Cases => new()
    {
        // state, first day, last day, today, valid, status for registrars
        { CardState.Active, "2019-12-31", "2026-03-10", "2020-01-01", true, CardStatus.Active },
        { CardState.Active, "2019-12-31", "2026-03-10", "2026-03-09", true, CardStatus.Active },
        { CardState.Active, "2019-12-31", "2026-03-10", "2026-03-10", true, CardStatus.Active },
        { CardState.Active, "2019-12-31", "2026-03-10", "2026-03-11", false, CardStatus.GracePeriod },
        { CardState.Active, "2019-12-31", "2026-03-10", "2026-05-09", false, CardStatus.GracePeriod },
        { CardState.Active, "2019-12-31", "2026-03-10", "2026-05-10", false, CardStatus.Expired },
        { CardState.Active, "2019-12-31", "2026-03-10", "9999-12-31", false, CardStatus.Expired },
        { CardState.Active, "2019-12-31", "2028-02-29", "2028-02-29", true, CardStatus.Active },
        { CardState.Active, "2019-12-31", "2028-02-29", "2028-03-01", false, CardStatus.GracePeriod },
        { CardState.Active, "2019-12-31", "9999-12-31", "9999-12-31", true, CardStatus.Active },
        { CardState.Active, "0001-01-01", "0001-01-01", "2026-03-10", false, CardStatus.Expired },
        { CardState.ReportedLost, "2019-12-31", "2026-03-10", "2026-03-10", false, CardStatus.ReportedLost },
        { CardState.ReportedLost, "2019-12-31", "2026-03-10", "2026-03-11", false, CardStatus.ReportedLost },
        { CardState.ReportedLost, "2019-12-31", "2026-03-10", "2030-01-01", false, CardStatus.ReportedLost },
        { CardState.Revoked, "2019-12-31", "2026-03-10", "2026-03-10", false, CardStatus.Revoked },
        { CardState.Revoked, "2019-12-31", "2026-03-10", "2026-03-11", false, CardStatus.Revoked },
        { CardState.Revoked, "2019-12-31", "2026-03-10", "2030-01-01", false, CardStatus.Revoked },
        { CardState.Active, "2026-03-10", "2031-03-10", "2026-03-09", false, CardStatus.NotYetValid },
        { CardState.Active, "2026-03-10", "2031-03-10", "2026-03-10", true, CardStatus.Active },
        { CardState.Active, "2026-03-10", "2026-03-10", "2026-03-10", true, CardStatus.Active },
        { CardState.Active, "2026-03-10", "2026-03-10", "2026-03-11", false, CardStatus.GracePeriod },
        { CardState.ReportedLost, "2026-03-10", "2031-03-10", "2026-03-09", false, CardStatus.ReportedLost },
        { CardState.Revoked, "2026-03-10", "2031-03-10", "2026-03-09", false, CardStatus.Revoked },
        { CardState.Replaced, "2026-03-10", "2031-03-10", "2026-03-09", false, CardStatus.Replaced },
        { CardState.Replaced, "2026-03-10", "2031-03-10", "2026-03-10", false, CardStatus.Replaced },
        { CardState.Replaced, "2026-03-10", "2031-03-10", "2032-01-01", false, CardStatus.Replaced },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Status_follows_from_state_and_dates(CardState state, string validFrom, string expiresOn, string today, bool valid, CardStatus status)
    {
        var terms = new CardTerms(state, Day.Of(validFrom), Day.Of(expiresOn));
        Assert.Equal(valid, Validity.IsValid(terms, Day.Of(today)));
        Assert.Equal(status, Validity.StatusOf(terms, Day.Of(today)));
    }

    [Fact]
    public void Only_the_status_active_is_valid()
    {
        foreach (var state in Enum.GetValues<CardState>())
        {
            foreach (var days in new[] { 0, 1, 50, 1825 })
            {
                for (var offset = -100; offset <= 100; offset++)
                {
                    var (today, last) = (Day.Of("2026-06-15"), Day.Of("2026-06-15").AddDays(offset));
                    var terms = new CardTerms(state, last.AddDays(-days), last);
                    Assert.Equal(Validity.StatusOf(terms, today) == CardStatus.Active, Validity.IsValid(terms, today));
                }
            }
        }
    }

    [Fact]
    public void Default_terms_are_never_valid()
    {
        var unknown = new CardTerms((CardState)99, DateOnly.MinValue, DateOnly.MaxValue);
        Assert.False(Validity.IsValid(default, Day.Of("2026-03-10")));
        Assert.False(Validity.IsValid(unknown, Day.Of("2026-03-10")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Validity.StatusOf(unknown, Day.Of("2026-03-10")));
    }

    [Fact]
    public void Stored_numbers_do_not_change()
    {
        Assert.Equal([0, 1, 2, 3], new[] { CardState.Active, CardState.ReportedLost, CardState.Revoked, CardState.Replaced }.Select(state => (int)state));
        Assert.Equal(
            [0, 1, 2, 3, 4],
            new[] { Borough.Bronx, Borough.Brooklyn, Borough.Manhattan, Borough.Queens, Borough.StatenIsland }.Select(borough => (int)borough));
    }
}
