using System.Globalization;

namespace PartnerApi.Policy.Statistics;

/// <summary>A month of the city's calendar, written as <c>2016-03</c>.</summary>
/// <param name="Index">Months since January of year 0. This is the stored form.</param>
public readonly record struct Month(int Index) : IComparable<Month>
{
    private const string Form = "yyyy-MM";
    private const int PerYear = 12;

    /// <summary>Creates a month from its year and number, from 1.</summary>
    public Month(int year, int number)
        : this((year * PerYear) + number - 1)
    {
    }

    /// <summary>The year.</summary>
    public int Year => Index / PerYear;

    /// <summary>The number of the month in the year, from 1.</summary>
    public int Number => (Index % PerYear) + 1;

    /// <summary>The next month.</summary>
    public Month Next => new(Index + 1);

    /// <summary>The month before.</summary>
    public Month Previous => new(Index - 1);

    /// <summary>The first day.</summary>
    public DateOnly FirstDay => new(Year, Number, 1);

    /// <summary>The month of a day.</summary>
    public static Month Of(DateOnly day) => new(day.Year, day.Month);

    /// <summary>Parses a month like <c>2016-03</c>. Other forms are rejected.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Month month)
    {
        var isMonth = DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        month = isMonth ? Of(day) : default;
        return isMonth;
    }

    /// <summary>The months from one to another, both inclusive; empty if the second is before the first.</summary>
    public static IEnumerable<Month> Range(Month from, Month to)
    {
        for (var month = from; month <= to; month = month.Next) yield return month;
    }

    /// <inheritdoc/>
    public int CompareTo(Month other) => Index.CompareTo(other.Index);

    /// <summary>Whether one is before another.</summary>
    public static bool operator <(Month left, Month right) => left.Index < right.Index;

    /// <summary>Whether one is after another.</summary>
    public static bool operator >(Month left, Month right) => left.Index > right.Index;

    /// <summary>Whether one is before another or equal.</summary>
    public static bool operator <=(Month left, Month right) => left.Index <= right.Index;

    /// <summary>Whether one is after another or equal.</summary>
    public static bool operator >=(Month left, Month right) => left.Index >= right.Index;

    /// <summary>The month as text, such as <c>2016-03</c>.</summary>
    public override string ToString() => FirstDay.ToString(Form, CultureInfo.InvariantCulture);
}
