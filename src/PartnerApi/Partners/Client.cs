namespace PartnerApi.Partners;

/// <summary>An OAuth client of a partner. Its secret or public keys are kept by the token issuer.</summary>
internal sealed class Client
{
    /// <summary>The <c>client_id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The partner it belongs to.</summary>
    public required string PartnerId { get; init; }

    /// <summary>A suspended client gets neither tokens nor answers.</summary>
    public PartnerStatus Status { get; set; }
}
