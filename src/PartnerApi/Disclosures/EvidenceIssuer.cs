using PartnerApi.Http;

namespace PartnerApi.Disclosures;

/// <summary>The issuer's name in evidence: the setting <c>Tokens:Issuer</c>, by which partners know the gateway, or else its first address.</summary>
/// <param name="Name">An address that ends with a slash.</param>
internal sealed record EvidenceIssuer(string Name)
{
    public static EvidenceIssuer Read(IConfiguration configuration)
    {
        var name = configuration["Tokens:Issuer"] is { Length: > 0 } issuer ? issuer : ListenAddresses.Resolve(null, configuration)[0];
        return new EvidenceIssuer(name.TrimEnd('/') + '/');
    }
}
