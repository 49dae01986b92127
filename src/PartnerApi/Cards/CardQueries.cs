using System.ComponentModel;
using PartnerApi.Core;
using PartnerApi.GraphQL;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Requests;

namespace PartnerApi.Cards;

/// <summary>The queries that look up cards by number.</summary>
[QueryFields]
internal sealed class CardQueries(CardLookup lookup)
{
    /// <summary>The number of cards that one request may look up, over all its fields and aliases.</summary>
    public const int MostCards = 100;

    internal static readonly GatewayError Malformed = new(
        CardErrorCodes.CardNumberMalformed, "Malformed card number: expected 16 digits, of which the last two are check digits. No card was looked up.");

    internal static readonly GatewayError TooMany = GatewayError.Limit("cards", MostCards, $"A request may look up at most {MostCards} cards. Split it.");

    [RequiresScopes("card:validity")]
    [Description("Looks up one card. An unknown number returns the same response as any card that is not valid.")]
    public async ValueTask<Outcome<CardAnswer>> Card(
        [Argument("The number on the card. Pass it as a variable.")] CardNumberInput number,
        [Argument("The reason for the lookup.")] Purpose purpose,
        GatewayRequest request)
    {
        if (request.CountCards(1) > MostCards) return TooMany;
        if (request.Refuse(purpose) is { } refusal) return Refused(refusal, "card", purpose, [number], request);
        if (!number.TryGet(out var parsed)) return Malformed;
        return (await lookup.LookUpAsync(new[] { parsed }, "card", purpose, request))[0];
    }

    [RequiresScopes("card:validity")]
    [Description("Looks up at most 100 cards and returns them in the order given. A malformed number returns null, with an error at its index.")]
    public async ValueTask<Outcome<IReadOnlyList<Outcome<CardAnswer>>>> Cards(
        [Argument("The numbers on the cards. Pass them as a variable.")] IReadOnlyList<CardNumberInput> numbers,
        [Argument("The reason for the lookup.")] Purpose purpose,
        GatewayRequest request)
    {
        if (request.CountCards(numbers.Count) > MostCards) return TooMany;
        if (request.Refuse(purpose) is { } refusal) return Refused(refusal, "cards", purpose, numbers, request);
        var parsed = new CardNumber[numbers.Count];
        var count = 0;
        foreach (var number in numbers)
        {
            if (number.TryGet(out parsed[count])) count++;
        }
        var answers = await lookup.LookUpAsync(parsed.AsMemory(0, count), "cards", purpose, request);
        return count == numbers.Count ? answers : WithMalformed(numbers, answers);
    }

    private static Outcome<CardAnswer>[] WithMalformed(IReadOnlyList<CardNumberInput> numbers, Outcome<CardAnswer>[] answers)
    {
        var next = 0;
        return [.. numbers.Select(number => number.IsWellFormed ? answers[next++] : Malformed)];
    }

    private static GatewayError Refused(
        GatewayError refusal, string operation, Purpose purpose, IReadOnlyList<CardNumberInput> numbers, GatewayRequest request)
    {
        request.AddRefused(operation, purpose, numbers, refusal.Code);
        return refusal;
    }
}

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
