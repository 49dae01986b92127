using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Partners;

namespace PartnerApi.Disclosures;

/// <summary>The privacy officer's look into the ledger. References to cards are withheld: who has the card recomputes them, nobody else has a use for them.</summary>
[QueryFields]
internal sealed class DisclosureQueries(LedgerFolder ledger, CityClock clock)
{
    private const int MostOfPage = 100;
    private const int UsualPage = 50;
    private const int MostDays = 31;

    private static readonly QuestionError CursorInvalid = new(ErrorCode.CursorInvalid, "'after' is no cursor of these disclosures.");

    private static readonly QuestionError PageTooLong = QuestionError.Limit("first", MostOfPage, $"A page has 1 to {MostOfPage} disclosures.");
    private static readonly QuestionError TooManyDays = QuestionError.Limit("days", MostDays, $"A question reaches over at most {MostDays} days.");

    /// <summary>A page of the ledger.</summary>
    [MostPerRequest(1)]
    [RequiresScopes("disclosure:read")]
    [Description("What was told about cards, and what was refused: by day, the oldest first. One question reads a bounded part of the ledger, so a page may hold "
        + "fewer than asked for, or none, and have a next page. It tells neither which card it was about nor what was told of it.")]
    public Outcome<DisclosureConnection> Disclosures(
        Question question,
        [Argument("Only to this partner."), Id] string? partner = null,
        [Argument("The first day. The same as `to` when it is not given.")] DateOnly? from = null,
        [Argument("The last day, inclusive; at most 31 days. Today when it is not given.")] DateOnly? to = null,
        [Argument("How many at most; up to 100.")] int? first = UsualPage,
        [Argument("The `endCursor` of the page before.")] string? after = null)
    {
        var last = to ?? clock.Today;
        var begin = from ?? last;
        var most = first ?? UsualPage;
        if (most is < 1 or > MostOfPage) return PageTooLong;
        if (last.DayNumber - begin.DayNumber >= MostDays) return TooManyDays;
        LedgerPlace? place = null;
        if (after is not null)
        {
            if (LedgerCursor.Open(question.Caller.SectorKey, after) is not { } found || !found.Segment.HoldsAnyOf(begin, last)) return CursorInvalid;
            place = found;
        }
        var page = new LedgerPages(ledger.Path, clock).Read(new LedgerQuestion(partner, begin, last, most, place));
        return new DisclosureConnection(page, after is not null, question.Caller.SectorKey);
    }
}

/// <summary>A page of the ledger.</summary>
[SchemaType("DisclosureConnection")]
[RequiresScopes("disclosure:read")]
[Description("A page of disclosures.")]
internal sealed class DisclosureConnection(LedgerPage page, bool hasPrevious, byte[] sectorKey)
{
    /// <summary>The disclosures with their places.</summary>
    [Description("The disclosures of the page, each with its cursor.")]
    public IReadOnlyList<DisclosureEdge> Edges => [.. page.Entries.Select(entry => new DisclosureEdge(entry, sectorKey))];

    /// <summary>What comes before and after.</summary>
    [Description("Whether there are other pages, and where this one begins and ends.")]
    public PageInfo PageInfo => new(
        hasPrevious,
        page.Next is not null,
        page.Entries.Count > 0 ? LedgerCursor.Seal(sectorKey, page.Entries[0].Place) : null,
        (page.Next ?? (page.Entries.Count > 0 ? page.Entries[^1].Place : null)) is { } end ? LedgerCursor.Seal(sectorKey, end) : null);
}

/// <summary>A disclosure in a page.</summary>
[SchemaType("DisclosureEdge")]
[RequiresScopes("disclosure:read")]
[Description("A disclosure in a page.")]
internal sealed class DisclosureEdge(LedgerPageEntry entry, byte[] sectorKey)
{
    /// <summary>Its place.</summary>
    [Description("Its place in the list, opaque. Give it as `after` to go on behind it.")]
    public string Cursor => LedgerCursor.Seal(sectorKey, entry.Place);

    /// <summary>The disclosure.</summary>
    [Description("The disclosure.")]
    public DisclosureAnswer Node => new(entry.Record);
}

/// <summary>A record as the privacy officer sees it: without the reference to its card, and without whether the card was valid.</summary>
[SchemaType("Disclosure")]
[RequiresScopes("disclosure:read")]
[Description("What a partner was told about one card, or that it was refused.")]
internal sealed class DisclosureAnswer(DisclosureRecord record)
{
    /// <summary>The id.</summary>
    [Id]
    [Description("Random; the evidence that a partner keeps names it.")]
    public string Id => DisclosureRecord.Text(record.Id);

    /// <summary>The hour.</summary>
    [Description("The beginning of the hour in which it was asked.")]
    public DateTimeOffset AskedAt => record.Hour;

    /// <summary>The recipient.</summary>
    [Id]
    [Description("The partner that asked.")]
    public string Partner => record.Partner;

    /// <summary>Its client.</summary>
    [Id]
    [Description("The partner's client that asked.")]
    public string Client => record.Client;

    /// <summary>The purpose.</summary>
    [Description("Why it asked; null when it was refused before a purpose was looked at.")]
    public string? Purpose => record.Purpose == DisclosureRecord.None ? null : record.Purpose;

    /// <summary>The operation.</summary>
    [Description("The field that asked, such as `card`; null when it was refused before the question was read.")]
    public string? Operation => record.Operation == DisclosureRecord.None ? null : record.Operation;

    /// <summary>The decision.</summary>
    [Description("`PERMIT`, or the code of the refusal. `ALARM`, `LIFT` and `VOID` are entries of the ledger itself: "
        + "a partner's questions are refused up to the time in `fields`; the operator ended the alarm that held up to the time in "
        + "`fields`; the disclosure whose id is in `fields` was never followed by its effect.")]
    public string Decision => record.Decision;

    /// <summary>How many times.</summary>
    [Description("How many times this happened: 1 for a card that was answered. Refusals name no card: one record counts the refusals of a request, or repeats of them.")]
    public int Count => record.Count;

    /// <summary>The fields told.</summary>
    [Description("The fields that were told; with `!` before its name, one that was asked for and refused.")]
    public IReadOnlyList<string> Fields => record.Fields.Length == 0 ? [] : record.Fields.Split(',');
}
