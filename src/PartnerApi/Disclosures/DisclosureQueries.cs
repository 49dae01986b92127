using System.ComponentModel;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Ledger;
using PartnerApi.Requests;

namespace PartnerApi.Disclosures;

/// <summary>The ledger for the privacy officer. Card references are withheld: anyone who has a card can recompute its references, and nobody else needs them.</summary>
[QueryFields]
internal sealed class DisclosureQueries(LedgerFolder ledger, CityClock clock)
{
    private const int MostOfPage = 100;
    private const int UsualPage = 50;
    private const int MostDays = 31;

    private static readonly GatewayError CursorInvalid = new(
        ErrorCode.CursorInvalid, "'after' is not a cursor of these disclosures. Pass the 'endCursor' of the previous page.");

    private static readonly GatewayError PageTooLong = GatewayError.Limit("first", MostOfPage, $"'first' must be between 1 and {MostOfPage}.");
    private static readonly GatewayError TooManyDays = GatewayError.Limit("days", MostDays, $"A request covers at most {MostDays} days. Choose a shorter range.");

    [MostPerRequest(1)]
    [RequiresScopes("disclosure:read")]
    [Description("Lists answers about cards and refusals in a range of days, oldest day first. One request reads a bounded part of the ledger, so a page can be short or "
        + "empty and still have a next page: continue while `hasNextPage` is true. The card and the answer are withheld.")]
    public Outcome<DisclosureConnection> Disclosures(
        GatewayRequest request,
        [Argument("Returns only disclosures to this partner."), Id] string? partner = null,
        [Argument("The first day. Default: the value of `to`.")] DateOnly? from = null,
        [Argument("The last day, inclusive; at most 30 days after `from`. Default: today.")] DateOnly? to = null,
        [Argument("The largest number of disclosures to return, at most 100.")] int? first = UsualPage,
        [Argument("The `endCursor` of the previous page.")] string? after = null)
    {
        var last = to ?? clock.Today;
        var begin = from ?? last;
        var most = first ?? UsualPage;
        if (most is < 1 or > MostOfPage) return PageTooLong;
        if (last.DayNumber - begin.DayNumber >= MostDays) return TooManyDays;
        LedgerPosition? place = null;
        if (after is not null)
        {
            if (LedgerCursor.Open(request.Caller.SectorKey, after) is not { } found || !found.Segment.HoldsAnyOf(begin, last)) return CursorInvalid;
            place = found;
        }
        var page = new LedgerPages(ledger.Path, clock).Read(new LedgerQuery(partner, begin, last, most, place));
        return new DisclosureConnection(page, after is not null, request.Caller.SectorKey);
    }
}

/// <summary>A page of the ledger.</summary>
[SchemaType("DisclosureConnection")]
[RequiresScopes("disclosure:read")]
[Description("A page of disclosures.")]
internal sealed class DisclosureConnection(LedgerPage page, bool hasPrevious, byte[] sectorKey)
{
    [Description("The disclosures of the page, each with its cursor.")]
    public IReadOnlyList<DisclosureEdge> Edges => [.. page.Entries.Select(entry => new DisclosureEdge(entry, sectorKey))];

    [Description("Whether there are other pages, and the first and last cursor of this page.")]
    public PageInfo PageInfo => new(
        hasPrevious,
        page.Next is not null,
        page.Entries.Count > 0 ? LedgerCursor.Seal(sectorKey, page.Entries[0].Place) : null,
        (page.Next ?? (page.Entries.Count > 0 ? page.Entries[^1].Place : null)) is { } end ? LedgerCursor.Seal(sectorKey, end) : null);
}

/// <summary>A disclosure with its cursor, which is sealed for the caller's partner.</summary>
[SchemaType("DisclosureEdge")]
[RequiresScopes("disclosure:read")]
[Description("A disclosure and its cursor.")]
internal sealed class DisclosureEdge(LedgerPageEntry entry, byte[] sectorKey)
{
    [Description("The opaque cursor of the disclosure. Pass it as `after` to get the disclosures that follow.")]
    public string Cursor => LedgerCursor.Seal(sectorKey, entry.Place);

    [Description("The disclosure.")]
    public DisclosureAnswer Node => new(entry.Record);
}

/// <summary>A record for the privacy officer, without the card's reference and validity.</summary>
[SchemaType("Disclosure")]
[RequiresScopes("disclosure:read")]
[Description("An answer to a partner about one card, or a refusal.")]
internal sealed class DisclosureAnswer(DisclosureRecord record)
{
    [Id]
    [Description("The random id of the record. Receipts contain it as `jti`.")]
    public string Id => DisclosureRecord.Text(record.Id);

    [Description("The start of the hour in which the request was made.")]
    public DateTimeOffset AskedAt => record.Hour;

    [Id]
    [Description("The partner that sent the request.")]
    public string Partner => record.Partner;

    [Id]
    [Description("The partner's client that sent the request.")]
    public string Client => record.Client;

    [Description("The purpose. Null if the request was refused before its purpose was checked.")]
    public string? Purpose => record.Purpose == DisclosureRecord.None ? null : record.Purpose;

    [Description("The requested field, such as `card`. Null if the request was refused before it was read.")]
    public string? Operation => record.Operation == DisclosureRecord.None ? null : record.Operation;

    [Description("`PERMIT`, or the code of the refusal. The ledger has three more entries. `ALARM`: card lookups by the partner are suspended until the time in "
        + "`fields`. `LIFT`: the operator lifted the alarm that was due to end at the time in `fields`. `VOID`: the disclosure whose id is in `fields` "
        + "announced an effect that did not happen.")]
    public string Decision => record.Decision;

    [Description("The number of answers in this record: 1 for an answer about a card. Refusals name no card: one record counts the refusals of a request, "
        + "or repeated refusals.")]
    public int Count => record.Count;

    [Description("The disclosed fields. A field with the prefix `!` was refused.")]
    public IReadOnlyList<string> Fields => record.Fields.Length == 0 ? [] : record.Fields.Split(',');
}
