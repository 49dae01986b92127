using System.ComponentModel;
using PartnerApi.Core;
using PartnerApi.GraphQL;
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
    public Outcome<CardAnswer> Card(
        [Argument("The number on the card. Pass it as a variable.")] CardNumberText number,
        [Argument("The reason for the lookup.")] Purpose purpose,
        GatewayRequest request)
    {
        if (request.CountCards(1) > MostCards) return TooMany;
        return request.Refuse(purpose) is { } refusal ? Refused(refusal, "card", purpose, [number], request) : LookUp(number, "card", purpose, request);
    }

    [RequiresScopes("card:validity")]
    [Description("Looks up at most 100 cards and returns them in the order given. A malformed number returns null, with an error at its index.")]
    public Outcome<IReadOnlyList<Outcome<CardAnswer>>> Cards(
        [Argument("The numbers on the cards. Pass them as a variable.")] IReadOnlyList<CardNumberText> numbers,
        [Argument("The reason for the lookup.")] Purpose purpose,
        GatewayRequest request)
    {
        if (request.CountCards(numbers.Count) > MostCards) return TooMany;
        if (request.Refuse(purpose) is { } refusal) return Refused(refusal, "cards", purpose, numbers, request);
        var answers = new Outcome<CardAnswer>[numbers.Count];
        for (var index = 0; index < answers.Length; index++) answers[index] = LookUp(numbers[index], "cards", purpose, request);
        return answers;
    }

    private Outcome<CardAnswer> LookUp(CardNumberText text, string operation, Purpose purpose, GatewayRequest request) =>
        CardNumber.TryParse(text.Text, out var number) ? lookup.LookUp(number, operation, purpose, request) : Malformed;

    private static GatewayError Refused(
        GatewayError refusal, string operation, Purpose purpose, IReadOnlyList<CardNumberText> numbers, GatewayRequest request)
    {
        request.AddRefused(operation, purpose, numbers, refusal.Code);
        return refusal;
    }
}
