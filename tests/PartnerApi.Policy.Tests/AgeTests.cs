namespace PartnerApi.Policy.Tests;

public class AgeTests
{
    [Theory]
    [InlineData("2008-05-20", "2026-05-19", 17)]
    [InlineData("2008-05-20", "2026-05-20", 18)]
    [InlineData("2008-05-20", "2026-05-21", 18)]
    [InlineData("2008-05-20", "2026-06-01", 18)]
    [InlineData("2008-05-20", "2026-04-30", 17)]
    [InlineData("2008-12-31", "2026-01-01", 17)]
    [InlineData("2008-01-01", "2025-12-31", 17)]
    [InlineData("2008-01-01", "2026-01-01", 18)]
    [InlineData("2008-02-29", "2026-02-28", 17)]
    [InlineData("2008-02-29", "2026-03-01", 18)]
    [InlineData("2008-02-29", "2028-02-28", 19)]
    [InlineData("2008-02-29", "2028-02-29", 20)]
    [InlineData("2008-02-29", "2028-03-01", 20)]
    [InlineData("2096-02-29", "2100-02-28", 3)]
    [InlineData("2096-02-29", "2100-03-01", 4)]
    [InlineData("2008-02-28", "2028-02-28", 20)]
    [InlineData("2008-03-01", "2028-02-29", 19)]
    [InlineData("2026-05-20", "2026-05-20", 0)]
    [InlineData("2026-05-20", "2027-05-19", 0)]
    [InlineData("2026-05-21", "2026-05-20", -1)]
    [InlineData("1906-05-20", "2026-05-20", 120)]
    [InlineData("0001-01-01", "9999-12-31", 9998)]
    public void Age_is_the_number_of_completed_years(string born, string today, int expected) =>
        Assert.Equal(expected, Age.On(Day.Of(born), Day.Of(today)));
}
