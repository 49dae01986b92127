using PartnerApi.Http;

namespace PartnerApi.Disclosures;

/// <summary>The name under which evidence is issued: the setting <c>Tokens:Issuer</c>, by which partners know the gateway, else its first address.</summary>
/// <param name="Name">An address that ends in a slash.</param>
internal sealed record EvidenceIssuer(string Name)
{
    /// <summary>Reads it.</summary>
    public static EvidenceIssuer Read(IConfiguration configuration)
    {
        var name = configuration["Tokens:Issuer"] is { Length: > 0 } issuer ? issuer : ListenAddresses.Resolve(null, configuration)[0];
        return new EvidenceIssuer(name.TrimEnd('/') + '/');
    }
}
