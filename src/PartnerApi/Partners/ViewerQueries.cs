using System.ComponentModel;
using PartnerApi.Contract;
using PartnerApi.Policy;

namespace PartnerApi.Partners;

/// <summary>What every caller may ask about itself and about the card in general.</summary>
[QueryFields]
internal static class ViewerQueries
{
    private static readonly IReadOnlyList<AcceptanceAnswer> All = [.. Policy.Acceptances.All.Select(acceptance => new AcceptanceAnswer(acceptance))];

    /// <summary>The caller.</summary>
    [OpenToEveryCaller]
    [Description("The caller itself: what its token and its agreement let it ask.")]
    public static ViewerAnswer Viewer(GatewayRequest request) => new(request);

    /// <summary>What the card is for.</summary>
    [OpenToEveryCaller]
    [Description("What the card is and is not accepted for, in sentences a person understands.")]
    public static IReadOnlyList<AcceptanceAnswer> Acceptances => All;
}

/// <summary>The caller, to itself. Nothing of other partners, and no key.</summary>
[SchemaType("Viewer")]
[OpenToEveryCaller]
[Description("The caller: what its token and its agreement let it ask.")]
internal sealed class ViewerAnswer(GatewayRequest request)
{
    private readonly ClientEntry caller = request.Caller;

    /// <summary>The partner's name.</summary>
    [Description("The name of the partner whose client asks.")]
    public string Partner => caller.PartnerName;

    /// <summary>The client's id.</summary>
    [Id]
    [Description("The OAuth client that asks.")]
    public string Client => caller.ClientId;

    /// <summary>The audience's name.</summary>
    [Description("The kind of partner; it decides which schema the caller sees.")]
    public string Audience => caller.Audience.Name;

    /// <summary>The token's scopes.</summary>
    [Description("The scopes of the access token.")]
    public IReadOnlyList<string> Scopes => [.. request.Scopes.Order(StringComparer.Ordinal)];

    /// <summary>The purposes agreed.</summary>
    [Description("The purposes the agreement holds.")]
    public IReadOnlyList<Purpose> Purposes => [.. caller.Terms.Purposes.Order()];

    /// <summary>The benefits agreed.</summary>
    [Id]
    [Description("The ids of the benefits the agreement holds.")]
    public IReadOnlyList<string> Benefits => [.. caller.Benefits.Order(StringComparer.Ordinal)];

    /// <summary>The agreement's last day.</summary>
    [Description("The last day of the agreement, inclusive; null while it has no end.")]
    public DateOnly? AgreementUntil => caller.Terms.Until;

    /// <summary>The token's end.</summary>
    [Description("When the access token expires.")]
    public DateTimeOffset TokenExpiresAt => request.TokenExpiresAt;
}

/// <summary>One line of what the card is for.</summary>
[SchemaType("Acceptance")]
[OpenToEveryCaller]
[Description("Whether the card is accepted for a purpose.")]
internal sealed class AcceptanceAnswer(Acceptance acceptance)
{
    /// <summary>The purpose.</summary>
    [Description("What the card is shown for.")]
    public Purpose Purpose => acceptance.Purpose;

    /// <summary>Whether any partner may accept it.</summary>
    [Description("False when the card is never accepted for it, by anybody.")]
    public bool Accepted => acceptance.Accepted;

    /// <summary>The sentence.</summary>
    [Description("The same in one or two sentences for the person who shows the card.")]
    public string Explanation => acceptance.Explanation;
}
