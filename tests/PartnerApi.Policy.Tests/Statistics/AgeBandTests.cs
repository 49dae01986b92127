using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

public class AgeBandTests
{
    [Theory]
    [InlineData(0, AgeBand.Ages10To13)]
    [InlineData(9, AgeBand.Ages10To13)]
    [InlineData(10, AgeBand.Ages10To13)]
    [InlineData(13, AgeBand.Ages10To13)]
    [InlineData(14, AgeBand.Ages14To17)]
    [InlineData(17, AgeBand.Ages14To17)]
    [InlineData(18, AgeBand.Ages18To24)]
    [InlineData(24, AgeBand.Ages18To24)]
    [InlineData(25, AgeBand.Ages25To34)]
    [InlineData(34, AgeBand.Ages25To34)]
    [InlineData(35, AgeBand.Ages35To44)]
    [InlineData(44, AgeBand.Ages35To44)]
    [InlineData(45, AgeBand.Ages45To54)]
    [InlineData(54, AgeBand.Ages45To54)]
    [InlineData(55, AgeBand.Ages55To64)]
    [InlineData(64, AgeBand.Ages55To64)]
    [InlineData(65, AgeBand.Ages65AndOver)]
    [InlineData(120, AgeBand.Ages65AndOver)]
    public void Band_begins_on_a_birthday_and_ends_on_the_day_before_the_next_band(int age, AgeBand expected)
    {
        var birthday = new DateOnly(2026, 7, 1);
        var born = birthday.AddYears(-age);
        Assert.Equal(expected, AgeBands.On(born, birthday));
        Assert.Equal(expected, AgeBands.On(born, birthday.AddYears(1).AddDays(-1)));
    }

    [Theory]
    [InlineData("2008-02-29", "2026-02-28", AgeBand.Ages14To17)]
    [InlineData("2008-02-29", "2026-03-01", AgeBand.Ages18To24)]
    [InlineData("1963-02-28", "2028-02-28", AgeBand.Ages65AndOver)]
    [InlineData("1963-03-01", "2028-02-29", AgeBand.Ages55To64)]
    [InlineData("2030-01-01", "2026-01-01", AgeBand.Ages10To13)]
    public void Leap_days_and_future_births_have_a_band(string born, string day, AgeBand expected) =>
        Assert.Equal(expected, AgeBands.On(Day.Of(born), Day.Of(day)));
}
