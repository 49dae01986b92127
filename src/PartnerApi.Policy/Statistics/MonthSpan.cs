namespace PartnerApi.Policy.Statistics;

/// <summary>Consecutive months that have one figure: a month, a quarter, a year, or the part of one that is in a range.</summary>
/// <param name="First">The first month.</param>
/// <param name="Length">The number of months.</param>
public readonly record struct MonthSpan(Month First, int Length)
{
    /// <summary>The last month.</summary>
    public Month Last => new(First.Index + Length - 1);

    /// <summary>Divides a range into the city's months (size 1), quarters (3), or years (12). The first and the last of them can be incomplete.</summary>
    public static IEnumerable<MonthSpan> Divide(Month from, Month to, int size)
    {
        for (var first = from; first <= to;)
        {
            var next = new Month(Math.Min(((first.Index / size) + 1) * size, to.Index + 1));
            yield return new MonthSpan(first, next.Index - first.Index);
            first = next;
        }
    }
}
