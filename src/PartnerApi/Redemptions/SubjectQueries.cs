using System.ComponentModel;
using System.Security.Cryptography;
using PartnerApi.Cards;
using PartnerApi.Contract;
using PartnerApi.Core;
using PartnerApi.Disclosures;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Quotas;
using PartnerApi.Sealing;

namespace PartnerApi.Redemptions;

/// <summary>The nightly check of members whom a partner keeps by their pairwise subjects: it needs no card number.</summary>
[QueryFields]
internal sealed class SubjectQueries
{
    private const string Operation = "subjects";

    // One count for cards and people: both are answered from cards.
    private static readonly GatewayError TooMany = GatewayError.Limit(
        Operation, CardQueries.MostCards, $"A request may ask about at most {CardQueries.MostCards} people, over all its fields.");

    private readonly CardReader cards;
    private readonly CardReferences references;
    private readonly QuotaGate quotas;

    // Stands in for who is not known.
    private readonly byte[] dummyKey = RandomNumberGenerator.GetBytes(Aead.KeyLength);
    private readonly RedemptionRow dummy;

    /// <summary>Seals the dummy: a card and a holder that do not exist.</summary>
    public SubjectQueries(CardReader cards, CardReferences references, QuotaGate quotas)
    {
        (this.cards, this.references, this.quotas) = (cards, references, quotas);
        var id = RandomNumberGenerator.GetBytes(Redemption.IdLength);
        var details = new RedemptionDetails(RandomNumberGenerator.GetBytes(FactsBlob.HandleLength), DateTimeOffset.UnixEpoch, null);
        dummy = new RedemptionRow(id, "", [], PartnerCipher.Seal(dummyKey, details, id), 0, 0, IsReversed: false);
    }

    /// <summary>How they stand.</summary>
    [RequiresScopes("benefit:redeem", "card:validity")]
    [Description("How up to 100 people stand who redeemed a benefit with the caller, in the order given. The 100 count over the whole request, cards included. "
        + "Who is not known to the caller is answered like one whose card is not valid.")]
    public Outcome<IReadOnlyList<Outcome<SubjectStatus>>> Subjects(
        [Argument("Identifiers of people: the caller's own, as Card.subject and Redemption.subject give them."), Id] IReadOnlyList<string> ids, GatewayRequest request)
    {
        if (request.CountCards(ids.Count) > CardQueries.MostCards) return TooMany;
        return ids.Select(id => Look(id, request)).ToArray();
    }

    private Outcome<SubjectStatus> Look(string id, GatewayRequest request)
    {
        var key = request.Caller.SectorKey;
        var subject = PartnerCipher.SubjectTag(key, id);
        var rows = RedemptionReader.OfSubject(request.Session, request.Caller.PartnerId, subject);
        var isKnown = rows.Count > 0;

        // Who is not known takes the same steps: a sealed handle is opened, and the current card looked for.
        var row = isKnown ? rows[0] : dummy;
        var handle = PartnerCipher.Open(isKnown ? key : dummyKey, row.Sealed, row.Id).Handle;
        var isValid = Validity.IsValid(cards.ReadCurrent(request.Session, handle), request.Today);
        var reference = references.OfSubject(subject, request.Caller.PartnerId, request.Today);
        var disclosure = new Disclosure(RandomIds.Next(), Operation, purpose: null) { Reference = reference, Valid = isValid };
        request.Add(disclosure);

        // Members whose cards have expired are no guesses: they do not count as misses.
        if (quotas.Admit(request, reference, missed: false) is { } refusal)
        {
            disclosure.Refusal = refusal.Code;
            return refusal;
        }
        var latest = rows.GroupBy(one => one.Benefit).Select(group => group.MaxBy(one => one.ValidUntil)!).OrderBy(one => one.Benefit, StringComparer.Ordinal);
        return new SubjectStatus(id, isValid, isValid ? [.. latest.Select(one => new EntitlementAnswer(one, request.Today))] : [], disclosure);
    }
}

/// <summary>How one holder stands with the caller.</summary>
[SchemaType("SubjectStatus")]
[RequiresScopes("benefit:redeem", "card:validity")]
[Description("How one person stands with the caller.")]
internal sealed class SubjectStatus(string id, bool valid, IReadOnlyList<EntitlementAnswer> entitlements, Disclosure disclosure) : IDiscloses
{
    void IDiscloses.Disclose(string field) => disclosure.AddField(field);

    /// <summary>Who.</summary>
    [Id]
    [Description("The identifier as it was given.")]
    public string Id => id;

    /// <summary>Whether the card is valid.</summary>
    [Description("Whether the person's current card is valid today; a new card is valid from its first day on.")]
    public bool Valid => valid;

    /// <summary>What the holder has.</summary>
    [Description("What the person redeemed with the caller and was not reversed, the last of each benefit; nothing while `valid` is false.")]
    public IReadOnlyList<EntitlementAnswer> Entitlements => entitlements;
}

/// <summary>A right held for a period.</summary>
[SchemaType("Entitlement")]
[RequiresScopes("benefit:redeem", "card:validity")]
[Description("A right that a redemption opened.")]
internal sealed class EntitlementAnswer(RedemptionRow row, DateOnly today)
{
    private readonly DateOnly? until = row.ValidUntil == Redemption.NoEnd ? null : DateOnly.FromDayNumber((int)row.ValidUntil);

    /// <summary>To what.</summary>
    [Id]
    [Description("The id of the benefit.")]
    public string Benefit => row.Benefit;

    /// <summary>Until when.</summary>
    [Description("Its last day, inclusive; null when it is for ever.")]
    public DateOnly? ValidUntil => until;

    /// <summary>Whether it holds today.</summary>
    [Description("Whether it holds today.")]
    public bool Running => until is null || today <= until;
}
