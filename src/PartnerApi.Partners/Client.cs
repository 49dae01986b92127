namespace PartnerApi.Partners;

/// <summary>An OAuth client of a partner. The token issuer stores its secret or public keys.</summary>
public sealed class Client
{
    /// <summary>The <c>client_id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The id of the partner that it belongs to.</summary>
    public required string PartnerId { get; init; }

    /// <summary>A suspended client gets neither tokens nor answers.</summary>
    public PartnerStatus Status { get; set; }
}
