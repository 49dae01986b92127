using System.ComponentModel;
using PartnerApi.GraphQL;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>A dimension by which counts are grouped.</summary>
[Description("A dimension by which counts are grouped.")]
internal enum EnrollmentDimension
{
    [Description("The month of the event.")]
    Month,

    [Description("The quarter of the event. Cells at the ends of the range can have fewer months: see `from` and `to`.")]
    Quarter,

    [Description("The year of the event. Cells at the ends of the range can have fewer months: see `from` and `to`.")]
    Year,

    [Description("The person's borough at the event.")]
    Borough,

    [Description("The person's age at the event.")]
    AgeBand,
}

/// <summary>The reason why a cell has no count.</summary>
[Description("The reason why a cell has no count.")]
internal enum EnrollmentNote
{
    [Description("The count would be misleading. Judging by the releases of the year before the cell's first month, it should be less than twice its margin of error; "
        + "if the cell begins with the first month, and for cards in force, an even share of the city's count decides. The city's counts are never left out.")]
    TooImprecise,
}

/// <summary>The result of an enrollment query.</summary>
[SchemaType("EnrollmentTable")]
[RequiresScopes(EnrollmentQueries.Scope)]
[Description("Enrollment counts over a range of months, computed from releases. Equivalent queries always return the same counts.")]
internal sealed class EnrollmentTable(EnrollmentRequest request, PublishedMonths all, MonthSpan range, Population population)
{
    // Computed once, even if several aliases select the cells.
    private readonly Lazy<List<EnrollmentCell>> cells = new(() => request.Answer(all, range, population));

    [Description("The cells, ordered by period, borough and age band. Cells without a count are included.")]
    public IReadOnlyList<EnrollmentCell> Cells => cells.Value;

    [Description("The margin of error (95 %) of a difference: for two cells that differ in this dimension alone, the true difference is within this of the difference "
        + "between their estimates, in 95 of 100 comparisons. If their estimates differ by more, the noise alone seldom explains it. If periods differ in their "
        + "number of months or their epsilon, it is the largest margin; with `runningTotal`, that of the first and the last period. Null if cells do "
        + "not differ in the dimension.")]
    public int? MarginOfDifference([Argument("The dimension in which two cells differ.")] EnrollmentDimension dimension) =>
        request.MarginOfDifference(dimension, all, range) is { } margin ? (int)Math.Ceiling(margin) : null;

    [Description("The releases that the cells are computed from, oldest first.")]
    public IReadOnlyList<ReleaseAnswer> Releases => [.. all.In(range).Select(month => new ReleaseAnswer(month))];
}

/// <summary>The result of a query for cards in force.</summary>
[SchemaType("CardsInForceTable")]
[RequiresScopes(EnrollmentQueries.Scope)]
[Description("The number of persons with a card in force, computed from releases: those in force at the beginning of the statistics, plus "
    + "issued cards, minus ended cards.")]
internal sealed class CardsInForceAnswer(CardsInForceRequest request, PublishedMonths all, MonthSpan range, Population population)
{
    // Computed once, even if several aliases select the cells.
    private readonly Lazy<List<EnrollmentCell>> cells = new(() => request.Answer(all, range, population));

    [Description("The cells, ordered by period, borough and age band. The count of a cell is that of its last month, `to`. Cells without a count are included.")]
    public IReadOnlyList<EnrollmentCell> Cells => cells.Value;

    [Description("The largest margin of error (95 %) of a difference between two cells that differ in this dimension alone. The difference between two months has only "
        + "the noise of the months between them: for two months, set `from` and `to` to them. Null if cells do not differ in the dimension.")]
    public int? MarginOfDifference([Argument("The dimension in which two cells differ.")] EnrollmentDimension dimension) =>
        request.MarginOfDifference(dimension, all, range) is { } margin ? (int)Math.Ceiling(margin) : null;
}

/// <summary>A cell of an enrollment query. Its figures are withheld if they are too imprecise.</summary>
[SchemaType("EnrollmentCell")]
[RequiresScopes(EnrollmentQueries.Scope)]
[Description("A count with its margin of error.")]
internal sealed class EnrollmentCell(MonthSpan span, bool isMonth, Borough? borough, AgeBand? band, Figure figure, long? residents)
{
    [Description("The first month of the cell.")]
    public Month From => span.First;

