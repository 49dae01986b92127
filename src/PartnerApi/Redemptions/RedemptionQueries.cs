using System.ComponentModel;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Quotas;
using PartnerApi.Requests;

namespace PartnerApi.Redemptions;

/// <summary>The caller's own redemptions, as a connection (Relay Cursor Connections).</summary>
[QueryFields]
[ReadsStore]
internal sealed class RedemptionQueries(CityClock clock, QuotaGate quotas, RedemptionDisclosures disclosures)
{
    private const string Operation = "redemptions";
    private const int MostOfPage = 100;
    private const int UsualPage = 50;

    private static readonly GatewayError CursorInvalid = new(
        ErrorCode.CursorInvalid, "'after' is not a cursor of the caller's redemptions. Pass the 'endCursor' of the previous page.");

    private static readonly GatewayError PageTooLong = GatewayError.Limit("first", MostOfPage, $"'first' must be between 1 and {MostOfPage}.");

    private static readonly GatewayError TooMany = GatewayError.Limit(
        "redemptions", MostOfPage, $"A request may return at most {MostOfPage} redemptions, cards and subjects in total. Split it.");

    [MostPerRequest(4)]
    [RequiresScopes("benefit:redeem")]
    [Description("Lists the caller's redemptions, including reversed ones: newest hour first, and in a fixed order within an hour. Redemptions made after the "
        + "first page was read do not change the pages that follow.")]
    public Outcome<RedemptionConnection> Redemptions(
        GatewayRequest request,
        [Argument("The largest number of redemptions to return, at most 100.")] int? first = UsualPage,
        [Argument("The cursor after which the page begins. Omit it to begin with the newest redemption.")] string? after = null,
        [Argument("Returns only redemptions of this benefit."), Id] string? benefit = null,
        [Argument("Returns only redemptions on or after this day.")] DateOnly? from = null,
        [Argument("Returns only redemptions on or before this day.")] DateOnly? to = null)
    {
        var most = first ?? UsualPage;
        if (most is < 1 or > MostOfPage) return PageTooLong;
        var key = request.Caller.SectorKey;
        if ((after is null ? RedemptionPosition.Start(clock.Now) : RedemptionPosition.Open(key, after)) is not { } position) return CursorInvalid;

        // A text that cannot be a benefit's id has no redemptions. It is not queried, because PostgreSQL rejects some texts.
        if (benefit is not null && !ShortNames.Allow(benefit)) return new RedemptionConnection([], after is not null, hasNext: false);

        // One row more than requested shows whether there is a next page.
        var rows = List(request, new RedemptionFilter(benefit, from, to, position), most + 1, isFirst: after is null);
        var page = rows.Count > most ? rows[..most] : rows;
        if (request.CountCards(page.Count) > MostOfPage) return TooMany;
        foreach (var _ in page)
        {
            if (quotas.AdmitRepeated(request) is { } refusal) return refusal;
        }
        return new RedemptionConnection([.. page.Select(row => Edge(row, position, request))], after is not null, rows.Count > most);
    }

    // Omits rows redeemed after the first page was read. Only the hour of that page can have any.
    private static List<RedemptionRow> List(GatewayRequest request, RedemptionFilter filter, int most, bool isFirst)
    {
        var (session, partner, key) = (request.Session, request.Caller.PartnerId, request.Caller.SectorKey);
        if (isFirst) return RedemptionReader.List(session, partner, filter, most);
        var (kept, asOf) = (new List<RedemptionRow>(most), filter.After.AsOf);
        while (true)
        {
            var rows = RedemptionReader.List(session, partner, filter, most);
            kept.AddRange(rows.Where(row => PartnerCipher.Open(key, row.Sealed, row.Id).RedeemedAt.UtcTicks <= asOf).Take(most - kept.Count));
            if (kept.Count == most || rows.Count < most) return kept;
            filter = filter with { After = new RedemptionPosition(asOf, rows[^1].Hour, rows[^1].Id) };
        }
    }

    private RedemptionEdge Edge(RedemptionRow row, in RedemptionPosition position, GatewayRequest request)
    {
        var cursor = (position with { Hour = row.Hour, Id = row.Id }).Seal(request.Caller.SectorKey);
        return new RedemptionEdge(cursor, new RedemptionAnswer(row, request.Caller.SectorKey, disclosures.Of(row, Operation, request)));
    }
}

/// <summary>A page of redemptions.</summary>
[SchemaType("RedemptionConnection")]
[RequiresScopes("benefit:redeem")]
[Description("A page of redemptions.")]
internal sealed class RedemptionConnection(IReadOnlyList<RedemptionEdge> edges, bool hasPrevious, bool hasNext)
{
    [Description("The redemptions of the page, each with its cursor.")]
    public IReadOnlyList<RedemptionEdge> Edges => edges;

    [Description("Whether there are other pages, and the first and last cursor of this page.")]
    public PageInfo PageInfo => new(hasPrevious, hasNext, edges is [var first, ..] ? first.Cursor : null, edges is [.., var last] ? last.Cursor : null);
}

/// <summary>A redemption and its cursor.</summary>
[SchemaType("RedemptionEdge")]
[RequiresScopes("benefit:redeem")]
[Description("A redemption and its cursor.")]
internal sealed class RedemptionEdge(string cursor, RedemptionAnswer redemption)
{
    [Description("The opaque cursor of the redemption. Pass it as `after` to get the redemptions that follow.")]
    public string Cursor => cursor;

    [Description("The redemption.")]
    public RedemptionAnswer Node => redemption;
}
