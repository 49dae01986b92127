using PartnerApi.Policy.Statistics;

namespace PartnerApi.Policy.Tests.Statistics;

public class MonthTests
{
    [Theory]
    [InlineData("2016-03-01", 2016, 3, "2016-03")]
    [InlineData("2016-02-29", 2016, 2, "2016-02")]
    [InlineData("2015-12-31", 2015, 12, "2015-12")]
    [InlineData("2016-01-01", 2016, 1, "2016-01")]
    [InlineData("0001-01-01", 1, 1, "0001-01")]
    [InlineData("9999-12-31", 9999, 12, "9999-12")]
    public void Month_of_a_day_has_the_right_year_number_and_text(string day, int year, int number, string text)
    {
        var month = Month.Of(Day.Of(day));
        Assert.Equal(new Month(year, number), month);
        Assert.Equal((year, number), (month.Year, month.Number));
        Assert.Equal(text, month.ToString());
        Assert.Equal(new DateOnly(year, number, 1), month.FirstDay);
        Assert.True(Month.TryParse(text, out var parsed));
        Assert.Equal(month, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2016")]
    [InlineData("2016-3")]
    [InlineData("2016-00")]
    [InlineData("2016-13")]
    [InlineData("0000-01")]
    [InlineData("16-03")]
    [InlineData("2016-03-01")]
    [InlineData(" 2016-03")]
    [InlineData("2016-03 ")]
    [InlineData("2016/03")]
    [InlineData("-2016-03")]
    [InlineData("２０１６-03")]
    public void Other_text_is_rejected(string text)
    {
        Assert.False(Month.TryParse(text, out var month));
        Assert.Equal(default, month);
    }

    [Fact]
    public void Next_month_crosses_the_end_of_a_year()
    {
        var (november, january) = (new Month(2015, 11), new Month(2016, 1));
        Assert.Equal(["2015-11", "2015-12", "2016-01"], Month.Range(november, january).Select(month => month.ToString()));
        Assert.Equal([january], Month.Range(january, january));
        Assert.Empty(Month.Range(january, november));
        Assert.Equal(january, november.Next.Next);
    }

    [Fact]
    public void Months_are_ordered_by_time()
    {
        var (earlier, later) = (new Month(2015, 12), new Month(2016, 1));
        Assert.True(earlier < later && earlier <= later && later > earlier && later >= earlier);
        Assert.False(later < earlier || later <= earlier || earlier > later || earlier >= later);
        Assert.True(earlier <= new Month(2015, 12) && earlier >= new Month(2015, 12));
        Assert.True(earlier.CompareTo(later) < 0);
    }
}
