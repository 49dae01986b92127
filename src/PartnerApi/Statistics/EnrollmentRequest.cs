using System.Collections.Frozen;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>The periods and groups of a query in canonical form. Equivalent queries have the same cells.</summary>
/// <param name="Period">The length, in months, of the periods that have their own cells: 1, 3, or 12. Null if cells are not grouped by period.</param>
/// <param name="Groups">The dimensions by which cells are grouped, apart from periods.</param>
/// <param name="IsRunningTotal">Whether a period's cells are sums since the beginning of the range. False without periods.</param>
internal sealed record CellGrouping(int? Period, GridDimensions Groups, bool IsRunningTotal)
{
    private static readonly FrozenDictionary<EnrollmentDimension, int> Periods = new Dictionary<EnrollmentDimension, int>
    {
        [EnrollmentDimension.Month] = 1,
        [EnrollmentDimension.Quarter] = 3,
        [EnrollmentDimension.Year] = 12,
    }.ToFrozenDictionary();

    /// <summary>Creates the canonical form. The order and repetition of dimensions do not matter, nor do periods longer than another: they add no cells.</summary>
    public static CellGrouping Of(IReadOnlyList<EnrollmentDimension> by, bool isRunningTotal)
    {
        var groups = GridDimensions.None;
        if (by.Contains(EnrollmentDimension.Borough)) groups |= GridDimensions.Borough;
        if (by.Contains(EnrollmentDimension.AgeBand)) groups |= GridDimensions.AgeBand;
        var period = by.Where(Periods.ContainsKey).Select(one => (int?)Periods[one]).Min();
        return new CellGrouping(period, groups, isRunningTotal && period is not null);
    }

    /// <summary>Whether cells differ in a dimension that is a period.</summary>
    public bool HasPeriod(EnrollmentDimension dimension) => Periods.TryGetValue(dimension, out var period) && period == Period;

    /// <summary>The dimension of the grid in which cells differ; null if it is a period, or if cells do not differ in it.</summary>
    public GridDimensions? GroupOf(EnrollmentDimension dimension) => dimension switch
    {
        EnrollmentDimension.Borough when Groups.HasFlag(GridDimensions.Borough) => GridDimensions.Borough,
        EnrollmentDimension.AgeBand when Groups.HasFlag(GridDimensions.AgeBand) => GridDimensions.AgeBand,
        _ => null,
    };

    /// <summary>The periods of a range, or the whole range if cells are not grouped by period. In a running total, each begins with the range.</summary>
    public IEnumerable<MonthSpan> Spans(MonthSpan range)
    {
        if (Period is not { } period) return [range];
        var spans = MonthSpan.Divide(range.First, range.Last, period);
        return IsRunningTotal ? spans.Select(span => new MonthSpan(range.First, span.Last.Index - range.First.Index + 1)) : spans;
    }

    /// <summary>The number of cells over a range of months.</summary>
    public int CellCount(MonthSpan range) => EnrollmentGrid.CellsOf(Groups) * Spans(range).Count();

    /// <summary>The cells of one period, ordered by borough and age band.</summary>
    /// <param name="level">The level of the figures.</param>
    /// <param name="figures">The figures of the level.</param>
    /// <param name="kind">The event, if the level has events.</param>
    /// <param name="span">The months of the cells.</param>
    /// <param name="population">The residents of the cells.</param>
    public IEnumerable<EnrollmentCell> Cells(GridDimensions level, Figure[] figures, EnrollmentEvent kind, MonthSpan span, Population population)
    {
        var (byBorough, byBand) = (Groups.HasFlag(GridDimensions.Borough), Groups.HasFlag(GridDimensions.AgeBand));
        return
            from borough in byBorough ? Enum.GetValues<Borough>() : [default]
            from band in byBand ? Enum.GetValues<AgeBand>() : [default]
            let figure = figures[EnrollmentGrid.Index(level, borough, band, kind)]
            let place = byBorough ? (Borough?)borough : null
            let ages = byBand ? (AgeBand?)band : null
            select new EnrollmentCell(span, Period == 1, place, ages, figure, population.Of(place, ages));
    }
}

