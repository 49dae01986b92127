namespace PartnerApi.Tokens.Issuer;

/// <summary>What the issuer has to know of a client before it signs.</summary>
/// <param name="Scopes">Everything a token of the client's audience can carry.</param>
/// <param name="IsActive">True while client, partner and agreement are in force today.</param>
internal sealed record IssuerClient(IReadOnlySet<string> Scopes, bool IsActive);

/// <summary>Finds clients among the partners.</summary>
internal interface IIssuerClients
{
    /// <summary>The client now, or null when no partner has it.</summary>
    IssuerClient? Find(string clientId);
}
