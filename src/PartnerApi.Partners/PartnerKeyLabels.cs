using PartnerApi.Sealing;

namespace PartnerApi.Partners;

/// <summary>The labels of the keys of partners. A label is part of the stored format: it never changes.</summary>
internal static class PartnerKeyLabels
{
    /// <summary>Seals the partners' sector keys; no context.</summary>
    public static readonly KeyLabel SectorKey = new(Secret.Facts, "partner-api/v1/sector-key");
}
