using System.Collections.Immutable;
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

    [Description("The person's borough at the event.")]
    Borough,

    [Description("The person's age at the event.")]
    AgeBand,
}

/// <summary>The reason why a cell has no count.</summary>
[Description("The reason why a cell has no count.")]
internal enum EnrollmentNote
{
    [Description("The noise may exceed half of the count, so the count would be misleading. The decision depends only on the published value, which includes the noise.")]
    TooImprecise,
}

/// <summary>The result of an enrollment query.</summary>
[SchemaType("EnrollmentTable")]
[RequiresScopes(EnrollmentQueries.Scope)]
[Description("Enrollment counts over a range of months, computed from releases. Equivalent queries always return the same counts.")]
internal sealed class EnrollmentTable(EnrollmentRequest request, ImmutableArray<Publication> months)
{
    [Description("The cells, ordered by month, borough and age band. Cells without a count are included.")]
    public IReadOnlyList<EnrollmentCell> Cells => request.Answer(months);

    [Description("The releases that the cells are computed from, oldest first.")]
    public IReadOnlyList<ReleaseAnswer> Releases => [.. months.Select(month => new ReleaseAnswer(month))];
}

/// <summary>A cell of an enrollment query. Its count is withheld if it is too imprecise.</summary>
[SchemaType("EnrollmentCell")]
[RequiresScopes(EnrollmentQueries.Scope)]
[Description("A count with its margin of error.")]
internal sealed class EnrollmentCell(Month? month, Borough? borough, AgeBand? band, long count, int margin)
{
    private bool IsDisclosed => count >= (long)EnrollmentRequest.LeastCountInMargins * margin;

    [Description("The month. Null if the cell is a sum over months.")]
    public Month? Month => month;

    [Description("The borough. Null if the cell is a sum over boroughs.")]
    public Borough? Borough => borough;

    [Description("The age band. Null if the cell is a sum over age bands.")]
    public AgeBand? AgeBand => band;

    [Description("The count, with noise. In 95 of 100 cases, it differs from the true count by at most the margin of error. Null if it is too imprecise.")]
    public int? Count => IsDisclosed ? checked((int)count) : null;

    [Description("The margin of error (95 %) of the count. For a sum over months, the margin of the sum.")]
    public int MarginOfError => margin;

    [Description("The reason why there is no count. Null if there is one.")]
    public EnrollmentNote? Note => IsDisclosed ? null : EnrollmentNote.TooImprecise;
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
[Description("The expected accuracy of an `enrollment` query, computed from the noise alone. It does not use counts.")]
internal sealed class EnrollmentPreview(int cells, double standardError)
{
    [Description("The number of cells in the result.")]
    public int Cells => cells;

    [Description("The approximate margin of error (95 %) of a count of typical size.")]
    public int MarginOfError { get; } = (int)Math.Ceiling(EnrollmentRequest.MarginFactor * standardError);

    [Description("The approximate smallest count that is returned. Smaller counts are too imprecise.")]
    public int SmallestCount => EnrollmentRequest.LeastCountInMargins * MarginOfError;
}
