using System.ComponentModel;
using PartnerApi.GraphQL;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Requests;

namespace PartnerApi.Cards;

/// <summary>
/// The card that a caller receives. Only registrars learn why a card is not valid: unknown, expired, lost and revoked cards give the same
/// answer, and every other field of such a card is null.
/// </summary>
[SchemaType("Card")]
[RequiresScopes("card:validity")]
[Description("The part of a card that the caller may see.")]
internal sealed class CardAnswer(GatewayRequest request, CardReading reading, Disclosure disclosure) : IDiscloses
{
    void IDiscloses.Disclose(string field) => Disclosure.AddField(field);

    private string? subject;

    /// <summary>The ledger record of this answer. Not in any schema.</summary>
    internal Disclosure Disclosure { get; } = disclosure;

    /// <summary>The opened card, for the features that add fields. Not in any schema.</summary>
    internal CardReading Reading { get; } = reading;

    /// <summary>The receipt of this answer, once it is selected. Not in any schema.</summary>
    internal ReceiptAnswer? Receipt { get; set; }

    [Description("Whether the card is valid today. False gives no reason: every card that is not valid returns the same response.")]
    public bool Valid { get; } = Validity.IsValid(reading.Terms, request.Today);

    [RequiresScopes("card:expiry")]
    [Description("The last day on which the card is valid. Null if the card is not valid.")]
    public DateOnly? ExpiresOn => Valid ? Reading.Terms.ExpiresOn : null;

    [Id]
    [RequiresScopes("card:subject")]
    [Description("Identifies the card holder to this partner only. It stays the same when the card is renewed or replaced. Null if the card is not valid.")]
    public string? Subject
    {
        get
        {
            // Computed in both cases: a card that is not valid must not get a faster answer.
            subject ??= SectorKeys.Subject(request.Caller.SectorKey, Reading.Handle);
            return Valid ? subject : null;
        }
    }

    [RequiresScopes("card:status")]
    [Description("The card's status.")]
    public CardStatus? Status => Reading.Exists ? Validity.StatusOf(Reading.Terms, request.Today) : CardStatus.NotIssued;
}
