using PartnerApi.Contract;
using PartnerApi.Partners;
using PartnerApi.Policy;

namespace PartnerApi.Tokens.Issuer;

/// <summary>The partners' clients as the issuer needs them, as they are now.</summary>
internal sealed class PartnerClients(PartnerDirectory directory, CityClock clock) : IIssuerClients
{
    /// <inheritdoc/>
    public IssuerClient? Find(string clientId) => directory.Load().FindClient(clientId) is { } client
        ? new IssuerClient(client.Audience.Scopes, AgreementGate.Admit(client.Terms, clock.Today) is null)
        : null;
}
