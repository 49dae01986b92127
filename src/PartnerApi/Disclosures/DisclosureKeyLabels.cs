using PartnerApi.Sealing;

namespace PartnerApi.Disclosures;

/// <summary>The labels of the keys of disclosure records. A label is part of the stored format: it never changes.</summary>
internal static class DisclosureKeyLabels
{
    /// <summary>The card references of disclosure records; context: kind, day, 16 bytes (seed, digits, or tag), partner.</summary>
    public static readonly KeyLabel DisclosureReference = new(Secret.Facts, "partner-api/v1/disclosure-reference");
}
