namespace PartnerApi.Partners;

/// <summary>An organization or city agency that accepts the card or works with it.</summary>
public sealed class Partner
{
    /// <summary>A short name in lower case with hyphens, such as <c>harbor-bank</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The organization's name, as displayed.</summary>
    public required string Name { get; set; }

    /// <summary>The name of the partner's <see cref="Policy.Audience"/>.</summary>
    public required string Audience { get; set; }

    /// <summary>A suspended partner gets no answers, even with valid tokens.</summary>
    public PartnerStatus Status { get; set; }

    /// <summary>The random key of the partner's pairwise subjects, sealed. Destroying it unlinks them permanently.</summary>
    public required byte[] SectorKey { get; init; }

    /// <summary>The agreement; null before the first agreement.</summary>
    public Agreement? Agreement { get; set; }

    /// <summary>The partner's OAuth clients.</summary>
    public List<Client> Clients { get; } = [];
}

/// <summary>Whether a partner, client or agreement is in force.</summary>
public enum PartnerStatus
{
    /// <summary>In force.</summary>
    Active,

    /// <summary>Suspended by the program until it is resumed.</summary>
    Suspended,
}
