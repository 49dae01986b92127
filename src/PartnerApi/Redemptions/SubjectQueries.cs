using System.ComponentModel;
using System.Security.Cryptography;
using PartnerApi.Cards;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.GraphQL;
using PartnerApi.Policy;
using PartnerApi.Quotas;
using PartnerApi.Requests;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>The nightly check of members whom a partner stores by pairwise subject. It needs no card number.</summary>
[QueryFields]
[ReadsStore]
internal sealed class SubjectQueries
{
    private const string Operation = "subjects";

    // One limit for cards and subjects: both read cards.
    private static readonly GatewayError TooMany = GatewayError.Limit(
        Operation, CardQueries.MostCards, $"A request may look up at most {CardQueries.MostCards} subjects over all its fields. Split it.");

    private readonly CardReader cards;
    private readonly CardReferences references;
    private readonly QuotaGate quotas;

    // Used for unknown subjects.
    private readonly byte[] dummyKey = RandomNumberGenerator.GetBytes(Aead.KeyLength);
    private readonly RedemptionRow dummy;

    /// <summary>Seals the dummy: a redemption of a holder that does not exist.</summary>
    public SubjectQueries(CardReader cards, CardReferences references, QuotaGate quotas)
    {
        (this.cards, this.references, this.quotas) = (cards, references, quotas);
        var id = RandomNumberGenerator.GetBytes(Redemption.IdLength);
        var details = new RedemptionDetails(RandomNumberGenerator.GetBytes(FactsBlob.HandleLength), DateTimeOffset.UnixEpoch, null);
        dummy = new RedemptionRow(id, "", [], PartnerCipher.Seal(dummyKey, details, id), 0, 0, IsReversed: false);
    }

    [RequiresScopes("benefit:redeem", "card:validity")]
    [Description("Returns the current status of at most 100 card holders who redeemed a benefit with the caller, in the order given. The limit applies to the "
        + "whole request, cards included. An unknown subject returns the same response as a holder whose card is not valid.")]
    public Outcome<IReadOnlyList<Outcome<SubjectStatus>>> Subjects(
        [Argument("The caller's identifiers of card holders, from `Card.subject` or `Redemption.subject`."), Id] IReadOnlyList<string> ids, GatewayRequest request)
    {
        if (request.CountCards(ids.Count) > CardQueries.MostCards) return TooMany;
        return ids.Select(id => LookUp(id, request)).ToArray();
    }

    private Outcome<SubjectStatus> LookUp(string id, GatewayRequest request)
    {
        var key = request.Caller.SectorKey;
        var subject = PartnerCipher.SubjectTag(key, id);
        var rows = RedemptionReader.OfSubject(request.Session, request.Caller.PartnerId, subject);
        var isKnown = rows.Count > 0;

        // An unknown subject takes the same steps: open a sealed handle, and read the current card.
        var row = isKnown ? rows[0] : dummy;
        var handle = PartnerCipher.Open(isKnown ? key : dummyKey, row.Sealed, row.Id).Handle;
        var isValid = Validity.IsValid(cards.ReadCurrent(request.Session, handle), request.Today);
        var reference = references.OfSubject(subject, request.Caller.PartnerId, request.Today);
        var disclosure = new Disclosure(RandomIds.Next(), Operation, purpose: null) { Reference = reference, Valid = isValid };
        request.Add(disclosure);

        // A member with an expired card is not a guess and does not count as a miss.
        if (quotas.Admit(request, reference, missed: false) is { } refusal)
        {
            disclosure.Refusal = refusal.Code;
            return refusal;
        }
        var latest = rows.GroupBy(one => one.Benefit).Select(group => group.MaxBy(one => one.ValidUntil)!).OrderBy(one => one.Benefit, StringComparer.Ordinal);
        return new SubjectStatus(id, isValid, isValid ? [.. latest.Select(one => new EntitlementAnswer(one, request.Today))] : [], disclosure);
    }
}

/// <summary>The current status of a holder.</summary>
[SchemaType("SubjectStatus")]
[RequiresScopes("benefit:redeem", "card:validity")]
[Description("The current status of a card holder with the caller.")]
internal sealed class SubjectStatus(string id, bool valid, IReadOnlyList<EntitlementAnswer> entitlements, Disclosure disclosure) : IDiscloses
{
    void IDiscloses.Disclose(string field) => disclosure.AddField(field);

    [Id]
    [Description("The identifier, as given.")]
    public string Id => id;

    [Description("Whether the holder's current card is valid today. A new card is valid from its first day.")]
    public bool Valid => valid;

    [Description("The holder's latest entitlement for each benefit, from redemptions with the caller that are not reversed. Empty if `valid` is false.")]
    public IReadOnlyList<EntitlementAnswer> Entitlements => entitlements;
}

/// <summary>A right held for a period.</summary>
[SchemaType("Entitlement")]
[RequiresScopes("benefit:redeem", "card:validity")]
[Description("A right that a redemption granted.")]
internal sealed class EntitlementAnswer(RedemptionRow row, DateOnly today)
{
    private readonly DateOnly? until = row.ValidUntil == Redemption.NoEnd ? null : DateOnly.FromDayNumber((int)row.ValidUntil);

    [Id]
    [Description("The id of the benefit.")]
    public string Benefit => row.Benefit;

    [Description("The last day of the entitlement, inclusive. Null if it has no end.")]
    public DateOnly? ValidUntil => until;

    [Description("Whether the entitlement is in force today.")]
    public bool Running => until is null || today <= until;
}