    [Description("The last month of the cell, inclusive.")]
    public Month To => span.Last;

    [Description("The month, if cells are grouped by month. Otherwise null.")]
    public Month? Month => isMonth ? span.First : null;

    [Description("The borough. Null if the cell is a sum over boroughs.")]
    public Borough? Borough => borough;

    [Description("The age band. Null if the cell is a sum over age bands.")]
    public AgeBand? AgeBand => band;

    [Description("The count: a whole number that is never negative, computed from counts with noise. The counts of a table add up. Null if it is too imprecise.")]
    public int? Count => figure.IsPublished ? checked((int)figure.Count) : null;

    [Description("The estimate from which the count was computed. It may be negative. Estimates are right on average, so use them for sums of your own. "
        + "Null if it is too imprecise.")]
    public double? Estimate => figure.IsPublished ? figure.Estimate : null;

    [Description("In 95 of 100 cases, the true count differs from the estimate by at most this. It depends on the noise alone. "
        + "For a sum over months, it is the margin of the sum. For cards in force, it is the margin of the count in the last month.")]
    public int MarginOfError => figure.Margin;

    [Description("The true count is between `low` and `high` in at least 95 of 100 cases. Null if it is too imprecise.")]
    public int? Low => figure.IsPublished ? checked((int)figure.Low) : null;

    [Description("The upper end of the interval that begins at `low`. Null if it is too imprecise.")]
    public int? High => figure.IsPublished ? checked((int)figure.High) : null;

    [Description("The residents of the borough and age band, or of the city, from a file of the operator. Null if there is no such file.")]
    public int? Residents => checked((int?)residents);

    [Description("The count per 1,000 residents, rounded to hundredths. Its margin of error is `marginOfError` times 1,000 divided by `residents`. Null if it is too "
        + "imprecise, or if there are no `residents`.")]
    public double? PerThousandResidents => figure.IsPublished && residents is { } all ? Math.Round(1000.0 * figure.Count / all, 2) : null;

    [Description("The reason why there is no count. Null if there is one.")]
    public EnrollmentNote? Note => figure.IsPublished ? null : EnrollmentNote.TooImprecise;
}

/// <summary>A released month.</summary>
[SchemaType("Release")]
[RequiresScopes(EnrollmentQueries.Scope)]
[Description("A released month. A release is final and never changes.")]
internal sealed class ReleaseAnswer(Publication publication)
{
    [Description("The month.")]
    public Month Month => publication.Month;

    [Description("The day of the release.")]
    public DateOnly PublishedOn => publication.PublishedOn;

    [Description("The privacy loss (epsilon of differential privacy) of a person counted in this month, in millionths.")]
    public int EpsilonMillionths => publication.SpentMillionths;

    [Description("The maximum privacy loss of a person over a lifetime, in millionths: this month's loss times the maximum number of months in which a person counts.")]
    public int LifetimeEpsilonMillionths => publication.SpentMillionths * publication.Content.MonthsPerHolder;

    [Description("The unspent privacy budget of the month, in millionths of epsilon. It cannot be spent, because the release destroyed the month's true counts.")]
    public int BudgetLeftMillionths => publication.Content.BudgetMillionths - publication.SpentMillionths;

    [Description("The mechanism and its version, as described in the data dictionary.")]
    public string Mechanism => publication.Content.Mechanism;
}

/// <summary>The expected accuracy of an enrollment query.</summary>
[SchemaType("EnrollmentPreview")]
[RequiresScopes(EnrollmentQueries.Scope)]
[Description("The accuracy of an `enrollment` query, computed from the noise alone. It does not use counts.")]
internal sealed class EnrollmentPreview(GridDimensions level, int cells, EstimateError error)
{
    [Description("The number of cells in the result.")]
    public int Cells => cells;

    [Description("The margin of error (95 %) of each cell of the longest period, if the months are released with the current settings.")]
    public int MarginOfError { get; } = (int)Math.Ceiling(error.Margin);

    [Description("The smallest expected count that is returned. If the releases of the year before make a smaller count likely, it is too imprecise. "
        + "0 for the city's counts, which are always returned.")]
    public int SmallestCount => FigureTable.IsAlwaysPublished(level) ? 0 : (int)Math.Ceiling(FigureTable.LeastCountInMargins * error.Margin);
}
