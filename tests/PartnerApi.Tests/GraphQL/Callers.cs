using PartnerApi.Tests.Host;

namespace PartnerApi.Tests.GraphQL;

/// <summary>One client of each audience, and the questions that several tests ask.</summary>
internal static class Callers
{
    /// <summary>A card of the sandbox that is valid, and whose holder is found nowhere else.</summary>
    public const string ValidCard = "0000000000000195";

    /// <summary>Every audience's client with its audience.</summary>
    public static IReadOnlyDictionary<string, string> Audiences { get; } = new Dictionary<string, string>
    {
        ["harbor-bank"] = "bank",
        ["river-museum"] = "museum",
        ["city-library"] = "library",
        ["city-analyst"] = "analyst",
        ["card-registrar"] = "registrar",
        ["privacy-officer"] = "privacy-officer",
    };

    /// <summary>Every client.</summary>
    public static TheoryData<string> All => [.. Audiences.Keys];

    /// <summary>Every client that may not see a holder.</summary>
    public static TheoryData<string> ButRegistrar => [.. Audiences.Keys.Where(client => client != "card-registrar")];

    /// <summary>A purpose of the client's agreement.</summary>
    public static string Purpose(string client) => client switch
    {
        "harbor-bank" => "ACCOUNT_OPENING",
        "river-museum" or "hill-museum" => "MEMBERSHIP",
        "city-library" => "LIBRARY_REGISTRATION",
        _ => "CARD_CARE",
    };

    /// <summary>Asks for fields of the valid card, which stand in the place of <c>FIELDS</c>; the number is a variable.</summary>
    public static Task<Answer> QueryCardAsync(
        this RunningGateway gateway, string client, string fields, string? scope = null, string number = ValidCard) =>
        gateway.QueryAsync(
            client,
            $"query($number: CardNumber!) {{ card(number: $number, purpose: {Purpose(client)}) {{ {fields} }} }}",
            new { number },
            scope: scope);
}
