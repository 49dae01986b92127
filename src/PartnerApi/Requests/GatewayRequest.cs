using System.Collections.Frozen;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Requests;

/// <summary>
/// One request: its caller, scopes, agreement, and day, and the snapshot of the store from which all its parts are answered.
/// </summary>
/// <param name="caller">The client that sent the request.</param>
/// <param name="scopes">The token's scopes, limited to those of the audience.</param>
/// <param name="tokenExpiresAt">The expiry of the token.</param>
/// <param name="session">The snapshot of the store.</param>
/// <param name="hour">The start of this hour in the city; its date is today.</param>
internal sealed class GatewayRequest(ClientEntry caller, FrozenSet<string> scopes, DateTimeOffset tokenExpiresAt, ReadSession session, DateTimeOffset hour)
    : SchemaRequest(caller.Audience, scopes)
{
    private readonly List<Disclosure> disclosures = [];
    private int cards;
    private int receipts;

    /// <summary>The client that sent the request, with its partner and agreement.</summary>
    public ClientEntry Caller { get; } = caller;

    public DateTimeOffset TokenExpiresAt { get; } = tokenExpiresAt;

    public ReadSession Session { get; } = session;

    public DateOnly Today { get; } = DateOnly.FromDateTime(hour.DateTime);

    /// <summary>The start of this hour in the city: the most precise time that a ledger record holds.</summary>
    public DateTimeOffset Hour { get; } = hour;

    /// <summary>The disclosures of the response, one for each card. They are recorded before the response is sent.</summary>
    public IReadOnlyList<Disclosure> Disclosures => disclosures;

    /// <summary>Applies the agreement gate to a purpose.</summary>
    /// <returns>Null if the agreement includes the purpose.</returns>
    public GatewayError? Refuse(Purpose purpose) =>
        AgreementGate.AdmitPurpose(Caller.Terms, purpose, Today) is null ? null : AgreementErrors.PurposeNotAgreed;

    public void Add(Disclosure disclosure) => disclosures.Add(disclosure);

    /// <summary>Adds one record of cards that were refused before they were looked up: their number, but no references. Malformed numbers do not count.</summary>
    public void AddRefused(string operation, Purpose? purpose, IEnumerable<CardNumberInput> cards, ErrorCode refusal)
    {
        var count = cards.Count(card => card.IsWellFormed);
        if (count > 0) Add(new Disclosure(RandomIds.Next(), operation, purpose) { Refusal = refusal, Count = count });
    }

    /// <inheritdoc/>
    public override void AddRefused(string operation, IEnumerable<CardNumberInput> cards, ErrorCode refusal) => AddRefused(operation, purpose: null, cards, refusal);

    /// <summary>Adds a record of a request that was refused before any of it was read.</summary>
    public void AddRefused(ErrorCode refusal) => Add(new Disclosure(RandomIds.Next(), "-", purpose: null) { Refusal = refusal });

    /// <summary>Counts the cards that this request looks up, over all its fields.</summary>
    /// <returns>The number so far.</returns>
    public int CountCards(int more) => cards += more;

    /// <summary>Counts a receipt that this request selects.</summary>
    /// <returns>The number so far.</returns>
    public int CountReceipt() => ++receipts;
}

/// <summary>
/// The disclosure of one card to one caller, or its refusal. It is recorded in the ledger before the response is sent. It holds neither the card number
/// nor, apart from the validity, any disclosed value.
/// </summary>
/// <param name="id">Random; identifies the record in receipts.</param>
/// <param name="operation">The requested field, such as <c>card</c>.</param>
/// <param name="purpose">The purpose; null if the operation has none.</param>
internal sealed class Disclosure(UInt128 id, string operation, Purpose? purpose)
{
    /// <summary>Random; identifies the record in receipts.</summary>
    public UInt128 Id { get; } = id;

    /// <summary>The requested field.</summary>
    public string Operation { get; } = operation;

    /// <summary>The purpose; null if the operation has none.</summary>
    public Purpose? Purpose { get; } = purpose;

    /// <summary>The card, under a key of the partner and the day; null for a refusal that identifies no card.</summary>
    public UInt128? Reference { get; init; }

    /// <summary>Whether the card is valid; null if that was not checked. Without a purpose it is a lookup by subject, which is not a guess.</summary>
    public bool? Valid { get; init; }

    /// <summary>The error returned instead of the card; null if the card was disclosed.</summary>
    public ErrorCode? Refusal { get; set; }

    /// <summary>The number of refused cards; 1 for an answer.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The disclosed fields, in order, separated by commas. A refused field has the prefix <c>!</c>.</summary>
    public string Fields { get; private set; } = "";

    public void AddField(string field) => Fields = Fields.Length == 0 ? field : $"{Fields},{field}";
}
