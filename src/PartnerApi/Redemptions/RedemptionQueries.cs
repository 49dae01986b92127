using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Quotas;

namespace PartnerApi.Redemptions;

/// <summary>The caller's own redemptions, as a connection (Relay Cursor Connections).</summary>
[QueryFields]
internal sealed class RedemptionQueries(CityClock clock, QuotaGate quotas, RedemptionDisclosures telling)
{
    private const string Operation = "redemptions";
    private const int MostOfPage = 100;
    private const int UsualPage = 50;

    private static readonly GatewayError CursorInvalid = new(ErrorCode.CursorInvalid, "'after' is no cursor of the caller's redemptions.");

    private static readonly GatewayError PageTooLong = GatewayError.Limit("first", MostOfPage, $"A page has 1 to {MostOfPage} redemptions.");

    private static readonly GatewayError TooMany = GatewayError.Limit(
        "redemptions", MostOfPage, $"A request may list at most {MostOfPage} redemptions, over all its fields, and those with the cards and people it asks about.");

    /// <summary>A page of them.</summary>
    [MostPerRequest(4)]
    [RequiresScopes("benefit:redeem")]
    [Description("The caller's redemptions, reversed ones included: newest hour first, and in a fixed order within an hour. What is redeemed meanwhile moves "
        + "no page that follows.")]
    public Outcome<RedemptionConnection> Redemptions(
        GatewayRequest request,
        [Argument("How many at most; up to 100.")] int? first = UsualPage,
        [Argument("The cursor after which the page begins; from the newest on when it is not given.")] string? after = null,
        [Argument("Only of this benefit."), Id] string? benefit = null,
        [Argument("Only from this day on.")] DateOnly? from = null,
        [Argument("Only up to this day, inclusive.")] DateOnly? to = null)
    {
        var most = first ?? UsualPage;
        if (most is < 1 or > MostOfPage) return PageTooLong;
        var key = request.Caller.SectorKey;
        if ((after is null ? RedemptionPosition.Start(clock.Now) : RedemptionPosition.Open(key, after)) is not { } place) return CursorInvalid;

        // What is no benefit's id has no redemptions; it is not looked for, since not every text can be.
        if (benefit is not null && !ShortNames.Allow(benefit)) return new RedemptionConnection([], after is not null, hasNext: false);

        // One more than asked tells whether there is a next page.
        var rows = List(request, new RedemptionFilter(benefit, from, to, place), most + 1, isFirst: after is null);
        var page = rows.Count > most ? rows[..most] : rows;
        if (request.CountCards(page.Count) > MostOfPage) return TooMany;
        foreach (var _ in page)
        {
            if (quotas.AdmitAgain(request) is { } refusal) return refusal;
        }
        return new RedemptionConnection([.. page.Select(row => Edge(row, place, request))], after is not null, rows.Count > most);
    }

    // Rows redeemed after the first page are left out; only an hour that is not over can have any.
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

    private RedemptionEdge Edge(RedemptionRow row, in RedemptionPosition place, GatewayRequest request)
    {
        var cursor = (place with { Hour = row.Hour, Id = row.Id }).Seal(request.Caller.SectorKey);
        return new RedemptionEdge(cursor, new RedemptionAnswer(row, request.Caller.SectorKey, telling.Of(row, Operation, request)));
    }
}

/// <summary>A page of redemptions.</summary>
[SchemaType("RedemptionConnection")]
[RequiresScopes("benefit:redeem")]
[Description("A page of redemptions.")]
internal sealed class RedemptionConnection(IReadOnlyList<RedemptionEdge> edges, bool hasPrevious, bool hasNext)
{
    /// <summary>The redemptions with their places.</summary>
    [Description("The redemptions of the page, each with its cursor.")]
    public IReadOnlyList<RedemptionEdge> Edges => edges;

    /// <summary>What comes before and after.</summary>
    [Description("Whether there are other pages, and where this one begins and ends.")]
    public PageInfo PageInfo => new(hasPrevious, hasNext, edges is [var first, ..] ? first.Cursor : null, edges is [.., var last] ? last.Cursor : null);
}

/// <summary>A redemption in a page.</summary>
[SchemaType("RedemptionEdge")]
[RequiresScopes("benefit:redeem")]
[Description("A redemption in a page.")]
internal sealed class RedemptionEdge(string cursor, RedemptionAnswer redemption)
{
    /// <summary>Its place.</summary>
    [Description("Its place in the list, opaque. Give it as `after` to go on behind it.")]
    public string Cursor => cursor;

    /// <summary>The redemption.</summary>
    [Description("The redemption.")]
    public RedemptionAnswer Node => redemption;
}
