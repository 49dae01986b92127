using System.Collections.Immutable;
using System.ComponentModel;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Policy.Statistics;
using PartnerApi.Requests;

namespace PartnerApi.Statistics;

/// <summary>The queries for analysts. They read releases only.</summary>
[QueryFields]
internal sealed class EnrollmentQueries(Publications publications, StatisticsSettings settings)
{
    public const string Scope = "statistics:read";

    private const int MostMonths = 1200;

    private const string ByText =
        "The dimensions by which counts are grouped. Of `MONTH`, `QUARTER`, and `YEAR`, the shortest one decides. If empty, the result is one sum.";

    private static readonly GatewayError RangeInvalid = new(
        StatisticsErrorCodes.RangeInvalid, "'from' must not be after 'to' or before the first counted month.");
    private static readonly GatewayError TooManyMonths = GatewayError.Limit("months", MostMonths, $"The range must not exceed {MostMonths} months.");

    [MostPerRequest(4)]
    [RequiresScopes(Scope)]
    [Description("The number of cards issued and renewed, computed from releases. Noise was added to each month once, before its release.")]
    public Outcome<EnrollmentTable> Enrollment(
        GatewayRequest request,
        [Argument(ByText)] IReadOnlyList<EnrollmentDimension> by,
        [Argument("The first month. Default: the month of the first release.")] Month? from = null,
        [Argument("The last month, inclusive. Default: the month of the last release.")] Month? to = null,
        [Argument("The event to count. Default: the sum of both events.")] EnrollmentEvent? @event = null)
    {
        var all = publications.In(request.Session);
        if (all.IsEmpty) return NotYetReleased(all);
        var (first, last) = (from ?? all[0].Month, to ?? all[^1].Month);
        if (!IsRange(all, first, last)) return RangeInvalid;
        if (last > all[^1].Month) return NotYetReleased(all);

        // Releases follow one another without a gap.
        return new EnrollmentTable(EnrollmentRequest.Of(by, @event), all, first.Index - all[0].Month.Index, last.Index - first.Index + 1);
    }

    [MostPerRequest(4)]
    [RequiresScopes(Scope)]
    [Description("The expected accuracy of an `enrollment` query with the same arguments. The range may include future months.")]
    public Outcome<EnrollmentPreview> EnrollmentPreview(
        GatewayRequest request,
        [Argument(ByText)] IReadOnlyList<EnrollmentDimension> by,
        [Argument("The first month. Default: the month of the first release.")] Month? from = null,
        [Argument("The last month, inclusive. Default: the month of the last release.")] Month? to = null,
        [Argument("The event to count. Default: the sum of both events.")] EnrollmentEvent? @event = null)
    {
        var all = publications.In(request.Session);
        if (all.IsEmpty && (from is null || to is null)) return NotYetReleased(all);
        var (first, last) = (from ?? all[0].Month, to ?? all[^1].Month);
        if (!IsRange(all, first, last)) return RangeInvalid;
        var months = last.Index - first.Index + 1;
        if (months > MostMonths) return TooManyMonths;
        var requested = EnrollmentRequest.Of(by, @event);
        var summed = new MeasuredMonths(EpsilonSplit.Of(settings.EpsilonMillionths), requested.LongestPeriod(first, months));
        return new EnrollmentPreview(requested.Dimensions, requested.CellCount(first, months), EstimateError.Of(requested.Dimensions, [summed]));
    }

    [MostPerRequest(1)]
    [RequiresScopes(Scope)]
    [Description("All released months, oldest first.")]
    public Outcome<IReadOnlyList<ReleaseAnswer>> Releases(GatewayRequest request) =>
        publications.In(request.Session).Select(month => new ReleaseAnswer(month)).ToArray();

    private bool IsRange(ImmutableArray<Publication> all, Month first, Month last) =>
        first <= last && first >= (all.IsEmpty ? settings.FirstMonth : all[0].Month);

    private static GatewayError NotYetReleased(ImmutableArray<Publication> all) => new(
        StatisticsErrorCodes.NotYetReleased,
        "A month in the range is not released yet. Query 'releases' for the released months.",
        all.IsEmpty ? null : new Dictionary<string, object?> { ["releasedTo"] = all[^1].Month.ToString() });
}
