using System.Collections.Immutable;
using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Policy.Statistics;

namespace PartnerApi.Statistics;

/// <summary>What analysts may ask: releases, and nothing but releases.</summary>
[QueryFields]
internal sealed class EnrollmentQueries(Publications publications, StatisticsSettings settings)
{
    /// <summary>What a token must carry.</summary>
    public const string Scope = "statistics:read";

    private const int MostMonths = 1200;

    private static readonly GatewayError RangeInvalid = new(
        StatisticsErrorCodes.RangeInvalid, "'from' is a month not after 'to', and not before the first month that is counted.");
    private static readonly GatewayError TooManyMonths = GatewayError.Limit("months", MostMonths, $"A question reaches over at most {MostMonths} months.");

    /// <summary>A table of counts.</summary>
    [MostPerRequest(4)]
    [RequiresScopes(Scope)]
    [Description("How many cards were issued and renewed. Answered from releases only: noise was added to each month once, before it was published.")]
    public Outcome<EnrollmentTable> Enrollment(
        GatewayRequest request,
        [Argument("What cells are told apart by; with none, there is one sum.")] IReadOnlyList<EnrollmentDimension> by,
        [Argument("The first month; that of the first release when it is not given.")] Month? from = null,
        [Argument("The last month, inclusive; that of the last release when it is not given.")] Month? to = null,
        [Argument("Only this event; both together when it is not given.")] EnrollmentEvent? @event = null)
    {
        var all = publications.In(request.Session);
        if (all.IsEmpty) return NotYetReleased(all);
        var (first, last) = (from ?? all[0].Month, to ?? all[^1].Month);
        if (!IsRange(all, first, last)) return RangeInvalid;
        if (last > all[^1].Month) return NotYetReleased(all);

        // Releases follow one another without a gap.
        var months = all.Slice(first.Index - all[0].Month.Index, last.Index - first.Index + 1);
        return new EnrollmentTable(EnrollmentRequest.Of(by, @event), months);
    }

    /// <summary>The accuracy of a table of counts.</summary>
    [MostPerRequest(4)]
    [RequiresScopes(Scope)]
    [Description("What accuracy the same question to `enrollment` will have, also over months that are still to come.")]
    public Outcome<EnrollmentPreview> EnrollmentPreview(
        GatewayRequest request,
        [Argument("What cells are told apart by; with none, there is one sum.")] IReadOnlyList<EnrollmentDimension> by,
        [Argument("The first month; that of the first release when it is not given.")] Month? from = null,
        [Argument("The last month, inclusive; that of the last release when it is not given.")] Month? to = null,
        [Argument("Only this event; both together when it is not given.")] EnrollmentEvent? @event = null)
    {
        var all = publications.In(request.Session);
        if (all.IsEmpty && (from is null || to is null)) return NotYetReleased(all);
        var (first, last) = (from ?? all[0].Month, to ?? all[^1].Month);
        if (!IsRange(all, first, last)) return RangeInvalid;
        var months = last.Index - first.Index + 1;
        if (months > MostMonths) return TooManyMonths;
        var asked = EnrollmentRequest.Of(by, @event);
        var ofMonth = EnrollmentAccuracy.StandardError(EpsilonSplit.Of(settings.EpsilonMillionths), asked.Dimensions);
        return new EnrollmentPreview(asked.CellCount(months), asked.ByMonth ? ofMonth : ofMonth * Math.Sqrt(months));
    }

    /// <summary>What was released.</summary>
    [MostPerRequest(1)]
    [RequiresScopes(Scope)]
    [Description("Every month that was released, the oldest first.")]
    public Outcome<IReadOnlyList<ReleaseAnswer>> Releases(GatewayRequest request) =>
        publications.In(request.Session).Select(month => new ReleaseAnswer(month)).ToArray();

    private bool IsRange(ImmutableArray<Publication> all, Month first, Month last) =>
        first <= last && first >= (all.IsEmpty ? settings.FirstMonth : all[0].Month);

    private static GatewayError NotYetReleased(ImmutableArray<Publication> all) => new(
        StatisticsErrorCodes.NotYetReleased,
        "A month of the range is not released yet. 'releases' lists those that are.",
        all.IsEmpty ? null : new Dictionary<string, object?> { ["releasedTo"] = all[^1].Month.ToString() });
}
