using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.Cards;

/// <summary>
/// A card as it goes out. Why it is not valid is withheld from everybody but registrars: unknown, expired, lost and revoked are one
/// "no", and every other field of such a card is null.
/// </summary>
[SchemaType("Card")]
[RequiresScopes("card:validity")]
[Description("A card, as far as the caller may know it.")]
internal sealed class CardAnswer(GatewayRequest request, CardReading reading, Disclosure disclosure) : IDiscloses
{
    void IDiscloses.Disclose(string field) => Disclosure.AddField(field);

    private string? subject;
    private Dictionary<Type, object?>? kept;

    /// <summary>What will be on record of this answer. It is not in any schema.</summary>
    internal Disclosure Disclosure { get; } = disclosure;

    /// <summary>The opened card, for the features that add fields. It is not in any schema.</summary>
    internal CardReading Reading { get; } = reading;

    /// <summary>The receipt of this answer, once it was asked for. It is not in any schema.</summary>
    internal ReceiptAnswer? Receipt { get; set; }

    /// <summary>The one answer.</summary>
    [Description("Whether the card is valid today. False does not tell why: whatever is not valid is answered alike.")]
    public bool Valid { get; } = Validity.IsValid(reading.Terms, request.Today);

    /// <summary>The last valid day.</summary>
    [RequiresScopes("card:expiry")]
    [Description("The last day on which the card is valid; null whenever it is not valid.")]
    public DateOnly? ExpiresOn => Valid ? Reading.Terms.ExpiresOn : null;

    /// <summary>The pairwise subject.</summary>
    [Id]
    [RequiresScopes("card:subject")]
    [Description("The person's identifier for this partner alone, stable over renewal and replacement; null whenever the card is not valid.")]
    public string? Subject
    {
        get
        {
            // Computed either way: a card that is not valid must not be answered faster.
            subject ??= SectorKeys.Subject(request.Caller.SectorKey, Reading.Handle);
            return Valid ? subject : null;
        }
    }

    /// <summary>The reason, for registrars.</summary>
    [RequiresScopes("card:status")]
    [Description("The card's standing.")]
    public CardStatus? Status => Reading.Exists ? Validity.StatusOf(Reading.Terms, request.Today) : CardStatus.NotIssued;

    /// <summary>What another feature's field has read of the card: under further aliases it is not read again.</summary>
    internal T? Keep<T>(Func<T?> read)
        where T : class
    {
        kept ??= [];
        if (!kept.TryGetValue(typeof(T), out var known)) kept[typeof(T)] = known = read();
        return (T?)known;
    }
}
