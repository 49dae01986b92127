using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.Cards;

/// <summary>The questions about a card, by its number.</summary>
[QueryFields]
internal sealed class CardQueries(CardLookup lookup)
{
    /// <summary>Cards one request may ask about, over all its fields and aliases.</summary>
    public const int MostCards = 100;

    /// <summary>A number is none.</summary>
    internal static readonly GatewayError Malformed = new(
        CardErrorCodes.CardNumberMalformed, "That is no card number: 16 digits, the last two of them check digits. It says nothing about any card.");

    /// <summary>The request names more than <see cref="MostCards"/>.</summary>
    internal static readonly GatewayError TooMany = GatewayError.Limit("cards", MostCards, $"A request may ask about at most {MostCards} cards.");

    /// <summary>One card.</summary>
    [RequiresScopes("card:validity")]
    [Description("One card. A number that no card has is answered like any card that is not valid.")]
    public Outcome<CardAnswer> Card(
        [Argument("The number on the card. Give it as a variable.")] CardNumberText number,
        [Argument("Why the question is asked.")] Purpose purpose,
        GatewayRequest request)
    {
        if (request.CountCards(1) > MostCards) return TooMany;
        return request.Refuse(purpose) is { } refusal ? Refused(refusal, "card", purpose, [number], request) : Look(number, "card", purpose, request);
    }

    /// <summary>Many cards.</summary>
    [RequiresScopes("card:validity")]
    [Description("Up to 100 cards, answered in the order given. A malformed number is a null item, with an error at its place.")]
    public Outcome<IReadOnlyList<Outcome<CardAnswer>>> Cards(
        [Argument("The numbers on the cards. Give them as a variable.")] IReadOnlyList<CardNumberText> numbers,
        [Argument("Why the question is asked.")] Purpose purpose,
        GatewayRequest request)
    {
        if (request.CountCards(numbers.Count) > MostCards) return TooMany;
        if (request.Refuse(purpose) is { } refusal) return Refused(refusal, "cards", purpose, numbers, request);
        var answers = new Outcome<CardAnswer>[numbers.Count];
        for (var index = 0; index < answers.Length; index++) answers[index] = Look(numbers[index], "cards", purpose, request);
        return answers;
    }

    private Outcome<CardAnswer> Look(CardNumberText text, string operation, Purpose purpose, GatewayRequest request) =>
        CardNumber.TryParse(text.Text, out var number) ? lookup.LookUp(number, operation, purpose, request) : Malformed;

    private static GatewayError Refused(
        GatewayError refusal, string operation, Purpose purpose, IReadOnlyList<CardNumberText> numbers, GatewayRequest request)
    {
        request.AddRefused(operation, purpose, numbers, refusal.Code);
        return refusal;
    }
}
