using PartnerApi.Sandbox;

namespace PartnerApi.TestHost;

/// <summary>One client of each audience, and requests that several tests send.</summary>
internal static class Callers
{
    /// <summary>A valid card of the sandbox, whose holder has no other card.</summary>
    public const string ValidCard = "0000000000000195";

    /// <summary>The audiences by client, with one client of each.</summary>
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

    /// <summary>A purpose of the client's agreement.</summary>
    public static string Purpose(string client) => client switch
    {
        _ when client.EndsWith("-bank", StringComparison.Ordinal) => "ACCOUNT_OPENING",
        "river-museum" or "hill-museum" => "MEMBERSHIP",
        "city-library" => "LIBRARY_REGISTRATION",
        _ => "CARD_CARE",
    };

    /// <summary>Requests fields of a card, by default the valid one. The number is a variable.</summary>
    public static Task<Answer> QueryCardAsync(
        this RunningGateway gateway, string client, string fields, string? scope = null, string number = ValidCard) =>
        gateway.QueryAsync(
            client,
            $"query($number: CardNumber!) {{ card(number: $number, purpose: {Purpose(client)}) {{ {fields} }} }}",
            new { number },
            scope: scope);

    /// <summary>The record of <see cref="ValidCard"/>.</summary>
    /// <param name="today">The first day of the sandbox's data.</param>
    public static CardRecord ValidCardRecord(DateOnly today)
    {
        var line = SandboxCards.On(today).Single(card => card.Number.Reveal() == ValidCard);
        return new CardRecord(line.LegalName, line.DateOfBirth, line.Street, line.IssuedOn, line.ExpiresOn);
    }
}

/// <summary>Personal attributes and dates of a card of the sandbox.</summary>
internal sealed record CardRecord(string LegalName, DateOnly DateOfBirth, string Street, DateOnly IssuedOn, DateOnly ExpiresOn);
