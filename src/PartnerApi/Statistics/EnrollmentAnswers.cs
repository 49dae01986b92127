using System.Collections.Immutable;
using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Policy;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>What cells can be told apart by.</summary>
[Description("What cells can be told apart by.")]
internal enum EnrollmentDimension
{
    [Description("The month of the event.")]
    Month,

    [Description("Where the person lived at the event.")]
    Borough,

    [Description("The person's age at the event.")]
    AgeBand,
}

/// <summary>Why a cell has no count.</summary>
[Description("Why a cell has no count.")]
internal enum EnrollmentNote
{
    [Description("The noise could be more than half of the count, so the count would mislead. It is decided on the published value, which has the noise in it.")]
    TooImprecise,
}

/// <summary>An answer to a question about enrollment.</summary>
[SchemaType("EnrollmentTable")]
[RequiresScopes(EnrollmentQueries.Scope)]
[Description("Enrollment over some months, out of what was released. The same question has the same figures for ever, in whatever words it is asked.")]
internal sealed class EnrollmentTable(EnrollmentRequest request, ImmutableArray<Publication> months)
{
    /// <summary>The cells.</summary>
    [Description("The cells, by month, borough and age band. All are there, also those without a count.")]
    public IReadOnlyList<EnrollmentCell> Cells => request.Answer(months);

    /// <summary>Where they come from.</summary>
    [Description("The releases that the cells come from, the oldest first.")]
    public IReadOnlyList<ReleaseAnswer> Releases => [.. months.Select(month => new ReleaseAnswer(month))];
}

/// <summary>One cell.</summary>
[SchemaType("EnrollmentCell")]
[RequiresScopes(EnrollmentQueries.Scope)]
[Description("A count with its margin of error.")]
internal sealed class EnrollmentCell(Month? month, Borough? borough, AgeBand? band, long count, int margin)
{
    private bool IsLogged => count >= (long)EnrollmentRequest.LeastCountInMargins * margin;

    /// <summary>The month, when cells are told apart by it.</summary>
    [Description("The month; null when the cell is a sum over months.")]
    public Month? Month => month;

    /// <summary>The borough, when cells are told apart by it.</summary>
    [Description("The borough; null when the cell is a sum over boroughs.")]
    public Borough? Borough => borough;

    /// <summary>The age band, when cells are told apart by it.</summary>
    [Description("The ages; null when the cell is a sum over them.")]
    public AgeBand? AgeBand => band;

    /// <summary>The count.</summary>
    [Description("How many, with noise: the true count is nearer than the margin of error in 95 of 100 cases. Null when it is too small to tell.")]
    public int? Count => IsLogged ? checked((int)count) : null;

    /// <summary>The margin.</summary>
    [Description("The margin of error (95 %). For a sum over months it is that of the sum.")]
    public int MarginOfError => margin;

    /// <summary>Why there is no count.</summary>
    [Description("Why there is no count; null when there is one.")]
    public EnrollmentNote? Note => IsLogged ? null : EnrollmentNote.TooImprecise;
}

/// <summary>A month that was released.</summary>
[SchemaType("Release")]
[RequiresScopes(EnrollmentQueries.Scope)]
[Description("A month that was released: once, for ever.")]
internal sealed class ReleaseAnswer(Publication publication)
{
    /// <summary>Which month.</summary>
    [Description("The month.")]
    public Month Month => publication.Month;

    /// <summary>When.</summary>
    [Description("The day on which it was published.")]
    public DateOnly PublishedOn => publication.PublishedOn;

    /// <summary>The month's epsilon.</summary>
    [Description("The privacy loss (epsilon of differential privacy) of a person who is counted in this month, in millionths.")]
    public int EpsilonMillionths => publication.SpentMillionths;

    /// <summary>A lifetime's epsilon.</summary>
    [Description("The most that a person can lose over a lifetime, in millionths of epsilon: this month's, times the months in which a person counts at most.")]
    public int LifetimeEpsilonMillionths => publication.SpentMillionths * publication.Content.MonthsPerHolder;

    /// <summary>What is left.</summary>
    [Description("What is left of the month's privacy budget, in millionths of epsilon. Nothing can spend it: the month's counts were destroyed with the release.")]
    public int BudgetLeftMillionths => publication.Content.BudgetMillionths - publication.SpentMillionths;

    /// <summary>How it was made.</summary>
    [Description("The way in which it was made; the data dictionary describes it.")]
    public string Mechanism => publication.Content.Mechanism;
}

/// <summary>What accuracy a question will have.</summary>
[SchemaType("EnrollmentPreview")]
[RequiresScopes(EnrollmentQueries.Scope)]
[Description("What accuracy a question will have. It is worked out from the noise alone: no count is looked at.")]
internal sealed class EnrollmentPreview(int cells, double standardError)
{
    /// <summary>How many cells.</summary>
    [Description("How many cells the answer will have.")]
    public int Cells => cells;

    /// <summary>The margin to be expected.</summary>
    [Description("The margin of error (95 %) that a count of ordinary size will have, about.")]
    public int MarginOfError { get; } = (int)Math.Ceiling(EnrollmentRequest.MarginFactor * standardError);

    /// <summary>The smallest count.</summary>
    [Description("The smallest count that will be told, about; smaller ones are too small to tell.")]
    public int SmallestCount => EnrollmentRequest.LeastCountInMargins * MarginOfError;
}
