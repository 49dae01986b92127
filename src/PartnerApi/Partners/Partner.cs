namespace PartnerApi.Partners;

/// <summary>An organization that accepts the card, or a part of the city that works with it.</summary>
internal sealed class Partner
{
    /// <summary>A short name in lower case with hyphens, such as <c>harbor-bank</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The organization's name as people know it.</summary>
    public required string Name { get; set; }

    /// <summary>The name of the partner's <see cref="Partners.Audience"/>.</summary>
    public required string Audience { get; set; }

    /// <summary>A suspended partner gets no answer, whatever tokens are out.</summary>
    public PartnerStatus Status { get; set; }

    /// <summary>The random key of the partner's pairwise subjects, sealed; destroying it unlinks them for ever.</summary>
    public required byte[] SectorKey { get; init; }

    /// <summary>What the partner may ask.</summary>
    public Agreement? Agreement { get; set; }

    /// <summary>The partner's OAuth clients.</summary>
    public List<Client> Clients { get; } = [];
}

/// <summary>Whether a partner, client or agreement is in force.</summary>
internal enum PartnerStatus
{
    /// <summary>In force.</summary>
    Active,

    /// <summary>Stopped by the program, until it is resumed.</summary>
    Suspended,
}
