using PartnerApi.Core;
using PartnerApi.Partners;
using PartnerApi.Policy;
using PartnerApi.Storage;

namespace PartnerApi.Identity.Issuer;

/// <summary>The clients that may have a token.</summary>
internal sealed class ActiveClients(PartnerDirectory directory, ReadSessions sessions, CityClock clock)
{
    /// <summary>The client with that id. Null if it does not exist, if it, its partner, or the agreement is suspended, or if the agreement is not in force.</summary>
    public ClientEntry? Find(string clientId)
    {
        using var session = sessions.Begin();
        var client = directory.Current(session).FindClient(clientId);
        return client is not null && AgreementGate.Admit(client.Terms, clock.Today) is null ? client : null;
    }
}
