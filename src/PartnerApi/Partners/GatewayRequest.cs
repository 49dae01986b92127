using System.Collections.Frozen;
using PartnerApi.Contract;
using PartnerApi.Core;
using PartnerApi.Policy;
using PartnerApi.Sealing;
using PartnerApi.Storage;

namespace PartnerApi.Partners;

/// <summary>
/// One request's question: who asks, with which scopes, under which agreement, on which day, over which snapshot of the store. All
/// its parts are answered from that one snapshot.
/// </summary>
/// <param name="caller">The client that asks.</param>
/// <param name="scopes">The token's scopes, as far as the audience has them.</param>
/// <param name="tokenExpiresAt">When the token ends.</param>
/// <param name="session">The snapshot that answers.</param>
/// <param name="hour">The beginning of this hour in the city; its date is today.</param>
internal sealed class GatewayRequest(ClientEntry caller, FrozenSet<string> scopes, DateTimeOffset tokenExpiresAt, ReadSession session, DateTimeOffset hour)
{
    private readonly List<Disclosure> disclosures = [];
    private List<DeferredText>? lateTexts;
    private Dictionary<string, int>? fields;
    private int cards;
    private int receipts;

    /// <summary>The client that asks, its partner and its agreement.</summary>
    public ClientEntry Caller { get; } = caller;

    /// <summary>The token's scopes, as far as the audience has them.</summary>
    public FrozenSet<string> Scopes { get; } = scopes;

    /// <summary>When the token ends.</summary>
    public DateTimeOffset TokenExpiresAt { get; } = tokenExpiresAt;

    /// <summary>The snapshot that answers.</summary>
    public ReadSession Session { get; } = session;

    /// <summary>Today in the city.</summary>
    public DateOnly Today { get; } = DateOnly.FromDateTime(hour.DateTime);

    /// <summary>The beginning of this hour: as exactly as a record tells when it was asked.</summary>
    public DateTimeOffset Hour { get; } = hour;

    /// <summary>What the answer will tell, a line for each card; on record before the answer leaves.</summary>
    public IReadOnlyList<Disclosure> Disclosures => disclosures;

    /// <summary>The agreement gate for one purpose.</summary>
    /// <returns>Null when it may be asked.</returns>
    public GatewayError? Refuse(Purpose purpose) =>
        AgreementGate.AdmitPurpose(Caller.Terms, purpose, Today) is null ? null : AgreementErrors.PurposeNotAgreed;

    /// <summary>Adds a line to what will be on record.</summary>
    public void Add(Disclosure disclosure) => disclosures.Add(disclosure);

    /// <summary>Puts on record that cards were asked about and refused before they were looked up: how many, and none by name. Malformed numbers do not count.</summary>
    public void AddRefused(string operation, Purpose? purpose, IEnumerable<CardNumberText> cards, ErrorCode refusal)
    {
        var count = cards.Count(card => CardNumber.TryParse(card.Text, out _));
        if (count > 0) Add(new Disclosure(RandomIds.Next(), operation, purpose) { Refusal = refusal, Count = count });
    }

    /// <summary>Puts on record that the question was refused before anything of it was read.</summary>
    public void AddRefused(ErrorCode refusal) => Add(new Disclosure(RandomIds.Next(), "-", purpose: null) { Refusal = refusal });

    /// <summary>Counts cards this request asks about, over all its fields.</summary>
    /// <returns>The number so far.</returns>
    public int CountCards(int more) => cards += more;

    /// <summary>Counts a receipt that this request asks for.</summary>
    /// <returns>The number so far.</returns>
    public int CountReceipt() => ++receipts;

    /// <summary>Counts a field that a request may select only so often.</summary>
    /// <returns>The number so far.</returns>
    public int CountField(string name)
    {
        fields ??= new Dictionary<string, int>(StringComparer.Ordinal);
        return fields[name] = fields.GetValueOrDefault(name) + 1;
    }

    /// <summary>The texts that are made when the session is over.</summary>
    public IReadOnlyList<DeferredText> DeferredTexts => lateTexts ?? [];

    /// <summary>Adds a text that is made when the session is over.</summary>
    /// <returns>What stands in its place until then.</returns>
    public string Defer(Func<string> make)
    {
        var late = new DeferredText(make);
        (lateTexts ??= []).Add(late);
        return late.Placeholder;
    }
}
