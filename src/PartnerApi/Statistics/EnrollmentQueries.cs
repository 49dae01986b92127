using System.ComponentModel;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Policy.Statistics;
using PartnerApi.Requests;

namespace PartnerApi.Statistics;

/// <summary>The queries for analysts. They read releases only.</summary>
[QueryFields]
[ReadsStore]
internal sealed class EnrollmentQueries(Publications publications, StatisticsSettings settings, Population population)
{
    public const string Scope = "statistics:read";

    private const int MostMonths = 1200;

    private const string ByText =
        "The dimensions by which counts are grouped. Of `MONTH`, `QUARTER`, and `YEAR`, the shortest one decides. If empty, the result is one sum.";

    private const string RunningText =
        "If true, the cells of a month, quarter, or year are sums from the first month of the range to the last month of the period: see `from` and "
        + "`to`. Default: false.";

    private static readonly GatewayError RangeInvalid = new(
        StatisticsErrorCodes.RangeInvalid, "'from' must not be after 'to' or before the first counted month.");
    private static readonly GatewayError TooManyMonths = GatewayError.Limit("months", MostMonths, $"The range must not exceed {MostMonths} months.");

    [MostPerRequest(4)]
    [RequiresScopes(Scope)]
    [Description("The number of cards issued, renewed, or ended, computed from releases. Noise was added to each month once, before its release.")]
    public Outcome<EnrollmentTable> Enrollment(
        GatewayRequest request,
        [Argument(ByText)] IReadOnlyList<EnrollmentDimension> by,
        [Argument("The first month. Default: the first released month.")] Month? from = null,
        [Argument("The last month, inclusive. Default: the last released month.")] Month? to = null,
        [Argument("The event to count. Default: the sum of issued and renewed cards.")] EnrollmentEvent? @event = null,
        [Argument(RunningText)] bool runningTotal = false)
    {
        var all = publications.In(request.Session);
        if (FindReleased(all, from, to, out var range) is { } error) return error;
        return new EnrollmentTable(new EnrollmentRequest(CellGrouping.Of(by, runningTotal), @event), all, range, population);
    }

    [MostPerRequest(4)]
    [RequiresScopes(Scope)]
    [Description("The number of persons with a card in force on at least one day of a month, computed from releases. Borough and age are those at the time when the "
        + "person was issued a card, or at the beginning of the statistics; a renewal in time does not change them. The margin of error "
        + "grows with the months since the beginning of the statistics.")]
    public Outcome<CardsInForceAnswer> CardsInForce(
        GatewayRequest request,
        [Argument("The dimensions by which counts are grouped. Of `MONTH`, `QUARTER`, and `YEAR`, the shortest one decides. If empty, the result is the count "
            + "of the last month.")]
        IReadOnlyList<EnrollmentDimension> by,
        [Argument("The first month. Default: the first released month.")] Month? from = null,
        [Argument("The last month, inclusive. Default: the last released month.")] Month? to = null)
    {
        var all = publications.In(request.Session);
        if (FindReleased(all, from, to, out var range) is { } error) return error;
        return new CardsInForceAnswer(new CardsInForceRequest(CellGrouping.Of(by, isRunningTotal: false)), all, range, population);
    }

    [MostPerRequest(4)]
    [RequiresScopes(Scope)]
    [Description("The expected accuracy of an `enrollment` query with the same arguments. The range may include future months.")]
    public Outcome<EnrollmentPreview> EnrollmentPreview(
        GatewayRequest request,
        [Argument(ByText)] IReadOnlyList<EnrollmentDimension> by,
        [Argument("The first month. Default: the first released month.")] Month? from = null,
        [Argument("The last month, inclusive. Default: the last released month.")] Month? to = null,
        [Argument("The event to count. Default: the sum of issued and renewed cards.")] EnrollmentEvent? @event = null,
        [Argument(RunningText)] bool runningTotal = false)
    {
        var all = publications.In(request.Session);
        if (all.IsEmpty && (from is null || to is null)) return NotYetReleased(all);
        var (first, last) = (from ?? all.First, to ?? all.Last);
        if (!IsRange(all, first, last)) return RangeInvalid;
        var range = new MonthSpan(first, last.Index - first.Index + 1);
        if (range.Length > MostMonths) return TooManyMonths;
        var requested = new EnrollmentRequest(CellGrouping.Of(by, runningTotal), @event);
        return new EnrollmentPreview(requested.Level, requested.Grouping.CellCount(range), requested.ExpectedError(range, settings.EpsilonMillionths));
    }

    [MostPerRequest(1)]
    [RequiresScopes(Scope)]
    [Description("All released months, oldest first.")]
    public Outcome<IReadOnlyList<ReleaseAnswer>> Releases(GatewayRequest request) =>
        publications.In(request.Session).Months.Select(month => new ReleaseAnswer(month)).ToArray();

    [MostPerRequest(1)]
    [RequiresScopes(Scope)]
    [Description("The first release: the cards in force in the month before the first one. A person counted in it spends one of their months. Null until "
        + "it is published.")]
    public ReleaseAnswer? OpeningRelease(GatewayRequest request) =>
        publications.In(request.Session).Opening is { } opening ? new ReleaseAnswer(opening) : null;

    private GatewayError? FindReleased(PublishedMonths all, Month? from, Month? to, out MonthSpan range)
    {
        range = default;
        if (all.IsEmpty) return NotYetReleased(all);
        var (first, last) = (from ?? all.First, to ?? all.Last);
        if (!IsRange(all, first, last)) return RangeInvalid;
        if (last > all.Last) return NotYetReleased(all);
        range = new MonthSpan(first, last.Index - first.Index + 1);
        return null;
    }

    private bool IsRange(PublishedMonths all, Month first, Month last) => first <= last && first >= (all.Opening?.Month.Next ?? settings.FirstMonth);

    private static GatewayError NotYetReleased(PublishedMonths all) => new(
        StatisticsErrorCodes.NotYetReleased,
        "A month in the range is not released yet. Query 'releases' for the released months.",
        all.IsEmpty ? null : new Dictionary<string, object?> { ["releasedTo"] = all.Last.ToString() });
}