/// <summary>An enrollment query in canonical form. Every cell is computed from published values only.</summary>
/// <param name="Grouping">The periods and groups of its cells.</param>
/// <param name="Event">The requested event; null for the sum of issued and renewed cards.</param>
internal sealed record EnrollmentRequest(CellGrouping Grouping, EnrollmentEvent? Event)
{
    /// <summary>The level of the cells. Ended cards have a table of their own, without events.</summary>
    public GridDimensions Level => Event is null or EnrollmentEvent.Ended ? Grouping.Groups : Grouping.Groups | GridDimensions.Event;

    /// <summary>The cells over released months, ordered by period, borough and age band.</summary>
    public List<EnrollmentCell> Answer(PublishedMonths all, MonthSpan range, Population population)
    {
        var kind = Level.HasFlag(GridDimensions.Event) ? Event!.Value : EnrollmentEvent.Issued;
        return
        [
            .. Grouping.Spans(range).SelectMany(span => Grouping.Cells(Level, all.Figures(span, Event).Of(Level), kind, span, population)),
        ];
    }

    /// <summary>The margin of the difference between two cells that differ in one dimension; null if there are no such cells.</summary>
    public double? MarginOfDifference(EnrollmentDimension dimension, PublishedMonths all, MonthSpan range)
    {
        var spans = Grouping.Spans(range).Select(Splits);
        if (Grouping.HasPeriod(dimension)) return Grouping.IsRunningTotal ? BetweenTotals() : LargestMargin.BetweenPeriods(Level, spans);
        return Grouping.GroupOf(dimension) is { } differing ? LargestMargin.BetweenCells(Level, differing, spans) : null;

        IEnumerable<EpsilonSplit> Splits(MonthSpan span) => all.In(span).Select(month => (Event == EnrollmentEvent.Ended ? month.Ended : month.Cards).Split);

        // Two running totals differ by the months between them, which are the most between the first and the last.
        double? BetweenTotals()
        {
            var first = Grouping.Spans(range).First();
            if (first == range) return null;
            return EstimateError.Of(Level, MeasuredMonths.Of(Splits(new MonthSpan(first.Last.Next, range.Length - first.Length)))).Margin;
        }
    }

    /// <summary>The expected error of each cell of the longest period, with an epsilon for each month.</summary>
    public EstimateError ExpectedError(MonthSpan range, int epsilonMillionths)
    {
        var split = Event == EnrollmentEvent.Ended ? EpsilonSplit.WithoutEvents(epsilonMillionths) : EpsilonSplit.Of(epsilonMillionths);
        return EstimateError.Of(Level, [new MeasuredMonths(split, Grouping.Spans(range).Max(span => span.Length))]);
    }
}

/// <summary>A query for the cards in force, in the last month of each period, or of the range if cells are not grouped by period.</summary>
internal sealed record CardsInForceRequest(CellGrouping Grouping)
{
    /// <summary>The cells over released months, ordered by month, borough and age band.</summary>
    public List<EnrollmentCell> Answer(PublishedMonths all, MonthSpan range, Population population) =>
    [
        .. Grouping.Spans(range).SelectMany(span =>
            Grouping.Cells(Grouping.Groups, all.InForce(span.Last).Of(Grouping.Groups), EnrollmentEvent.Issued, span, population)),
    ];

    /// <summary>
    /// The largest margin of the difference between two cells that differ in one dimension; null if there are no such cells. It grows with the months since the
    /// beginning, or with those between two cells.
    /// </summary>
    public double? MarginOfDifference(EnrollmentDimension dimension, PublishedMonths all, MonthSpan range)
    {
        if (Grouping.GroupOf(dimension) is { } differing) return all.InForce(range.Last).MarginOfDifference(Grouping.Groups, differing);
        var first = Grouping.Spans(range).First().Last;
        if (!Grouping.HasPeriod(dimension) || first == range.Last) return null;
        var between = all.In(new MonthSpan(first.Next, range.Last.Index - first.Index)).ToList();
        return EstimateError.OfCardsInForce(
            Grouping.Groups,
            GridDimensions.None,
            MeasuredMonths.Of(between.Select(month => month.Cards.Split)),
            MeasuredMonths.Of(between.Select(month => month.Ended.Split))).Margin;
    }
}
