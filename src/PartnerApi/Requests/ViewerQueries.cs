using System.ComponentModel;
using PartnerApi.GraphQL;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.Requests;

/// <summary>The queries that are open to every caller: about the caller itself, and about the card in general.</summary>
[QueryFields]
internal static class ViewerQueries
{
    private static readonly IReadOnlyList<AcceptanceAnswer> All = [.. Policy.Acceptances.All.Select(acceptance => new AcceptanceAnswer(acceptance))];

    [OpenToEveryCaller]
    [Description("The caller, with the access that its token and its agreement grant.")]
    public static ViewerAnswer Viewer(GatewayRequest request) => new(request);

    [OpenToEveryCaller]
    [Description("The purposes for which the card is accepted or not accepted, with an explanation in plain language.")]
    public static IReadOnlyList<AcceptanceAnswer> Acceptances => All;
}

/// <summary>The caller's own data. It contains nothing about other partners, and no key.</summary>
[SchemaType("Viewer")]
[OpenToEveryCaller]
[Description("The caller, with the access that its token and its agreement grant.")]
internal sealed class ViewerAnswer(GatewayRequest request)
{
    private readonly ClientEntry caller = request.Caller;

    [Description("The name of the caller's partner.")]
    public string Partner => caller.PartnerName;

    [Id]
    [Description("The id of the caller's OAuth client.")]
    public string Client => caller.ClientId;

    [Description("The partner's audience. It determines the schema that the caller sees.")]
    public string Audience => caller.Audience.Name;

    [Description("The scopes of the access token.")]
    public IReadOnlyList<string> Scopes => [.. request.Scopes.Order(StringComparer.Ordinal)];

    [Description("The purposes in the agreement.")]
    public IReadOnlyList<Purpose> Purposes => [.. caller.Terms.Purposes.Order()];

    [Id]
    [Description("The ids of the benefits in the agreement.")]
    public IReadOnlyList<string> Benefits => [.. caller.Benefits.Order(StringComparer.Ordinal)];

    [Description("The last day of the agreement, inclusive. Null if the agreement has no end.")]
    public DateOnly? AgreementUntil => caller.Terms.Until;

    [Description("The time at which the access token expires.")]
    public DateTimeOffset TokenExpiresAt => request.TokenExpiresAt;
}

/// <summary>The acceptance of the card for one purpose.</summary>
[SchemaType("Acceptance")]
[OpenToEveryCaller]
[Description("Whether the card is accepted for a purpose.")]
internal sealed class AcceptanceAnswer(Acceptance acceptance)
{
    [Description("The purpose for which the card is presented.")]
    public Purpose Purpose => acceptance.Purpose;

    [Description("Whether partners may accept the card for the purpose. False if it is never accepted.")]
    public bool Accepted => acceptance.Accepted;

    [Description("An explanation in one or two sentences, for the card holder.")]
    public string Explanation => acceptance.Explanation;
}
